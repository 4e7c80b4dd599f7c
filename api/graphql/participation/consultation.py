"""Consultations: their window and texts, what is in them, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, Tagged, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.participation.proposal import Proposal, proposals_in
from api.graphql.participation.raised_challenge import RaisedChallenge
from api.graphql.types import Connection, Node, TaggedText
from domain.participation.phase import phase
from projections.participation.consultation import ConsultationRow, consultations
from projections.participation.raised_challenge import raised_challenges
from projections.plans.plan import plans

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan


@words
class Participants(Word):
    """Who may take part in a consultation."""

    ANYONE = "anyone"
    CITIZENS = "citizens"


@words
class BallotKind(Word):
    """The kind of ballot: SUPPORT (a single sign of support) or CHOICE (agree, disagree or pass)."""

    SUPPORT = "support"
    CHOICE = "choice"


@kind()
class Source:
    system: str
    reference: str


@kind()
class Totals:
    """The totals of a consultation."""

    proposals: int = 0
    comments: int = 0
    ballots: int = strawberry.field(default=0, description="The number of counted ballots: one per voter and proposal.")


async def consultations_of(
    reading: Reading, communities: Sequence[UUID | None], page: Page, open: bool | None, imported: bool | None
) -> list[Listed[Any]]:
    """The consultations of each of some communities, or of all for None."""
    filters: dict[str, Any] = {"open": open, "imported": imported, "moment": reading.moment}
    return await connections(reading, consultations, "page", communities, page, **filters)


async def consultations_in(
    reading: Reading,
    rows: Objects,
    open: bool | None = None,
    imported: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await consultations_of(reading, [row.id for row in rows], Page.asked(**page), open, imported)


async def totals_of(reading: Reading, rows: Objects) -> list[Totals]:
    ids = [row.id for row in rows]
    found = await reading.rows(consultations.queries, "totals", consultations=ids)
    by_id = {
        id: Totals(proposals=proposals, comments=comments, ballots=ballots)
        for id, proposals, comments, ballots in found
    }
    return [by_id.get(id, Totals()) for id in ids]


def is_open(reading: Reading, rows: Objects) -> list[bool]:
    return [
        phase(row.opens, row.closes, reading.moment, closed=row.closed, imported=row.source_system is not None)
        == "open"
        for row in rows
    ]


def source_of(reading: Reading, rows: Objects) -> list[Source | None]:
    return [
        Source(system=row.source_system, reference=row.source_reference) if row.source_system else None for row in rows
    ]


class Text:
    """An official text of consultations that is kept sealed, each language by itself."""

    def __init__(self, field: str) -> None:
        self._field, self._languages = field, f"{field}_languages"

    def _there(self, row: Any) -> list[str]:
        return getattr(row, self._languages) if getattr(row, self._field) else []

    async def in_one(self, reading: Reading, rows: Objects, language: str | None = None) -> list[str | None]:
        chosen = [(getattr(row, self._field), reading.best(self._there(row), language)) for row in rows]
        await reading.open([(event, f"{self._field}.{tag}") for event, tag in chosen if tag])
        return [reading.words(event, f"{self._field}.{tag}") if tag else None for event, tag in chosen]

    async def in_all(self, reading: Reading, rows: Objects) -> list[list[Tagged]]:
        fields = [(getattr(row, self._field), f"{self._field}.{tag}") for row in rows for tag in self._there(row)]
        await reading.open(fields)
        return [
            [Tagged(tag, reading.words(getattr(row, self._field), f"{self._field}.{tag}")) for tag in self._there(row)]
            for row in rows
        ]


DESCRIPTION, REPORT = Text("description"), Text("report")


@kind(ConsultationRow)
class Consultation(Node):
    """A public consultation."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field(by=in_all_languages("title"))
    description: str | None = field(by=DESCRIPTION.in_one)
    descriptions: list[TaggedText] = field(by=DESCRIPTION.in_all)
    opens: datetime
    closes: datetime | None
    open: bool = field("Whether contributions were accepted at the requested moment.", by=is_open)
    closed: bool
    participants: Participants
    ballot: BallotKind
    ballots_per_person: int | None
    ballots_apart: bool = field(
        "Whether a person has another pseudonym on ballots than in words: then a signed comment shows nobody's ballots."
    )
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan concerned, if any.", by=one(plans, "plan")
    )
    number: int | None = field("The number of the plan version under consultation, if any.")
    source: Source | None = field(
        "For an imported consultation: the original system and the reference there. Null for a consultation held here.",
        by=source_of,
    )
    imported_until: datetime | None = field(
        "For an imported consultation: the instant, in the original system's time, up to which it has been imported."
    )
    report: str | None = field(by=REPORT.in_one)
    reports: list[TaggedText] = field(by=REPORT.in_all)
    version: int
    totals: Totals = field(by=totals_of)
    raised_challenges: Connection[RaisedChallenge] = field(
        "The challenges raised in it, in the order in which they were recorded.", by=list_of(raised_challenges)
    )
    proposals: Connection[Proposal] = field(by=proposals_in)
    audit: AuditConnection = field(by=trail)
