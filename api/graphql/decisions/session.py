"""Sessions of councils: when and on what, who came to each call, by which rules, and what was decided."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import msgspec
import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.body import Body
from api.graphql.communities.office import Role, community_of
from api.graphql.communities.seat import Seat, body_of
from api.graphql.decisions.resolution import Resolution, resolutions_tabled
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.late_entry import DAYS, LATE, days_after, is_late
from api.graphql.rules import Named, Rule, day, named
from api.graphql.types import Connection, Document, Node, TaggedText
from domain.decisions import session_events
from projections.communities.community import communities
from projections.communities.seat import SeatRow, seat_id, seats
from projections.decisions.session import Call, Confirmation, SessionRow, sessions

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


@words
class SessionKind(Word):
    ORDINARY = "ordinary", "Held in the months set by the rules."
    EXTRAORDINARY = "extraordinary", "Held at the request of the president or of members."


@words
class SessionStage(Word):
    """The stage of a session."""

    CONVENED = "convened", "Waiting to be opened, at the first or a later call."
    OPEN = "open"
    ADJOURNED = "adjourned", "Adjourned without a quorum at its last call."
    CLOSED = "closed"


@words
class RequestedBy(Word):
    PRESIDENT = "president"
    MEMBERS = "members"


class Called(msgspec.Struct, frozen=True):
    """A call, and the community and the body that were called."""

    community: UUID
    body: UUID
    of: Call


class Moved(msgspec.Struct, frozen=True):
    """A member of a body who came or left."""

    body: UUID
    member: UUID
    at: datetime
    arrived: bool


async def sessions_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    page: Page,
    stage: list[SessionStage] | None,
    kind: list[SessionKind] | None,
    body: UUID | None,
) -> list[Listed[Any]]:
    """The sessions of each of some communities, or of all for None."""
    return await connections(reading, sessions, "page", parents, page, stages=stage, kinds=kind, body=body)


async def sessions_in(
    reading: Reading,
    rows: Objects,
    stage: list[SessionStage] | None = None,
    kind: list[SessionKind] | None = None,
    body: UUID | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await sessions_of(reading, [row.id for row in rows], Page.asked(**page), stage, kind, body)


def calls_of(reading: Reading, rows: Objects) -> list[list[Called]]:
    return [[Called(row.community, row.body, call) for call in row.calls] for row in rows]


def of_call(name: str) -> Any:
    return lambda reading, rows: [getattr(row.of, name) for row in rows]


def met(row: Called) -> tuple[UUID, datetime | None, datetime | None]:
    return row.community, row.of.met_at, row.of.met_recorded_at


def met_last(row: SessionRow) -> tuple[UUID, datetime | None, datetime | None]:
    """When the session met at its last call that met, and when that was recorded."""
    last = next((call for call in reversed(row.calls) if call.met_at), None)
    return (row.community, last.met_at, last.met_recorded_at) if last else (row.community, None, None)


def rule_of_call(name: str) -> Any:
    """A rule that was used at a call, as it was valid on its day."""

    def rules_used(reading: Reading, rows: Objects) -> list[Named | None]:
        refs = ((getattr(row.of, name), row.of.starts) for row in rows)
        return [ref and named(reading.rules, ref, day(starts)) for ref, starts in refs]

    return rules_used


def rule_of_session(reading: Reading, rows: Objects) -> list[Named]:
    return [named(reading.rules, row.rule, day(row.calls[0].starts)) for row in rows]


async def seats_of(reading: Reading, wanted: Iterable[tuple[UUID, UUID]]) -> dict[UUID | None, SeatRow]:
    """Seats by their ids, of some members in some bodies."""
    return await reading.of(seats, [seat_id(body, member) for body, member in wanted])


async def present_at(reading: Reading, rows: Objects) -> list[list[SeatRow]]:
    found = await seats_of(reading, ((row.body, member) for row in rows for member in row.of.present))
    ids = [[seat_id(row.body, member) for member in row.of.present] for row in rows]
    return [[found[id] for id in of_one if id in found] for of_one in ids]


def moves_at(reading: Reading, rows: Objects) -> list[list[Moved]]:
    return [[Moved(row.body, move.member, move.at, move.arrived) for move in row.of.moves] for row in rows]


async def seat_of(reading: Reading, rows: Objects) -> list[SeatRow | None]:
    found = await seats_of(reading, ((row.body, row.member) for row in rows))
    return [found.get(seat_id(row.body, row.member)) for row in rows]


async def presiding_at(reading: Reading, rows: Objects) -> list[SeatRow | None]:
    found = await seats_of(reading, ((row.body, row.of.presiding) for row in rows if row.of.presiding))
    return [found.get(seat_id(row.body, row.of.presiding)) if row.of.presiding else None for row in rows]


@kind(session_events.AgendaItem)
class AgendaItem:
    """An item on a session's agenda."""

    key: str = field("Identifies the item within its session.")
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))


@kind(Moved)
class SessionMove:
    """The arrival of a member after the opening, or the departure of a member before the end."""

    member: UUID = field("The member's pseudonym in this community.")
    seat: Seat | None = field("The member's seat in the council.", by=seat_of)
    at: datetime
    arrived: bool = field("True for an arrival, false for a departure.")


@kind(Called)
class SessionCall:
    """One call of a session: the scheduled start, who attended, and whether there was a quorum."""

    call: int = field("The number of the call: 1, 2 or 3.", by=of_call("call"))
    starts: datetime = field(by=of_call("starts"))
    called_by: Rule | None = field(
        "The rule that allowed the session to be called again; null for the first call.", by=rule_of_call("called_by")
    )
    met_at: datetime | None = field(
        "When the session met at this call; null if it did not, in which case the fields below are null or empty.",
        by=of_call("met_at"),
    )
    met_recorded_at: datetime | None = field("When that was recorded.", by=of_call("met_recorded_at"))
    entered_after_days: int = field(f"Of the attendance: {DAYS}", by=days_after(met))
    entered_late: bool = field(f"Of the attendance: {LATE}", by=is_late(met))
    present: list[Seat] = field("The seats of the members present at the opening.", by=present_at)
    present_count: int = field(
        "The number of members present at the opening.", by=lambda reading, rows: [len(row.of.present) for row in rows]
    )
    in_office: int | None = field("The number of members in office on that day.", by=of_call("in_office"))
    moves: list[SessionMove] = field("Arrivals after the opening, and departures before the end.", by=moves_at)
    presiding: Seat | None = field(
        "The seat of the presiding member; the last one, if several presided.", by=presiding_at
    )
    quorum: bool | None = field("Whether there was a quorum.", by=of_call("quorum"))
    rule: Rule | None = field("The rule on the quorum at this call.", by=rule_of_call("rule"))


@kind(Confirmation)
class SessionConfirmation:
    """The confirmation of a session's attendance and votes by another person than those who recorded them."""

    at: datetime
    recorded_at: datetime
    role: Role = field("The office by which it was confirmed.")
    holder_of: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "Where this office is held: the community itself, or its supervising authority.",
        by=one(communities, "holder_of"),
    )
    holder: UUID = field("The pseudonym there of who confirmed it.")
    resolutions: list[UUID] = field("The ids of the resolutions whose votes were confirmed.")


@kind(SessionRow)
class Session(Node):
    """A session of a council."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    body: Body | None = field("The council that meets.", by=body_of)
    kind: SessionKind
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    starts: datetime = field("The start, according to the last call.")
    stage: SessionStage
    agenda: list[AgendaItem]
    documents: list[Document] = field("The documents sent to the members.")
    requested_by: RequestedBy | None = field("Who requested it, for an extraordinary session.")
    requesting: int | None = field("The number of members who requested it, if members did.")
    in_office: int = field("The number of members in office when the session was convened.")
    rule: Rule = field("The rule under which it is held: on ordinary or on extraordinary sessions.", by=rule_of_session)
    calls: list[SessionCall] = field("Its calls, first call first.", by=calls_of)
    convened_at: datetime
    convened_recorded_at: datetime
    closed_at: datetime | None
    closed_recorded_at: datetime | None
    entered_after_days: int = field(f"Of the meeting at its last call: {DAYS}", by=days_after(met_last))
    entered_late: bool = field(f"Of the meeting at its last call: {LATE}", by=is_late(met_last))
    confirmations: list[SessionConfirmation] = field(
        "Who confirmed attendance and votes, in a session that was entered after its day."
    )
    minutes: Document | None
    minutes_summary: str | None = field(by=official("minutes_summary"))
    minutes_summaries: list[TaggedText] = field("In all languages.", by=in_all_languages("minutes_summary"))
    version: int
    resolutions: Connection[Resolution] = field(
        "The resolutions tabled in it, in the order in which they were tabled.", by=resolutions_tabled
    )
    audit: AuditConnection = field(by=trail)
