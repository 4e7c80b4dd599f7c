"""Seats in bodies: who sits there, in which capacity, since when; and who did."""

from datetime import date
from uuid import UUID, uuid5

import msgspec

from domain.communities.seat import (
    Capacity,
    Category,
    Gender,
    MemberCapacityChanged,
    MemberLeft,
    MemberSeated,
)
from domain.kernel import Entry
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class SeatRow(msgspec.Struct, frozen=True):
    """One member's seat in one body, the last that was taken: in its capacity from the day `held_from` to just before the day
    `left_on`. `name` and `reason` are the events whose openings hold the member's name, and why the seat ended."""

    id: UUID
    community: UUID
    body: UUID
    member: UUID
    name: UUID
    gender: Gender
    capacity: Capacity
    category: Category
    seated_on: date
    held_from: date
    left_on: date | None = None
    reason: UUID | None = None


def seat_id(body: UUID, member: UUID) -> UUID:
    return uuid5(body, f"seat {member}")


seats = ReadModel("seat", SeatRow, queries_of(__file__), key=lambda entry: seat_id(entry.stream, entry.data.member))


@seats.creates
def seated(entry: Entry[MemberSeated]) -> SeatRow:
    id, since = seat_id(entry.stream, entry.data.member), entry.data.since
    return new(SeatRow, entry, id=id, body=entry.stream, name=entry.event_id, seated_on=since, held_from=since)


@seats.updates
def capacity_changed(entry: Entry[MemberCapacityChanged]) -> Changes:
    return {"capacity": entry.data.capacity, "held_from": entry.data.since}


@seats.updates
def left(entry: Entry[MemberLeft]) -> Changes:
    return {"left_on": entry.data.on, "reason": entry.event_id}
