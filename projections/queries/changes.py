"""The changes of an entry, field by field, with old and new values: a function of the entry, and of the entries of its own
stream that set the text which it replaces."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import msgspec

from domain.communities.office import OfficeRevoked
from domain.communities.organisation import OrganisationDissolved
from domain.kernel import Entry, Event
from domain.participation.allowance import AllowanceReturned
from domain.participation.ballot import BallotConfirmed
from domain.participation.consultation import ConsultationClosed
from domain.participation.proposal_events import (
    ProposalMerged,
)
from domain.text import Sealed, SealedWords

FOLLOWS: dict[type[Event], tuple[str, Any, Any]] = {
    OrganisationDissolved: ("dissolved", False, True),
    ConsultationClosed: ("closed", False, True),
}
"""What follows from an event's name, whatever else it says: a field, what it was, and what it is now. Of one that says nothing
else, it is told by its last word: `MeetingHeld` makes `held` true."""

RELATES = (ProposalMerged,)
"""Events whose first id is what they say, not what they are about."""

_words = re.compile("[A-Z][a-z]*")


class Kept(msgspec.Struct, frozen=True):
    """Words that stand outside of the log: the id of their opening (event and field), and their language."""

    event: UUID
    field: str
    language: str


class Change(msgspec.Struct, frozen=True):
    """The old and new value of a field: a plain value, sealed text, or nothing."""

    field: str
    before: Any
    after: Any


def about(entry: Entry[Any]) -> UUID | None:
    """What an event is about besides the thing that it happened to: the proposal that a ballot or comment is on, whose office it
    is, the axis of a plan …"""
    event: type[Event] = type(entry.data)
    name = names(event)
    return None if name is None else getattr(entry.data, name)


@cache
def names(event: type[Event]) -> str | None:
    """The field that says what an event is about, not what it changed: its first, if that is always an id and replaces none."""
    first = next(iter(msgspec.structs.fields(event)), None)
    if first is None or first.type is not UUID or event in RELATES:
        return None
    return None if f"{first.name}_was" in event.__struct_fields__ else first.name


def earlier(entry: Entry[Any]) -> set[int]:
    """The versions of the entry's own stream that set the words which it replaces."""
    event: type[Event] = type(entry.data)
    versions = [getattr(entry.data, f"{name}_was", None) for name in event.__struct_fields__ if sealed(event, name)]
    return {version for version in versions if version is not None}


def changes(entry: Entry[Any], before: Mapping[int, Entry[Any]]) -> list[Change]:
    """The changes of the entry. `before` holds the entries of its stream that `earlier` names, by version."""
    event = entry.data
    found = [change for name in event.__struct_fields__ for change in of_field(entry, name, before)]
    if type(event) in FOLLOWS:
        found.append(Change(*FOLLOWS[type(event)]))
    elif not event.__struct_fields__:
        found.append(Change(_words.findall(type(event).__name__)[-1].lower(), False, True))
    return found


def of_field(entry: Entry[Any], name: str, before: Mapping[int, Entry[Any]]) -> Iterable[Change]:
    event = entry.data
    form: type[Event] = type(event)
    if name.endswith("_was") and (gone := name.removesuffix("_was")) not in event.__struct_fields__:
        return between(gone, getattr(event, name), None)
    if name.endswith("_was"):
        return []
    if name == names(form) and len(event.__struct_fields__) > 1:
        return []
    value = getattr(event, name)
    if isinstance(event, OfficeRevoked | AllowanceReturned):
        return between(name, value, None)
    if isinstance(event, BallotConfirmed):
        return [Change(name, value, value)]
    was = getattr(event, f"{name}_was", None)
    if sealed(form, name):
        old = before.get(was or 0)
        return words_between(name, words(old, name) if old else {}, words(entry, name))
    return [] if was == value else between(name, was, value)


@cache
def sealed(event: type[Event], name: str) -> bool:
    """Whether a field holds words that are kept elsewhere: in one language, or in each of several."""
    type_ = next(field.type for field in msgspec.structs.fields(event) if field.name == name)
    options = get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)
    return Sealed in options or SealedWords in options


def words(entry: Entry[Any], name: str) -> dict[str, Kept]:
    """A field's words by the names of their openings' fields: one, or one for each language."""
    value = getattr(entry.data, name)
    if isinstance(value, Sealed):
        return {name: Kept(entry.event_id, name, value.language)}
    tagged = {f"{name}.{tag}": text for tag, text in (value or {}).items()}
    return {field: Kept(entry.event_id, field, text.language) for field, text in tagged.items()}


def words_between(name: str, was: dict[str, Kept], now: dict[str, Kept]) -> list[Change]:
    return [Change(field, was.get(field), now.get(field)) for field in sorted({*was, *now})]


def between(name: str, was: Any, now: Any) -> list[Change]:
    """From one plain value to another; a text in several languages changes in each by itself."""
    if isinstance(was, dict) or isinstance(now, dict):
        was, now = was or {}, now or {}
        tags = [tag for tag in sorted({*was, *now}) if was.get(tag) != now.get(tag)]
        return [Change(f"{name}.{tag}", was.get(tag), now.get(tag)) for tag in tags]
    return [] if was is None and now is None else [Change(name, was, now)]


def text_of(value: Any) -> str:
    """A plain value as text: JSON if it is more than a word, a number or a moment."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
