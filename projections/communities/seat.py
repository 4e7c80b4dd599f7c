"""Seats in bodies: who sits there, in which capacity, since when; and who did."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.communities.seat import (
    EVENTS,
    Capacity,
    Category,
    Gender,
    MemberCapacityChanged,
    MemberLeft,
    MemberSeated,
)
from domain.kernel import Entry
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (seat_id(entry.stream, entry.data.member),)


def fold(row: SeatRow | None, entry: Entry[Any]) -> SeatRow | None:
    replace = msgspec.structs.replace
    match entry.data:
        case MemberSeated(member, _, gender, capacity, category, since):
            id, body = seat_id(entry.stream, member), entry.stream
            name = entry.event_id
            return SeatRow(id, entry.community, body, member, name, gender, capacity, category, since, since)
        case MemberCapacityChanged(_, capacity, _, since) if row:
            return replace(row, capacity=capacity, held_from=since)
        case MemberLeft(_, on) if row:
            return replace(row, left_on=on, reason=entry.event_id)
    return row


seats = ReadModel("seat", SeatRow, EVENTS, keys, fold, beside(__file__))
