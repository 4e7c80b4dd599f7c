"""Seats in a body: who sits there in which capacity, from which day to which.

A seat counts from its first day on; the day on which a member left is the first on which there is none. Who sits where stands in
the stream of the body.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.communities.community import NAME_LENGTH
from domain.kernel import Command, Entry, Event
from domain.refusal import Refusal
from domain.rules.values import Parity
from domain.text import Sealed
from domain.words import written

Gender = Literal["female", "male", "undisclosed"]
Capacity = Literal["president", "vice_president", "secretary", "member"]
Category = Literal["elected", "civil_society", "administration", "other"]

STAFF = frozenset({"focal_point", "secretary", "administrator"})
"""Who keeps the bodies of a community."""

REASON_LENGTH = 2_000


class SeatMember(Command, frozen=True, tag="communities.body.SeatMember"):
    """Gives somebody a seat in a body. It counts from the day `since` on."""

    by = STAFF
    community: UUID
    body: UUID
    member: UUID
    name: Sealed
    gender: Gender
    capacity: Capacity
    category: Category
    since: date


class ChangeCapacity(Command, frozen=True, tag="communities.body.ChangeCapacity"):
    """Says in which other capacity a member sits. It counts from the day `since` on."""

    by = STAFF
    community: UUID
    body: UUID
    member: UUID
    capacity: Capacity
    since: date


class Unseat(Command, frozen=True, tag="communities.body.Unseat"):
    """Ends somebody's seat in a body. The day `on` is the first on which there is none."""

    by = STAFF
    community: UUID
    body: UUID
    member: UUID
    on: date
    reason: Sealed


class MemberSeated(Event, frozen=True, tag="communities.MemberSeated.v1"):
    member: UUID
    name: Sealed
    gender: Gender
    capacity: Capacity
    category: Category
    since: date


class MemberCapacityChanged(Event, frozen=True, tag="communities.MemberCapacityChanged.v1"):
    member: UUID
    capacity: Capacity
    capacity_was: Capacity
    since: date


class MemberLeft(Event, frozen=True, tag="communities.MemberLeft.v1"):
    member: UUID
    on: date
    reason: Sealed


class AlreadySeated(Refusal):
    """This person has a seat in this body already."""

    code = "body.already-seated"


class NotSeated(Refusal):
    """This person has no seat in this body."""

    code = "body.not-seated"


class NoSeatLeft(Refusal):
    """All {seats} seats of this body are taken from then on, or on a later day."""

    code = "body.no-seat-left"


class AlreadyPresided(Refusal):
    """This body has a president then, or later: that seat must end or become another before somebody else presides."""

    code = "body.already-presided"


class BadDay(Refusal):
    """A seat begins within the term of its body and after an earlier one of the same person, and ends after it has begun."""

    code = "body.bad-day"


class Seat(msgspec.Struct, frozen=True):
    """Somebody in a body in one capacity: from the day `since` to just before the day `until`."""

    member: UUID
    gender: Gender
    capacity: Capacity
    category: Category
    since: date
    until: date | None = None

    def is_held(self, on: date) -> bool:
        return self.since <= on and self.lasts(on)

    def lasts(self, on: date) -> bool:
        """Whether it has not ended by a day, whenever it begins."""
        return self.until is None or on < self.until


class Genders(msgspec.Struct, frozen=True):
    """How many women and men have a seat, and of how many neither is known."""

    female: int = 0
    male: int = 0
    undisclosed: int = 0

    def are_even(self, parity: Parity) -> bool:
        """Whether women and men are each the share of all members that a rule asks for. Who is not known to be either counts
        for neither. Of a body without members there is nothing to say against."""
        whole = self.female + self.male + self.undisclosed
        return all(parity.each.is_reached(some, whole) for some in (self.female, self.male))


def genders(of: Iterable[Gender]) -> Genders:
    found = list(of)
    return Genders(found.count("female"), found.count("male"), found.count("undisclosed"))


History = tuple[Seat, ...]
"""The seats that were ever taken in a body, each in one capacity, in the order of their recording."""

Commands = SeatMember | ChangeCapacity | Unseat
EVENTS = (MemberSeated, MemberCapacityChanged, MemberLeft)


def open_seats(history: History) -> dict[UUID, Seat]:
    """The seats that have not ended, by member."""
    return {seat.member: seat for seat in history if seat.until is None}


def presiding(members: Mapping[UUID, Seat]) -> UUID | None:
    return next((member for member, seat in members.items() if seat.capacity == "president"), None)


def decide(command: Commands, history: History, *, seats: int, in_term: bool) -> Sequence[Event]:
    """`seats` is how many there are; `in_term`: whether a new one begins within the term of the body."""
    match command:
        case SeatMember(_, _, member, name, gender, capacity, category, since):
            if member in open_seats(history):
                raise AlreadySeated
            if not in_term or any(seat.member == member and seat.lasts(since) for seat in history):
                raise BadDay
            if most_held(history, since) >= seats:
                raise NoSeatLeft(seats=seats)
            must_have_one_president(history, capacity, since)
            written(name, "name", NAME_LENGTH)
            return [MemberSeated(member, name, gender, capacity, category, since)]
        case ChangeCapacity(_, _, member, capacity, since):
            seat = seat_of(member, history, since)
            if capacity == seat.capacity:
                return []
            must_have_one_president(history, capacity, since)
            return [MemberCapacityChanged(member, capacity, seat.capacity, since)]
        case Unseat(_, _, member, on, reason):
            seat_of(member, history, on)
            return [MemberLeft(member, on, written(reason, "reason", REASON_LENGTH))]


def most_held(history: History, since: date) -> int:
    """How many seats are held together on any day from one on, at most: more are only held where one begins."""
    days = {since, *(seat.since for seat in history if seat.since > since)}
    return max(sum(seat.is_held(day) for seat in history) for day in days)


def must_have_one_president(history: History, capacity: Capacity, since: date) -> None:
    if capacity == "president" and any(seat.capacity == "president" and seat.lasts(since) for seat in history):
        raise AlreadyPresided


def seat_of(member: UUID, history: History, on: date) -> Seat:
    """The seat of a member that becomes another, or ends, on a day: not before it began."""
    seat = open_seats(history).get(member)
    if seat is None:
        raise NotSeated
    if on < seat.since:
        raise BadDay
    return seat


def evolve(history: History, entry: Entry[Any]) -> History:
    match entry.data:
        case MemberSeated(member, _, gender, capacity, category, since):
            return (*history, Seat(member, gender, capacity, category, since))
        case MemberCapacityChanged(member, capacity, _, since):
            now = msgspec.structs.replace(open_seats(history)[member], capacity=capacity, since=since)
            return (*ended(history, member, since), now)
        case MemberLeft(member, on):
            return ended(history, member, on)
    return history


def ended(history: History, member: UUID, on: date) -> History:
    """The seats, that of a member ended on a day: one that ends as it begins was not held on any."""
    return tuple(
        msgspec.structs.replace(seat, until=on) if seat.member == member and seat.until is None else seat
        for seat in history
    )
