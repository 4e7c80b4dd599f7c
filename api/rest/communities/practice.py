"""Practices over REST: published, withdrawn."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.communities import community
from domain.communities import practice as domain

commands = Commands("practices", refusals=(community.NotRegistered, *WORDS_BY_LANGUAGE))

commands.offers(
    domain.PublishPractice,
    "POST",
    "/communities/{code}/practices",
    name="publish",
    example={
        "title": {"ar": "ميزانية بلغة الجميع", "fr": "Un budget que chacun comprend"},
        "description": {"ar": "جلسة علنية قبل التصويت", "fr": "Une séance publique avant le vote"},
    },
    refusals=(domain.AlreadyPublished,),
)
commands.offers(
    domain.WithdrawPractice,
    "DELETE",
    "/communities/{code}/practices/{practice:uuid}",
    name="withdraw",
    example={"reason": {"ar": "لم يعد معمولا بها", "fr": "Elle n'a plus cours"}},
    refusals=(domain.Unknown,),
)
