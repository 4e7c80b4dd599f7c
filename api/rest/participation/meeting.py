"""Meetings over REST: schedule, move, cancel, hold; then who came, what was recommended, the minutes."""

from api.rest.forms import WORDS_BY_LANGUAGE
from api.rest.routes import Commands
from domain.communities.community import NotRegistered
from domain.documents import BadDocument
from domain.moment import NoTimeZone
from domain.participation import meeting as domain
from domain.participation.attendance import BadAttendance
from domain.plans.plan_state import Closed
from domain.plans.plan_state import Unknown as NoSuchPlan

commands = Commands("meetings")

ONE = "/meetings/{meeting:uuid}"
WHEN_AND_WHERE = {
    "starts": "2026-12-05T09:00:00Z",
    "ends": "2026-12-05T12:00:00Z",
    "place": {"ar": "قاعة الجماعة", "fr": "Salle de la commune"},
}
NOT_HELD = (domain.Unknown, domain.Cancelled, domain.NotHeld)

commands.offers(
    domain.Schedule,
    "POST",
    "/communities/{code}/meetings",
    at="/api/v1/meetings/{thing}",
    example={
        "kind": "workshop",
        "title": {"ar": "ورشة الإعداد المشترك", "fr": "Atelier de co-construction"},
        **WHEN_AND_WHERE,
    },
    refusals=(
        NotRegistered,
        domain.AlreadyScheduled,
        domain.BadTime,
        domain.BadPlace,
        NoSuchPlan,
        Closed,
        NoTimeZone,
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    domain.Move,
    "PUT",
    ONE + "/schedule",
    edits=True,
    example={**WHEN_AND_WHERE, "remote": "https://meet.example/openness"},
    refusals=(
        domain.Unknown,
        domain.Cancelled,
        domain.AlreadyHeld,
        domain.BadTime,
        domain.BadPlace,
        NoTimeZone,
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    domain.Cancel,
    "POST",
    ONE + "/cancellation",
    example={"reason": {"fr": "La salle est inondée."}},
    refusals=(domain.Unknown, domain.Cancelled, domain.AlreadyHeld, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.Hold,
    "POST",
    ONE + "/holding",
    refusals=(domain.Unknown, domain.Cancelled, domain.NotYet),
)
commands.offers(
    domain.RecordAttendance,
    "PUT",
    ONE + "/attendance",
    example={
        "attendance": [
            {"category": "civil_society", "gender": "female", "count": 31},
            {"category": "elected", "gender": "male", "count": 29},
        ]
    },
    refusals=(*NOT_HELD, BadAttendance),
)
commands.offers(
    domain.Recommend,
    "POST",
    ONE + "/recommendations",
    new="recommendation",
    example={"text": {"ar": "نشر ميزانية مبسطة", "fr": "Publier un budget simplifié"}},
    refusals=(*NOT_HELD, domain.AlreadyMade, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.PublishMinutes,
    "PUT",
    ONE + "/minutes",
    edits=True,
    example={
        "document": {
            "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
            "name": {"ar": "محضر", "fr": "Compte rendu"},
            "media_type": "application/pdf",
            "size": 182_344,
        },
        "summary": {"fr": "60 personnes, 12 recommandations."},
    },
    refusals=(*NOT_HELD, BadDocument, *WORDS_BY_LANGUAGE),
)
