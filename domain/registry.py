"""All deciders, nouns and events, and the codec of entries, which reads old versions of events too."""

from collections.abc import Mapping
from functools import partial
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
from domain.plans.take_up import take_ups

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

NOUNS: tuple[Noun[Any], ...] = (*(decider.noun for decider in DECIDERS), allowances, dockets, numberings, take_ups)

EVENTS: tuple[type[Event], ...] = tuple(Event.__subclasses__())

DECIDER_OF: dict[type[Command], Decider] = {command: decider for decider in DECIDERS for command in decider.commands}


def renamed(fields: Mapping[str, str], added: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The data of an event some of whose fields have other names now, with what followed from its name alone."""
    return {**{fields.get(name, name): value for name, value in data.items()}, **added}


MODERATED = {"was": "moderation_was", "verdict": "moderation"}
RESTORED = {"moderation": "accepted"}

VERSION_2: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "communities.CommunityRenamed": ({"was": "name_was"}, {}),
    "communities.CommunityTimeZoneChanged": ({"was": "time_zone_was"}, {}),
    "communities.OrganisationRepresentativeNamed": ({"was": "representative_was"}, {}),
    "participation.BallotChanged": ({"was": "choice_was"}, {}),
    "participation.BallotWithdrawn": ({"was": "choice_was"}, {}),
    "participation.CommentModerated": (MODERATED, {}),
    "participation.CommentRestored": (MODERATED, RESTORED),
    "participation.ConsultationExtended": ({"was": "closes_was"}, {}),
    "participation.ConsultationOpened": ({}, {"ballots_apart": False}),
    "participation.ConsultationImportReached": ({"was": "until_was"}, {}),
    "participation.ProposalAnswered": ({"was": "answer_was"}, {}),
    "participation.ProposalModerated": (MODERATED, {}),
    "participation.ProposalRestored": (MODERATED, RESTORED),
    "participation.ProposalSubmitted": ({}, {}),
}
"""Events whose first version called the old value `was`: the second calls it after the field that it replaces. What was restored
was accepted by that. In consultations that were opened before, a person has one pseudonym for words and ballots. A proposal's
second version may have an unknown origin, and the name of its author."""

UPCASTS: dict[str, tuple[str, Any]] = {
    f"{event}.v1": (f"{event}.v2", partial(renamed, fields, added)) for event, (fields, added) in VERSION_2.items()
}
"""By the name of an event's old version: the name of the next version, and a function from the old fields (a dict) to the new
ones."""

for _event in EVENTS:
    _event.TOPIC = str(_event.__struct_config__.tag)

_decoder: msgspec.json.Decoder[Entry[Any]] = msgspec.json.Decoder(Entry[Union[EVENTS]])  # type: ignore[valid-type]  # noqa: UP007
_encoder = msgspec.json.Encoder(order="sorted")
_plain: msgspec.json.Decoder[Entry[Any]] = msgspec.json.Decoder(Entry[dict[str, Any]])  # type: ignore[type-var]


def event_name(event: type[Event]) -> str:
    """The event's name in the log, with its version: `participation.BallotCast.v1`."""
    return str(event.__struct_config__.tag)


def names_of(event: str) -> list[str]:
    """The names that an event may have in the log: its own first, then those of the older versions that are upcast to it."""
    names = [event]
    for name in names:  # grows on the way
        names += [old for old, (new, _) in UPCASTS.items() if new == name]
    return names


def encode(entry: Entry[Any]) -> bytes:
    """An entry as the log stores it: canonical JSON (sorted keys, UTF-8, no blanks)."""
    return _encoder.encode(entry)


def decode(entry: bytes) -> Entry[Any]:
    """An entry, its event upcast to the newest version. Raises msgspec.ValidationError, msgspec.DecodeError."""
    try:
        return _decoder.decode(entry)
    except msgspec.ValidationError:
        old = _plain.decode(entry)
        if old.data.get("type") not in UPCASTS:
            raise
        return _decoder.decode(_encoder.encode(msgspec.structs.replace(old, data=upcast(old.data))))


def is_canonical(entry: bytes) -> bool:
    """Whether an entry is, byte for byte, what `encode` writes of it, in the version of the event that it has. Raises as `decode`
    does."""
    decoded = decode(entry)
    if _encoder.encode(decoded) == entry:
        return True
    old = _plain.decode(entry)
    return old.data.get("type") in UPCASTS and _encoder.encode(old) == entry


def upcast(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event, with its `type`, upcast to the newest version."""
    while data["type"] in UPCASTS:
        name, carry = UPCASTS[data["type"]]
        data = {**carry({key: value for key, value in data.items() if key != "type"}), "type": name}
    return data
