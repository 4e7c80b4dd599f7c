"""A body of a community: its council, bureau, committees and advisory bodies; its number of seats, its term, and its members.

Days are said, not taken from a clock: a seat began when the members were elected, whenever that was recorded.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from domain.communities import seat
from domain.communities.community import NAME_LENGTH, Community, communities
from domain.communities.seat import REASON_LENGTH, STAFF, Seat
from domain.kernel import PLATFORM, Act, Command, Decider, Entry, Event, Look, Noun, Seen
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

MOST_SEATS = 1_000

Kind = Literal[
    "council",
    "bureau",
    "standing_committee",
    "follow_up_committee",
    "advisory_youth",
    "advisory_equality",
    "advisory_economy",
    "advisory_civil_society",
]


class EstablishBody(Command, frozen=True, tag="communities.body.EstablishBody"):
    """Establishes a body of a community. `seats` is their number, `until` the last day of its term, `parent` the body that it is
    a part of."""

    by = STAFF
    creates = True
    community: UUID
    body: UUID
    kind: Kind
    name: Words
    seats: int
    until: date | None = None
    parent: UUID | None = None


class ReviseBody(Command, frozen=True, tag="communities.body.ReviseBody"):
    """Gives a body another name, or another number of seats."""

    by = STAFF
    community: UUID
    body: UUID
    name: Words
    seats: int


class RenewTerm(Command, frozen=True, tag="communities.body.RenewTerm"):
    """Says until when a body's term lasts. `until` is its last day; there may be none."""

    by = STAFF
    community: UUID
    body: UUID
    until: date | None


class DissolveBody(Command, frozen=True, tag="communities.body.DissolveBody"):
    """Dissolves a body. From the day `on` it is no more."""

    by = STAFF
    community: UUID
    body: UUID
    on: date
    reason: Words


class BodyEstablished(Event, frozen=True, tag="communities.BodyEstablished.v1"):
    kind: Kind
    name: Words
    seats: int
    until: date | None = None
    parent: UUID | None = None


class BodyRevised(Event, frozen=True, tag="communities.BodyRevised.v1"):
    name: Words
    name_was: Words
    seats: int
    seats_was: int


class TermRenewed(Event, frozen=True, tag="communities.TermRenewed.v1"):
    until: date | None = None
    until_was: date | None = None


class BodyDissolved(Event, frozen=True, tag="communities.BodyDissolved.v1"):
    on: date
    reason: Words


class AlreadyEstablished(Refusal):
    """This body is established already."""

    code = "body.already-established"


class Unknown(Refusal):
    """There is no such body in this community, or it is dissolved."""

    code = "body.unknown"


class BadSeats(Refusal):
    """A body has at least one seat, {most} at most, and one for each of its members."""

    code = "body.bad-seats"


class Body(msgspec.Struct, frozen=True):
    community: UUID = PLATFORM
    kind: Kind | None = None
    name: Words = {}
    seats: int = 0
    until: date | None = None
    dissolved: date | None = None
    history: seat.History = ()

    @property
    def members(self) -> dict[UUID, Seat]:
        """The seats that have not ended, by member."""
        return seat.open_seats(self.history)

    @property
    def president(self) -> UUID | None:
        return seat.presiding(self.members)

    def is_in_term(self, on: date) -> bool:
        return (
            self.kind is not None
            and (self.until is None or on <= self.until)
            and (self.dissolved is None or on < self.dissolved)
        )

    def members_on(self, day: date) -> dict[UUID, Seat]:
        """The members in office on a day: nobody, if the term of the body was over or it was dissolved."""
        return {one.member: one for one in self.history if one.is_held(day)} if self.is_in_term(day) else {}

    def president_on(self, day: date) -> UUID | None:
        return seat.presiding(self.members_on(day))

    def must_be_in(self, community: UUID) -> None:
        """Raises Unknown for a body that is not this community's, or no more."""
        if self.kind is None or self.community != community or self.dissolved is not None:
            raise Unknown


Own = EstablishBody | ReviseBody | RenewTerm | DissolveBody
Commands = Own | seat.Commands


def decide(
    command: Commands, body: Body, act: Act, *, community: Community, parent: Body | None = None
) -> Sequence[Event]:
    community.must_be_registered()
    if isinstance(command, EstablishBody):
        if body.kind is not None:
            raise AlreadyEstablished
        if parent is not None:
            parent.must_be_in(command.community)
        _, _, kind, name, seats, until, above = msgspec.structs.astuple(command)
        return [BodyEstablished(kind, named(name, "name", NAME_LENGTH), enough(seats), until, above)]
    body.must_be_in(command.community)
    match command:
        case ReviseBody(_, _, name, seats):
            if (name, seats) == (body.name, body.seats):
                return []
            named(name, "name", NAME_LENGTH)
            return [BodyRevised(name, body.name, enough(seats, len(body.members)), body.seats)]
        case RenewTerm(_, _, until):
            return [] if until == body.until else [TermRenewed(until, body.until)]
        case DissolveBody(_, _, on, reason):
            return [BodyDissolved(on, named(reason, "reason", REASON_LENGTH))]
    in_term = not isinstance(command, seat.SeatMember) or body.is_in_term(command.since)
    return seat.decide(command, body.history, seats=body.seats, in_term=in_term)


def enough(seats: int, members: int = 0) -> int:
    if not max(members, 1) <= seats <= MOST_SEATS:
        raise BadSeats(most=MOST_SEATS)
    return seats


def evolve(body: Body, entry: Entry[Any]) -> Body:
    replace = msgspec.structs.replace
    match entry.data:
        case BodyEstablished(kind, name, seats, until):
            return Body(entry.community, kind, name, seats, until)
        case BodyRevised(name=name, seats=seats):
            return replace(body, name=name, seats=seats)
        case TermRenewed(until):
            return replace(body, until=until)
        case BodyDissolved(on):
            return replace(body, dissolved=on)
    return replace(body, history=seat.evolve(body.history, entry))


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks: list[Look] = [("community", command.community)]
    if isinstance(command, EstablishBody) and command.parent is not None:
        looks.append(("parent", command.parent))
    return looks


def community_of(command: Commands, seen: Seen | None = None) -> UUID:
    return command.community


bodies = Noun("communities.body", Body(), evolve)

decider = Decider(
    noun=bodies,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.body,
    root=community_of,
    community=community_of,
    looks={"community": communities, "parent": bodies},
    looks_at=looks_at,
)
