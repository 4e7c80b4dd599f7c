"""The audit trail: who did what to a thing, when, under which authority, and from what to what it changed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Unpack
from uuid import UUID

import msgspec
import strawberry

from api.graphql.communities.office import Role
from api.graphql.engine import limits
from api.graphql.engine.errors import BadCursor, BadFilter, TooMuch
from api.graphql.engine.kinds import Objects, Resolve, Word, field, kind, words
from api.graphql.engine.readers import COSTLY
from api.graphql.engine.reading import Reading
from api.graphql.engine.relay import Cursor, Listed, Page, Paging, Placed
from api.graphql.engine.scalars import Position
from api.graphql.late_entry import DAYS, LATE, days_after, is_late
from api.graphql.types import PageInfo
from api.i18n import interface_language
from api.sentences import sentence
from domain.kernel import Entry, Office, Organisation, Person, System
from domain.registry import EVENTS, decode, event_name
from domain.text import NEVER_SHOWN
from projections.audit import audit as model
from projections.queries import changes
from projections.queries.changes import Kept
from projections.queries.timeline import things, titles
from projections.toolkit.sql import Queries

MODERATED = ("title", "body")
"""Whose words moderation hides: a reason for hiding stays to be read."""


class Noted(msgspec.Struct, frozen=True):
    """An entry of the log, where and when it stands there, and its bytes."""

    position: int
    at: datetime
    entry: Entry[Any]
    bytes: bytes


@kind()
class Actor:
    """Who acted. `kind` is person, office, organisation or system."""

    kind: str
    id: UUID | None = strawberry.field(
        default=None,
        description="The pseudonym of a person or office holder, or the id of an organisation; null for a system process.",
    )
    role: Role | None = None
    community: UUID | None = strawberry.field(default=None, description="The community in which the office is held.")
    representative: UUID | None = strawberry.field(
        default=None, description="The pseudonym of the person who acted for an organisation."
    )
    name: str | None = strawberry.field(default=None, description="The name of a system process.")


@kind()
class Value:
    """The value of a field: plain data, or text written by a person."""

    text: str | None = strawberry.field(
        description="The value, as JSON if it is more than a word or a number. Text written by a person is given only if "
        "it may be shown."
    )
    sealed: bool = strawberry.field(
        default=False, description="Whether the value is text written by a person, stored encrypted outside the log."
    )
    language: str | None = None
    hidden: bool = strawberry.field(
        default=False,
        description="Whether the text is not shown: hidden by moderation or withdrawn, either now or at the requested moment.",
    )
    erased: bool = strawberry.field(default=False, description="Whether the text was erased for good.")


@kind()
class Change:
    """The change of one field."""

    field: str
    before: Value | None = strawberry.field(description="Null if the field was empty before.")
    after: Value | None = strawberry.field(description="Null if the field is now empty.")


@words
class AuditOrder(Word):
    NEWEST = "newest"
    OLDEST = "oldest"


class Trail(Listed[Noted]):
    """A page of the audit trail. The whole is counted only if it is asked for, by the queries that found the page."""

    __slots__ = ("names", "queries", "subject")

    def __init__(
        self,
        items: Sequence[tuple[Noted, Cursor]],
        page: Page,
        subject: UUID,
        queries: Queries,
        names: Sequence[bytes] | None,
    ) -> None:
        super().__init__(items, page, None)
        self.subject, self.queries, self.names = subject, queries, names


async def trails(
    reading: Reading,
    subjects: Sequence[UUID],
    page: Page,
    order: str,
    events: Sequence[str] | None = None,
    queries: Queries = model.queries,
) -> list[Trail]:
    """A page of the trail of each of some subjects. `queries` say what belongs to it."""
    must_be_known(events or ())
    for given in (page.after, page.before):
        if given is not None and type(given.sort) is not int:
            raise BadCursor("The cursor does not belong to this list.")
    names = None if events is None else [f'"type":"{name}.v'.encode() for name in events]
    newest_first = order == "newest"
    low, high = (page.before, page.after) if newest_first else (page.after, page.before)
    query = queries["trails_back" if newest_first != page.backward else "trails"]
    parameters = {
        "position": reading.at,
        "subjects": list(subjects),
        "first": 0 if low is None else int(low.sort) + 1,
        "last": reading.at if high is None else min(reading.at, int(high.sort) - 1),
        "names": names,
        "count": page.size + 1,
    }
    is_costly = names is not None or reading.by_facts
    found = await reading.fetch(COSTLY + query if is_costly else query, parameters)
    if reading.by_facts:
        reading.things.update(subjects)
    by_subject: dict[UUID, list[tuple[Noted, Cursor]]] = {subject: [] for subject in subjects}
    for subject, position, at, entry in found:
        noted = Noted(position, at, decode(entry), entry)
        by_subject[subject].append((noted, Cursor(reading.at, position)))
    return [Trail(by_subject[subject], page, subject, queries, names) for subject in subjects]


EVERY = b'"type":'
"""The filter that every entry passes."""

NAMES = frozenset(event_name(event).rpartition(".")[0] for event in EVENTS)
"""The events that there are, without their versions."""


def must_be_known(events: Sequence[str]) -> None:
    """Raises BadFilter, TooMuch."""
    if len(events) > limits.NAMES:
        raise TooMuch(f"A filter may name at most {limits.NAMES} events.")
    for name in events:
        if name not in NAMES:
            raise BadFilter(f"There is no event {name!r:.80}. Names of events look like participation.BallotCast.")


async def trail(
    reading: Reading,
    rows: Objects,
    events: list[str] | None = None,
    order: AuditOrder = AuditOrder.NEWEST,
    **page: Unpack[Paging],
) -> list[Trail]:
    """The trail of each of some things."""
    return await trails(reading, [row.id for row in rows], Page.asked(**page), order, events)


async def length_of(reading: Reading, pages: Objects) -> list[int]:
    """How many entries each trail has, of the events that are asked for."""
    subjects, names = [page.subject for page in pages], pages[0].names
    asked: dict[str, Any] = {"subjects": subjects, "last": reading.at}
    found: Sequence[tuple[Any, ...]]
    if names is None and not reading.by_facts:
        found = await reading.rows(pages[0].queries, "lengths", **asked)
    else:
        query = COSTLY + pages[0].queries["lengths_of_some"]
        parameters = {"position": reading.at, "names": names or [EVERY], "most": limits.COUNTED, **asked}
        found = await reading.fetch(query, parameters)
    return [dict(found)[subject] for subject in subjects]


def acting(who: Any) -> Actor | None:
    match who:
        case Person(id):
            return Actor(kind="person", id=id)
        case Office(role, community, id):
            return Actor(kind="office", id=id, role=Role(role), community=community)
        case Organisation(id, representative):
            return Actor(kind="organisation", id=id, representative=representative)
        case System(name):
            return Actor(kind="system", name=name)
    return None


async def changes_of(reading: Reading, rows: Objects) -> list[list[Change]]:
    """The changes of each entry, with their texts decrypted if they may be shown."""
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
    await reading.open(
        [(value.event, value.field) for value in kept if isinstance(value, Kept) and value.field not in NEVER_SHOWN]
    )
    return [
        [
            Change(
                field=change.field,
                before=value_of(reading, row.entry.stream, change.before),
                after=value_of(reading, row.entry.stream, change.after),
            )
            for change in some
        ]
        for row, some in zip(rows, found, strict=True)
    ]


def value_of(reading: Reading, thing: UUID, value: Any) -> Value | None:
    if value is None:
        return None
    if isinstance(value, Kept):
        hidden = value.field in NEVER_SHOWN or (value.field in MODERATED and reading.hidden(thing))
        text = None if hidden else reading.words(value.event, value.field)
        return Value(text=text, sealed=True, language=value.language, hidden=hidden, erased=text is None and not hidden)
    return Value(text=changes.text_of(value))


def each(get: Callable[[Entry[Any]], Any]) -> Resolve:
    """A value of each entry."""
    return lambda reading, rows: [get(row.entry) for row in rows]


async def sentences(reading: Reading, rows: Objects, language: str | None = None) -> list[str]:
    """A sentence about each entry, in one of the interface's languages, without text written by people."""
    tags = [*([language.lower()] if language else []), *reading.languages]
    named = await titles(reading.fetch, (thing for row in rows for thing in things(row.entry)), reading.at)
    return [sentence(row.entry, named, interface_language(tags), tags) for row in rows]


def name_of(entry: Entry[Any]) -> str:
    return event_name(type(entry.data))


def dated(row: Noted) -> tuple[UUID, datetime, datetime]:
    return row.entry.community, row.entry.occurred_at, row.entry.recorded_at


@kind(Noted)
class AuditEntry:
    """An entry of the log: who did what, when, with what authority, by which command, and which fields changed."""

    id: UUID = field("The event's id.", by=each(lambda entry: entry.event_id))
    position: Position
    at: datetime = field("The log time of the entry. Log time never goes backwards.")
    event: str = field(
        "The event's name without its schema version: `participation.ProposalAmended`.",
        by=each(lambda entry: name_of(entry).rpartition(".")[0]),
    )
    event_type: str = field("The event's name in the log: `participation.ProposalAmended.v1`.", by=each(name_of))
    sentence: str = field("A description of the event in the reader's language.", by=sentences)
    actor: Actor = field(by=each(lambda entry: acting(entry.actor)))
    on_behalf_of: Actor | None = field(by=each(lambda entry: acting(entry.on_behalf_of)))
    command_id: UUID = field(by=each(lambda entry: entry.command_id))
    causation_id: UUID | None = field(by=each(lambda entry: entry.causation_id))
    correlation_id: UUID = field(by=each(lambda entry: entry.correlation_id))
    thing: UUID = field(
        "The id of the entity that the event changed, which is also its stream.", by=each(lambda entry: entry.stream)
    )
    about: UUID | None = field(
        "A related entity: the proposal that a ballot or comment concerns, or the person whose office was granted or revoked.",
        by=each(changes.about),
    )
    version: int = field(by=each(lambda entry: entry.version))
    root: UUID = field(
        "The id of the ordering group, a community or a consultation: all its entries are published in order.",
        by=each(lambda entry: entry.root),
    )
    community: UUID = field(by=each(lambda entry: entry.community))
    occurred_at: datetime = field(by=each(lambda entry: entry.occurred_at))
    recorded_at: datetime = field(by=each(lambda entry: entry.recorded_at))
    entered_after_days: int = field(DAYS, by=days_after(dated))
    entered_late: bool = field(LATE, by=is_late(dated))
    changes: list[Change] = field(by=changes_of)
    entry: str = field(
        "The log entry itself, as canonical JSON. It holds no personal text, only commitments to it.",
        by=lambda reading, rows: [row.bytes.decode() for row in rows],
    )


@kind(Placed)
class AuditEdge:
    cursor: str
    node: AuditEntry


@kind(Trail)
class AuditConnection:
    total_count: int = field(
        f"The number of entries, of the `events` that are asked for. With that filter, the newest {limits.COUNTED:,} entries of "
        "the trail are looked at: a longer one may have more.",
        by=length_of,
    )
    edges: list[AuditEdge]
    nodes: list[AuditEntry]
    page_info: PageInfo
