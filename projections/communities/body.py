"""Bodies of communities: of what kind, with how many seats, until when. Who sits in them: seat.py."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.communities import seat
from domain.communities.body import BodyDissolved, BodyEstablished, BodyRevised, Kind, TermRenewed
from domain.kernel import Entry, Event
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class BodyRow(msgspec.Struct, frozen=True):
    """`term_ends` is the last day of its term; from the day `dissolved_on` it is no more."""

    id: UUID
    community: UUID
    kind: Kind
    name: Words
    seats: int
    term_ends: date | None
    parent: UUID | None
    version: int
    dissolved_on: date | None = None
    reason: Words = {}


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: BodyRow | None, entry: Entry[Any]) -> BodyRow | None:
    if isinstance(entry.data, BodyEstablished):
        kind, name, seats, until, parent = msgspec.structs.astuple(entry.data)
        return BodyRow(entry.stream, entry.community, kind, name, seats, until, parent, entry.version)
    return row and msgspec.structs.replace(row, version=entry.version, **changed(entry.data))


def changed(event: Event) -> dict[str, Any]:
    """The columns that an event gives another value. Seats have rows of their own: they only move the version."""
    match event:
        case BodyRevised(name=name, seats=seats):
            return {"name": name, "seats": seats}
        case TermRenewed(until):
            return {"term_ends": until}
        case BodyDissolved(on, reason):
            return {"dissolved_on": on, "reason": reason}
    return {}


FEEDS: tuple[type[Event], ...] = (BodyEstablished, BodyRevised, TermRenewed, BodyDissolved, *seat.EVENTS)

bodies = ReadModel("body", BodyRow, FEEDS, keys, fold, beside(__file__))
