"""The numbers of a body's resolutions, year by year: from 1, without a gap. Nobody asks for one: an adoption takes it."""

from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.decisions.session import community_of
from domain.kernel import Act, Decider, Entry, Event


def numbering_stream(body: UUID, year: int) -> UUID:
    return uuid5(body, f"resolutions {year}")


class NumberGiven(Event, frozen=True, tag="decisions.NumberGiven.v1"):
    """`number` is the resolution's, among those that its body has adopted in a year of its community's calendar."""

    resolution: UUID
    year: int
    number: int


class Numbering(msgspec.Struct, frozen=True):
    last: int = 0


def decide(command: Any, numbering: Numbering, act: Act) -> list[Event]:
    return []


def evolve(numbering: Numbering, entry: Entry[Any]) -> Numbering:
    match entry.data:
        case NumberGiven(number=number):
            return Numbering(number)
    return numbering


def body_of(command: Any) -> UUID:
    """The root of a body's numbers: the body."""
    body: UUID = command.body
    return body


numberings = Decider(
    name="decisions.numbering",
    initial=Numbering(),
    decide=decide,
    evolve=evolve,
    commands=(),
    stream=lambda command, act: command.body,
    root=body_of,
    community=community_of,
)
