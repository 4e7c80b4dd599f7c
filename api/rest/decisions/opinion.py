"""Advisory opinions over REST: asked for, delivered, answered."""

from api.rest.decisions.approval import VERSION
from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.across.opinion import NotAdvisory, NotYours
from domain.communities import body
from domain.communities.community import NotRegistered
from domain.decisions import opinion as domain
from domain.decisions.deadline import BadDue
from domain.documents import BadDocument
from domain.moment import NoTimeZone
from domain.plans import plan_state

commands = Commands("opinions")

ONE = "/opinions/{opinion:uuid}"

commands.offers(
    domain.RequestOpinion,
    "POST",
    "/communities/{code}/opinions",
    at="/api/v1/opinions/{thing}",
    example={
        "body": "01a2b3c4-0000-7000-8000-000000000002",
        "subject": VERSION,
        "question": {
            "fr": "Le projet de plan répond-il aux attentes des jeunes ?",
            "ar": "هل يستجيب المشروع لانتظارات الشباب؟",
        },
        "due": "2026-12-15T23:00:00Z",
    },
    recorded=True,
    refusals=(
        *(domain.AlreadyRequested, NotAdvisory, body.Unknown, BadDue, NoTimeZone, NotRegistered),
        *(plan_state.Unknown, plan_state.Closed, plan_state.NoSuchVersion, *WORDS_BY_LANGUAGE),
    ),
)
commands.offers(
    domain.DeliverOpinion,
    "POST",
    ONE + "/delivery",
    example={
        "verdict": "reserved",
        "text": {"fr": "Avis favorable, sous réserve d'un budget pour l'axe 3"},
        "document": {
            "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "name": {"fr": "Avis de l'instance de la jeunesse"},
            "media_type": "application/pdf",
            "size": 182_400,
        },
    },
    recorded=True,
    refusals=(domain.Unknown, domain.AlreadyDelivered, NotYours, BadDocument, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.AnswerOpinion,
    "POST",
    ONE + "/answer",
    example={"answer": {"fr": "Un budget est prévu dès la première année"}, "followed": "yes"},
    recorded=True,
    refusals=(domain.Unknown, domain.NotDelivered, domain.AlreadyAnswered, *WORDS_BY_LANGUAGE),
)
