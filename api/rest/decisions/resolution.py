"""Resolutions over REST: tabled in a session, put to the vote, the members' votes recorded, the vote closed; then signed and
published."""

from api.rest.decisions.approval import VERSION
from api.rest.decisions.session import PAPER
from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.representation import REFUSALS
from api.rest.routes import Commands
from domain.across.resolution import NotUpForAdoption, OlderThanAdopted
from domain.communities.membership import NotANetwork
from domain.decisions import late_entry, session_state
from domain.decisions import resolution as domain
from domain.decisions import resolution_state as state
from domain.documents import BadDocument
from domain.moment import NoTimeZone, NotYetHappened
from domain.plans import plan_state
from domain.rules.law import NoRuleKnown

commands = Commands(
    "resolutions", refusals=(session_state.Unknown, NoTimeZone, NotYetHappened, late_entry.EnteredTooLate, *REFUSALS)
)

ALL = "/sessions/{session:uuid}/resolutions"
ONE = ALL + "/{resolution:uuid}"
TEXT = {
    "ar": "يصادق المجلس على برنامج عمل الانفتاح.",
    "fr": "Le conseil adopte le programme d'action pour l'ouverture.",
}
OPEN = (domain.Unknown, session_state.NotOpen, session_state.OutOfOrder)
ON_PLANS = (
    *(NotUpForAdoption, OlderThanAdopted, NoRuleKnown),
    *(plan_state.Unknown, plan_state.Closed, plan_state.NoSuchVersion),
)

commands.offers(
    domain.Table,
    "POST",
    ALL,
    recorded=True,
    example={
        "item": "1",
        "title": {"ar": "المصادقة على برنامج العمل", "fr": "Adoption du programme d'action"},
        "text": TEXT,
        "subject": VERSION,
    },
    refusals=(
        *(domain.AlreadyTabled, domain.NotOnTheAgenda, domain.SessionOver),
        *(*ON_PLANS, NotANetwork, *WORDS_BY_LANGUAGE),
    ),
)
commands.offers(
    domain.PutToVote,
    "POST",
    ONE + "/vote",
    recorded=True,
    example={},
    refusals=(*OPEN, domain.NotToBeVotedOn, domain.SecretVote, *ON_PLANS),
)
commands.offers(
    domain.RecordVote,
    "PUT",
    ONE + "/votes/{member:uuid}",
    recorded=True,
    example={"choice": "for"},
    refusals=(*OPEN, state.NoVoteUnderWay, domain.NotPresent),
)
commands.offers(
    domain.CloseVote,
    "POST",
    ONE + "/vote/closing",
    recorded=True,
    example={},
    refusals=(*OPEN, state.NoVoteUnderWay, late_entry.NotConfirmed, NoRuleKnown),
)
commands.offers(
    domain.Sign,
    "POST",
    ONE + "/signature",
    recorded=True,
    example={},
    refusals=(domain.Unknown, state.NotAdopted, domain.AlreadySigned),
)
commands.offers(
    domain.PublishResolution,
    "POST",
    ONE + "/publication",
    recorded=True,
    example={"document": PAPER},
    refusals=(domain.Unknown, state.NotAdopted, domain.NotSigned, domain.AlreadyPublished, BadDocument),
)
