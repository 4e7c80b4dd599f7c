"""Activities over REST: planned, revised and carried over; then declared, reported, measured, shown and assessed."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.communities import body
from domain.documents import BadDocument
from domain.plans import activity as domain
from domain.plans import activity_content, implementation, plan_state
from domain.plans.money import BadMoney
from domain.rules.law import NoRuleKnown

commands = Commands("activities", refusals=(plan_state.Unknown, plan_state.Closed))

ONE = "/plans/{plan:uuid}/activities/{activity:uuid}"

WELLS = {
    "key": "wells",
    "name": {"fr": "Puits creusés", "ar": "آبار محفورة"},
    "unit": {"fr": "puits", "ar": "بئر"},
    "baseline": "0",
    "target": "12",
}
WHAT = {
    "title": {"fr": "Creuser douze puits", "ar": "حفر اثنتي عشرة بئرا"},
    "description": {"fr": "Un par douar, avec son association d'usagers."},
    "responsible": {"fr": "Service de l'eau", "ar": "مصلحة الماء"},
    "starts": "2026-01-15",
    "ends": "2027-06-30",
    "budget": {"amount": 1_200_000_00, "currency": "MAD"},
}
PROJECT = "3f2b8c1a-5d0e-5a57-9a51-6a1b1c2d3e4f"
WHY = {"fr": "La nappe est plus basse que prévu", "ar": "الفرشة المائية أعمق مما كان متوقعا"}
DOCUMENT = {
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "name": {"fr": "Procès-verbal de réception"},
    "media_type": "application/pdf",
    "size": 48_120,
}

CONTENT = (
    *(implementation.BadDates, implementation.BadNumber, implementation.TooMany, BadMoney),
    *(activity_content.BadIndicator, activity_content.TooLongInAll, *WORDS_BY_LANGUAGE),
)
NOT_PROMISED = (domain.Unknown, implementation.NotAdopted)
NOT_UNDER_WAY = (*NOT_PROMISED, implementation.CarriedOver)

commands.offers(
    domain.PlanActivity,
    "POST",
    "/plans/{plan:uuid}/activities",
    example={"project": PROJECT, **WHAT, "indicators": [WELLS]},
    refusals=(
        *(domain.AlreadyPlanned, domain.NotToBeCarriedOver, plan_state.NoSuchProject, body.Unknown),
        *CONTENT,
    ),
)
commands.offers(
    domain.ReviseActivity,
    "PUT",
    ONE,
    edits=True,
    example=WHAT,
    refusals=(domain.Unknown, domain.UnderWay, body.Unknown, *CONTENT),
)
commands.offers(
    domain.MoveActivity,
    "PUT",
    ONE + "/project",
    edits=True,
    example={"project": PROJECT},
    refusals=(domain.Unknown, domain.StillLinked, plan_state.NoSuchProject),
)
commands.offers(
    domain.RemoveActivity,
    "DELETE",
    ONE,
    example={"reason": WHY},
    refusals=(domain.Unknown, domain.UnderWay, domain.StillLinked, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.DefineIndicator,
    "POST",
    ONE + "/indicators",
    example={"indicator": WELLS},
    refusals=(domain.Unknown, *CONTENT),
)
commands.offers(
    domain.RemoveIndicator,
    "DELETE",
    ONE + "/indicators/{key}",
    example={"reason": WHY},
    refusals=(domain.Unknown, implementation.UnknownIndicator, domain.AlreadyMeasured, *WORDS_BY_LANGUAGE),
)

commands.offers(
    implementation.ChangeStatus,
    "PUT",
    ONE + "/status",
    edits=True,
    recorded=True,
    example={"status": "delayed", "progress": 40, "reason": WHY},
    refusals=(*NOT_UNDER_WAY, implementation.BadProgress, *WORDS_BY_LANGUAGE),
)
commands.offers(
    implementation.ReportProgress,
    "POST",
    ONE + "/progress",
    recorded=True,
    example={"progress": 55, "note": {"fr": "Sept puits sur douze"}},
    refusals=(*NOT_UNDER_WAY, implementation.BadProgress, implementation.Ended, *WORDS_BY_LANGUAGE),
)
commands.offers(
    implementation.Reschedule,
    "PUT",
    ONE + "/dates",
    edits=True,
    recorded=True,
    example={"starts": "2026-01-15", "ends": "2027-12-31", "reason": WHY},
    refusals=(*NOT_UNDER_WAY, implementation.BadDates, *WORDS_BY_LANGUAGE),
)
commands.offers(
    implementation.AttachEvidence,
    "POST",
    ONE + "/evidence",
    recorded=True,
    example={"document": DOCUMENT, "note": {"fr": "Réception des trois premiers puits"}},
    refusals=(
        *(*NOT_PROMISED, implementation.AlreadyAttached, implementation.TooMany, BadDocument),
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    implementation.MeasureIndicator,
    "PUT",
    ONE + "/indicators/{key}/measurements/{on}",
    example={"value": "7"},
    refusals=(
        *(*NOT_UNDER_WAY, implementation.UnknownIndicator, implementation.BadNumber, implementation.Ahead),
        implementation.TooMany,
    ),
)
commands.offers(
    implementation.AllocateBudget,
    "PUT",
    ONE + "/budget",
    edits=True,
    recorded=True,
    example={"budget": {"amount": 1_500_000_00, "currency": "MAD"}, "source": {"fr": "Budget de la commune, 2027"}},
    refusals=(*NOT_UNDER_WAY, implementation.OtherCurrency, BadMoney, *WORDS_BY_LANGUAGE),
)
commands.offers(
    implementation.ReportSpending,
    "POST",
    ONE + "/spending",
    recorded=True,
    example={"spent": {"amount": 640_000_00, "currency": "MAD"}, "on": "2026-09-30"},
    refusals=(*NOT_UNDER_WAY, implementation.OtherCurrency, implementation.Ahead, BadMoney),
)
commands.offers(
    implementation.AssessCompletion,
    "PUT",
    ONE + "/completion",
    edits=True,
    recorded=True,
    example={
        "completion": "substantial",
        "assessor": {"fr": "Observatoire citoyen de la gouvernance ouverte"},
        "evidence": [DOCUMENT["sha256"]],
        "reasons": {"fr": "Dix puits sur douze donnent de l'eau"},
    },
    refusals=(
        *(*NOT_PROMISED, implementation.BadCompletion, implementation.NotAttached, implementation.EvidenceNeeded),
        *(NoRuleKnown, *WORDS_BY_LANGUAGE),
    ),
)
