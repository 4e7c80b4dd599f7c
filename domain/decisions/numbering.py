"""The numbers of a body's resolutions, year by year: from 1, without a gap. Nobody asks for one: an adoption takes it."""

from typing import Any
from uuid import UUID

import msgspec

from domain.ids import named
from domain.kernel import Entry, Event, Noun


def numbering_stream(body: UUID, year: int) -> UUID:
    return named(body, f"resolutions {year}")


class NumberGiven(Event, frozen=True, tag="decisions.NumberGiven.v1"):
    """`number` is the resolution's, among those that its body has adopted in a year of its community's calendar."""

    resolution: UUID
    year: int
    number: int


class Numbering(msgspec.Struct, frozen=True):
    last: int = 0


def evolve(numbering: Numbering, entry: Entry[Any]) -> Numbering:
    match entry.data:
        case NumberGiven(number=number):
            return Numbering(number)
    return numbering


numberings = Noun("decisions.numbering", Numbering(), evolve)
