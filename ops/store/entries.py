"""Maps entries to stored events of the `eventsourcing` library, and stored events to rows of a log.

An entry is a domain event. Its topic is the event's name, its state the entry's bytes: the record holds no module path, no class
name, and no envelope of the library.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    DataError,
    Mapper,
    MapperDeserialisationError,
    Notification,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import get_topic

from domain.kernel import Entry
from domain.registry import EVENTS, decode, encode, names_of

for event in EVENTS:
    get_topic(event)  # registers the class under its name: the library imports what is not registered


class Named(msgspec.Struct, frozen=True):
    type: str


class Header(msgspec.Struct, frozen=True):
    """The fields of an entry that a stored event has too."""

    data: Named
    stream: UUID
    version: int


read_header = msgspec.json.Decoder(Header).decode


class FromState:
    """A stored event made from its entry's bytes; it parses topic, stream and version lazily.

    Followers decode the entry anyway, and the library's constructor takes longer than reading the row.
    """

    state: bytes

    def __getattr__(self, name: str) -> Any:
        if name not in ("topic", "originator_id", "originator_version"):
            raise AttributeError(name)
        header = read_header(self.state)
        vars(self).update(topic=header.data.type, originator_id=header.stream, originator_version=header.version)
        return vars(self)[name]


class StoredEntry(FromState, StoredEvent):
    pass


class EntryNotification(FromState, Notification):
    pass


def fill(instance: Any, fields: dict[str, Any]) -> Any:
    """Sets the fields of a new instance of a frozen class, as the library's mapper does: in a third of its constructor's time."""
    object.__setattr__(instance, "__dict__", fields)
    return instance


def notification(position: int, entry: bytes) -> Notification:
    """The notification of an entry. Its id is the position + 1, since the library counts from 1."""
    made: Notification = fill(object.__new__(EntryNotification), {"id": position + 1, "state": entry})
    return made


class EntryTranscoder(Transcoder):
    """Canonical JSON."""

    def encode(self, obj: Entry[Any]) -> bytes:
        return encode(obj)

    def decode(self, data: bytes) -> Entry[Any]:
        return decode(data)


class EntryMapper(Mapper[UUID]):
    """Maps entries to stored events and back; upcasts old versions of events.

    It neither compresses nor encrypts: the whole log is public.
    """

    def __init__(self) -> None:
        super().__init__(EntryTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        entry: Entry[Any] = domain_event
        fields = {
            "originator_id": entry.stream,
            "originator_version": entry.version,
            "topic": entry.data.TOPIC,
            "state": encode(entry),
        }
        made: StoredEvent = fill(object.__new__(StoredEvent), fields)
        return made

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry. Raises MapperDeserialisationError if this code cannot decode it."""
        try:
            return decode(stored_event.state)
        except (msgspec.DecodeError, ValueError) as error:
            where = f"{stored_event.originator_id} version {stored_event.originator_version}"
            raise MapperDeserialisationError(f"{stored_event.topic} at {where}: {error}") from error


class RowForm(ABC):
    """The format of a log's rows: the bytes in the column `entry`, and the queries of recorders.sql that read them."""

    notifications: str
    notifications_of_topics: str

    @abstractmethod
    def entry(self, event: StoredEvent) -> bytes:
        """The bytes in the column for an event. Raises DataError if this log does not accept the event."""

    @abstractmethod
    def event(self, stream: UUID, version: int, entry: bytes) -> StoredEvent: ...

    @abstractmethod
    def notification(self, *row: Any) -> Notification:
        """The notification from a row of these queries."""

    @abstractmethod
    def arguments(self, topics: Sequence[str]) -> dict[str, Any]:
        """The parameters of `notifications_of_topics` for these topics."""


class EntryRows(RowForm):
    """Rows of the record's log: the bytes are the entry, which names its event itself."""

    notifications = "entries"
    notifications_of_topics = "entries_of_topics"

    def entry(self, event: StoredEvent) -> bytes:
        try:
            header = read_header(event.state)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DataError(f"the record's log takes entries only: {event.topic} is none") from error
        if (header.data.type, header.stream, header.version) != (
            event.topic,
            event.originator_id,
            event.originator_version,
        ):
            raise DataError(f"the entry says {header}, but its stored event {event.topic} at {event.originator_id}")
        return event.state

    def event(self, stream: UUID, version: int, entry: bytes) -> StoredEvent:
        fields = {"originator_id": stream, "originator_version": version, "state": entry}
        made: StoredEvent = fill(object.__new__(StoredEntry), fields)
        return made

    notification = staticmethod(notification)

    def arguments(self, topics: Sequence[str]) -> dict[str, Any]:
        """The names of the events and of their older versions, and the bytes that each of them has in an entry."""
        names = [name for topic in topics for name in names_of(topic)]
        return {"topics": names, "needles": [f'"type":"{name}"'.encode() for name in names]}


class PlainRows(RowForm):
    """Rows of another application's log: the topic, a zero byte, the state."""

    notifications = "rows"
    notifications_of_topics = "rows_of_topics"

    def entry(self, event: StoredEvent) -> bytes:
        return event.topic.encode() + b"\0" + event.state

    def event(self, stream: UUID, version: int, entry: bytes) -> StoredEvent:
        topic, _, state = entry.partition(b"\0")
        return StoredEvent(stream, version, topic.decode(), state)

    def notification(self, *row: Any) -> Notification:
        position, stream, version, entry = row
        topic, _, state = entry.partition(b"\0")
        return Notification(stream, version, topic.decode(), state, id=position + 1)

    def arguments(self, topics: Sequence[str]) -> dict[str, Any]:
        return {"topics": [topic.encode() for topic in topics]}
