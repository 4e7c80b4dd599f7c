"""The audit trail: who did what to a thing, when, under which authority, and from what to what it changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from api.graphql.errors import BadCursor
from api.graphql.kinds import Kind, Objects
from api.graphql.reading import Reading
from api.graphql.relay import Connection, Cursor, Page
from domain.events import decode, event_name
from domain.kernel import Entry, Office, Organisation, Person, System
from projections import changes
from projections.audit import audit as model
from projections.changes import Kept

MODERATED = ("title", "body")
"""Whose words moderation hides: a reason for hiding stays to be read."""


class Noted(msgspec.Struct, frozen=True):
    """An entry of the log, where and when it stands there, and its bytes."""

    position: int
    at: datetime
    entry: Entry[Any]
    bytes: bytes


class Actor(msgspec.Struct, frozen=True):
    kind: str
    id: UUID | None = None
    role: str | None = None
    community: UUID | None = None
    representative: UUID | None = None
    name: str | None = None


class Value(msgspec.Struct, frozen=True):
    text: str | None
    sealed: bool = False
    language: str | None = None
    hidden: bool = False
    erased: bool = False


class Change(msgspec.Struct, frozen=True):
    field: str
    before: Value | None
    after: Value | None


class Trail(Connection[Noted]):
    """A page of the audit trail. The whole is counted only if it is asked for."""

    def __init__(self, found: Sequence[tuple[Noted, Cursor]], page: Page, subject: UUID) -> None:
        super().__init__(found, page, None)
        self.subject = subject


async def trails(
    reading: Reading, subjects: Sequence[UUID], page: Page, order: str, events: Sequence[str] | None = None
) -> list[Trail]:
    """A page of the trail of each of some subjects."""
    for given in (page.after, page.before):
        if given is not None and type(given.sort) is not int:
            raise BadCursor("The cursor is not one of this list.")
    newest_first = order == "newest"
    low, high = (page.before, page.after) if newest_first else (page.after, page.before)
    found = await reading.rows(
        model.queries,
        "trails_back" if newest_first != page.backward else "trails",
        subjects=list(subjects),
        first=0 if low is None else int(low.sort) + 1,
        last=reading.at if high is None else min(reading.at, int(high.sort) - 1),
        names=None if events is None else [f'"type":"{name}.v'.encode() for name in events],
        count=page.size + 1,
    )
    by_subject: dict[UUID, list[tuple[Noted, Cursor]]] = {subject: [] for subject in subjects}
    for subject, position, at, entry in found:
        noted = Noted(position, at, decode(entry), entry)
        by_subject[subject].append((noted, Cursor(reading.at, position)))
    return [Trail(by_subject[subject], page, subject) for subject in subjects]


async def trail(
    reading: Reading, rows: Objects, order: str, events: list[str] | None = None, **page: Any
) -> list[Trail]:
    """The trail of each of some things."""
    return await trails(reading, [row.id for row in rows], Page.asked(**page), order, events)


async def total(reading: Reading, pages: Objects) -> list[int]:
    subjects = [page.subject for page in pages]
    found = await reading.rows(model.queries, "lengths", subjects=subjects, last=reading.at)
    return [dict(found)[subject] for subject in subjects]


def actor(who: Any) -> Actor | None:
    match who:
        case Person(id):
            return Actor("person", id)
        case Office(role, community, id):
            return Actor("office", id, role, community)
        case Organisation(id, representative):
            return Actor("organisation", id, representative=representative)
        case System(name):
            return Actor("system", name=name)
    return None


async def changed(reading: Reading, rows: Objects) -> list[list[Change]]:
    """What each entry changed, its words opened as far as they may be shown."""
    needed = [(row.entry.stream, version) for row in rows for version in changes.earlier(row.entry)]
    before: dict[UUID, dict[int, Entry[Any]]] = {}
    if needed:
        streams, versions = zip(*needed, strict=True)
        for stream, version, entry in await reading.rows(
            model.queries, "set_by", streams=list(streams), versions=list(versions)
        ):
            before.setdefault(stream, {})[version] = decode(entry)
    found = [changes.changes(row.entry, before.get(row.entry.stream, {})) for row in rows]
    kept = [value for some in found for change in some for value in (change.before, change.after)]
    await reading.look_who_is_hidden(row.entry.stream for row in rows)
    await reading.open([(value.event, value.field) for value in kept if isinstance(value, Kept)])
    return [
        [
            Change(
                change.field,
                shown(reading, row.entry.stream, change.before),
                shown(reading, row.entry.stream, change.after),
            )
            for change in some
        ]
        for row, some in zip(rows, found, strict=True)
    ]


def shown(reading: Reading, thing: UUID, value: Any) -> Value | None:
    if value is None:
        return None
    if isinstance(value, Kept):
        hidden = value.field in MODERATED and reading.hidden(thing)
        text = None if hidden else reading.words(value.event, value.field)
        return Value(text, True, value.language, hidden, text is None and not hidden)
    return Value(value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"'))


def of_entry(name: str) -> Any:
    return lambda reading, rows: [getattr(row.entry, name) for row in rows]


KINDS = [
    Kind(
        "AuditEntry",
        Noted,
        {
            "id": of_entry("event_id"),
            "event": lambda reading, rows: [event_name(type(row.entry.data)).rpartition(".")[0] for row in rows],
            "eventType": lambda reading, rows: [event_name(type(row.entry.data)) for row in rows],
            "actor": lambda reading, rows: [actor(row.entry.actor) for row in rows],
            "onBehalfOf": lambda reading, rows: [actor(row.entry.on_behalf_of) for row in rows],
            "commandId": of_entry("command_id"),
            "causationId": of_entry("causation_id"),
            "correlationId": of_entry("correlation_id"),
            "thing": of_entry("stream"),
            "about": lambda reading, rows: [changes.about(row.entry) for row in rows],
            "version": of_entry("version"),
            "root": of_entry("root"),
            "community": of_entry("community"),
            "occurredAt": of_entry("occurred_at"),
            "recordedAt": of_entry("recorded_at"),
            "changes": changed,
            "entry": lambda reading, rows: [row.bytes.decode() for row in rows],
        },
    ),
    Kind("AuditConnection", Trail, {"totalCount": total}),
]
