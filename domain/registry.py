"""Every noun of the register, and every event that the log may hold, with what reads old versions."""

from typing import Any, Union

import msgspec

from domain.across import (
    activity,
    approval,
    community,
    consultation,
    meeting,
    opinion,
    plan,
    proposal,
    resolution,
    session,
)
from domain.communities import body, office, organisation, practice
from domain.decisions.numbering import numberings
from domain.kernel import Command, Decider, Entry, Event, Noun
from domain.participation import ballot, comment
from domain.participation.allowance import allowances
from domain.participation.docket import dockets

DECIDERS: tuple[Decider, ...] = (
    community.decider,
    organisation.decider,
    office.decider,
    body.decider,
    practice.decider,
    consultation.decider,
    proposal.decider,
    comment.decider,
    ballot.decider,
    meeting.decider,
    plan.decider,
    activity.decider,
    session.decider,
    resolution.decider,
    approval.decider,
    opinion.decider,
)

NOUNS: tuple[Noun[Any], ...] = (*(decider.noun for decider in DECIDERS), allowances, dockets, numberings)

EVENTS: tuple[type[Event], ...] = tuple(Event.__subclasses__())

DECIDER_OF: dict[type[Command], Decider] = {command: decider for decider in DECIDERS for command in decider.commands}

UPCASTS: dict[str, tuple[str, Any]] = {}
"""From the name of an event's old version to the name of its next one, and what makes the old data the new: a function
from the fields of the one (a dict) to those of the other. None yet: every event is at its first version."""

for _event in EVENTS:
    _event.TOPIC = str(_event.__struct_config__.tag)

_decoder: msgspec.json.Decoder[Entry[Any]] = msgspec.json.Decoder(Entry[Union[EVENTS]])  # type: ignore[valid-type]  # noqa: UP007
_encoder = msgspec.json.Encoder(order="sorted")
_plain: msgspec.json.Decoder[Entry[Any]] = msgspec.json.Decoder(Entry[dict[str, Any]])  # type: ignore[type-var]


def event_name(event: type[Event]) -> str:
    """The event's name in the log, with its version: `participation.BallotCast.v1`."""
    return str(event.__struct_config__.tag)


def names_of(event: str) -> list[str]:
    """The names under which an event may stand in the log: its own first, then those of the older versions that become it
    on reading."""
    names = [event]
    for name in names:  # grows on the way
        names += [old for old, (new, _) in UPCASTS.items() if new == name]
    return names


def encode(entry: Entry[Any]) -> bytes:
    """The entry as the log keeps it: canonical JSON (sorted keys, UTF-8, no blanks)."""
    return _encoder.encode(entry)


def decode(entry: bytes) -> Entry[Any]:
    """The entry as today's code knows it, whatever version it was written in. Raises msgspec.ValidationError."""
    try:
        return _decoder.decode(entry)
    except msgspec.ValidationError:
        old = _plain.decode(entry)
        if old.data.get("type") not in UPCASTS:
            raise
        return _decoder.decode(_encoder.encode(msgspec.structs.replace(old, data=upcast(old.data))))


def upcast(data: dict[str, Any]) -> dict[str, Any]:
    """The data of an old event, carried through its next versions to the newest."""
    while data["type"] in UPCASTS:
        name, carry = UPCASTS[data["type"]]
        data = {**carry({key: value for key, value in data.items() if key != "type"}), "type": name}
    return data
