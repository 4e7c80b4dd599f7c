"""Practices over REST: published, withdrawn."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.communities.community import NotRegistered
from domain.communities.practice import AlreadyPublished, PublishPractice, Unknown, WithdrawPractice

commands = Commands("practices", refusals=(NotRegistered, *WORDS_BY_LANGUAGE))

PRACTICES = "/communities/{code}/practices"
TEXT = {"ar": "جلسة علنية قبل كل تصويت", "fr": "Une séance publique avant chaque vote"}
ENDED = {"reason": {"ar": "لم يعد معمولا بها", "fr": "Elle n'a plus cours"}}

commands.offers(PublishPractice, "POST", PRACTICES, refusals=[AlreadyPublished], example={"title": TEXT, "text": TEXT})
commands.offers(WithdrawPractice, "DELETE", PRACTICES + "/{practice:uuid}", refusals=[Unknown], example=ENDED)
