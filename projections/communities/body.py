"""Bodies of communities: of what kind, with how many seats, until when. Who sits in them: seat.py."""

from datetime import date
from uuid import UUID

import msgspec

from domain.communities import seat
from domain.communities.body import BodyDissolved, BodyEstablished, BodyRevised, Kind, TermRenewed
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


bodies = ReadModel("body", BodyRow, queries_of(__file__))


@bodies.creates
def established(entry: Entry[BodyEstablished]) -> BodyRow:
    return new(BodyRow, entry, term_ends=entry.data.until)


@bodies.updates
def revised(entry: Entry[BodyRevised]) -> Changes:
    return {"name": entry.data.name, "seats": entry.data.seats}


@bodies.updates
def term_renewed(entry: Entry[TermRenewed]) -> Changes:
    return {"term_ends": entry.data.until}


@bodies.updates
def dissolved(entry: Entry[BodyDissolved]) -> Changes:
    return {"dissolved_on": entry.data.on, "reason": entry.data.reason}


bodies.only_moves_version(*seat.EVENTS)  # seats have rows of their own
