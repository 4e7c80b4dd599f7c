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
    """`plan` is the plan concerned, if any, and `number` the version of it under consultation."""

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
    says="Open a consultation. Contributions are accepted from `opens` until just before `closes`.",
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
    says="Extend an open consultation.",
    example={"closes": "2027-01-15T23:00:00Z"},
    refusals=(domain.Unknown, domain.NotOpen, domain.BadWindow, domain.Imported, NoTimeZone),
)
commands.offers(
    domain.Close,
    "POST",
    ONE + "/closing",
    says="Close a consultation, possibly before its closing time. At its closing time it closes automatically.",
    refusals=(domain.Unknown, domain.Imported),
)
commands.offers(
    domain.PublishReport,
    "PUT",
    ONE + "/report",
    edits=True,
    form="Report",
    says="Publish or replace the report of a closed consultation.",
    example={"report": {"fr": "412 personnes ont pris part."}},
    refusals=(domain.Unknown, domain.NotYet, domain.Imported, *WORDS_BY_LANGUAGE),
)
