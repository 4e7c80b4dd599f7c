"""Consultations over REST: open, extend, close, publish the report."""

from datetime import datetime
from uuid import UUID

from api.rest.forms import WORDS_BY_LANGUAGE, ByLanguage, Form
from api.rest.routes import Commands
from domain.moment import NoTimeZone
from domain.participation import consultation as domain
from domain.plans.plan_state import Closed, NoSuchVersion
from domain.plans.plan_state import Unknown as NoSuchPlan

commands = Commands("consultations")

ONE = "/consultations/{consultation:uuid}"


class NewConsultation(Form, frozen=True, kw_only=True):
    """`plan` is what the consultation is about, if it is about one, and `number` the version of it that is asked on."""

    title: ByLanguage
    description: ByLanguage = {}
    opens: datetime
    closes: datetime
    participants: domain.Participants = "anyone"
    ballot: domain.BallotKind = "choice"
    ballots_per_person: int | None = None
    plan: UUID | None = None
    number: int | None = None


commands.offers(
    domain.Open,
    "POST",
    "/communities/{code}/consultations",
    name="open_one",
    form=NewConsultation,
    fixed={"source": None},
    at="/api/v1/consultations/{thing}",
    says="Opens a consultation. It takes contributions from `opens` to just before `closes`.",
    example={
        "title": {"ar": "أي حديقة نريد؟", "fr": "Quel jardin voulons-nous ?"},
        "description": {"fr": "Le terrain de l'ancienne gare sera un jardin public."},
        "opens": "2026-12-01T08:00:00Z",
        "closes": "2026-12-31T23:00:00Z",
        "participants": "citizens",
        "ballot": "choice",
    },
    refusals=(
        domain.AlreadyOpened,
        domain.BadWindow,
        domain.BadLimit,
        domain.NoPlan,
        NoSuchPlan,
        Closed,
        NoSuchVersion,
        NoTimeZone,
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    domain.Extend,
    "POST",
    ONE + "/extension",
    form="Extension",
    says="Extends a consultation that is open.",
    example={"closes": "2027-01-15T23:00:00Z"},
    refusals=(domain.Unknown, domain.NotOpen, domain.BadWindow, domain.Imported, NoTimeZone),
)
commands.offers(
    domain.Close,
    "POST",
    ONE + "/closing",
    says="Closes a consultation, before its time if need be. When its time comes, it closes by itself.",
    refusals=(domain.Unknown, domain.Imported),
)
commands.offers(
    domain.PublishReport,
    "PUT",
    ONE + "/report",
    edits=True,
    form="Report",
    says="Publishes the report of a closed consultation, or a new text of it.",
    example={"report": {"fr": "412 personnes ont pris part."}},
    refusals=(domain.Unknown, domain.NotYet, domain.Imported, *WORDS_BY_LANGUAGE),
)
