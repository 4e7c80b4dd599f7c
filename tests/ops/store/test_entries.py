"""How entries become the library's stored events, and are found again by their events' names."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import DataError, MapperDeserialisationError, StoredEvent
from eventsourcing.utils import get_topic, resolve_topic

from domain import registry as events
from domain.kernel import Entry, Person
from domain.participation.ballot import BallotCast
from domain.participation.proposal_events import ProposalSubmitted
from domain.registry import EVENTS, encode, event_name
from domain.text import Sealed
from ops.database import Database
from ops.settings import Settings
from ops.store.entries import EntryMapper, EntryRows, notification
from ops.store.recorders import SqlApplicationRecorder
from ops.store.store import Store

AT = datetime(2026, 11, 22, 9, 30, 15, 250_000, tzinfo=UTC)
OLD = "participation.BallotCast.v0"


def entry(data: Any, stream: UUID | None = None, version: int = 1) -> Entry[Any]:
    id = uuid4()
    return Entry(Person(id), id, id, id, data, id, AT, AT, id, stream or id, version)


def cast() -> Entry[Any]:
    return entry(BallotCast(uuid4(), "agree"))


@pytest.fixture
def recorder(settings: Settings) -> Iterator[SqlApplicationRecorder]:
    database = Database(settings)
    store = Store.of_the_record(database.url("record"))
    yield SqlApplicationRecorder(store)
    store.close()


def test_an_event_s_topic_is_its_name_in_the_log() -> None:
    for kind in EVENTS:
        assert get_topic(kind) == kind.TOPIC == event_name(kind)
        assert resolve_topic(event_name(kind)) is kind


def test_an_entry_is_a_domain_event_and_comes_back() -> None:
    mapper, given = EntryMapper(), cast()
    assert isinstance(given, DomainEventProtocol)
    stored = mapper.to_stored_event(given)
    assert stored == StoredEvent(given.stream, 1, "participation.BallotCast.v1", encode(given))
    assert mapper.to_domain_event(stored) == given


def test_a_notification_reads_the_rest_from_the_entry() -> None:
    given = cast()
    made = notification(4, encode(given))
    assert (made.id, made.state) == (5, encode(given))
    assert (made.originator_id, made.originator_version, made.topic) == (given.stream, 1, BallotCast.TOPIC)
    with pytest.raises(AttributeError):
        made.colour  # type: ignore[attr-defined]


def test_an_event_that_this_code_does_not_know_has_a_topic_all_the_same() -> None:
    unknown = encode(cast()).replace(b"BallotCast.v1", b"BallotCast.v9")
    made = notification(0, unknown)
    assert made.topic == "participation.BallotCast.v9"
    with pytest.raises(MapperDeserialisationError, match=r"BallotCast.v9 at .* version 1"):
        EntryMapper().to_domain_event(made)


def test_the_record_takes_entries_only() -> None:
    given = cast()
    state = encode(given)
    rows = EntryRows()
    assert rows.entry(StoredEvent(given.stream, 1, BallotCast.TOPIC, state)) == state
    for refused in (
        StoredEvent(given.stream, 1, "topic", b"state"),
        StoredEvent(given.stream, 1, "topic", b"\xff"),
        StoredEvent(given.stream, 1, ProposalSubmitted.TOPIC, state),
        StoredEvent(given.stream, 2, BallotCast.TOPIC, state),
        StoredEvent(uuid4(), 1, BallotCast.TOPIC, state),
    ):
        with pytest.raises(DataError):
            rows.entry(refused)


def test_old_versions_are_found_under_the_name_of_today(
    recorder: SqlApplicationRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events.UPCASTS, "participation.BallotCast.v-1", (OLD, dict))
    monkeypatch.setitem(events.UPCASTS, OLD, (BallotCast.TOPIC, dict))
    stored = []
    for version in ("v-1", "v0", "v1"):
        given = cast()
        topic = f"participation.BallotCast.{version}"
        stored.append(
            StoredEvent(given.stream, 1, topic, encode(given).replace(BallotCast.TOPIC.encode(), topic.encode()))
        )
    other = entry(ProposalSubmitted(None, Sealed("fr", sha256="00" * 32), "online"))
    recorder.insert_events([*stored, EntryMapper().to_stored_event(other)])
    assert [one.id for one in recorder.select_notifications(None, 10, topics=[BallotCast.TOPIC])] == [1, 2, 3]
    assert [one.id for one in recorder.select_notifications(None, 10, topics=[ProposalSubmitted.TOPIC])] == [4]
    assert [one.id for one in recorder.select_notifications(3, 10, topics=[BallotCast.TOPIC, other.data.TOPIC])] == [
        3,
        4,
    ]
    entries = [EntryMapper().to_domain_event(one).data for one in recorder.select_notifications(None, 3)]
    assert all(isinstance(data, BallotCast) for data in entries)


def test_only_the_event_s_own_name_counts(recorder: SqlApplicationRecorder) -> None:
    """Documents and actors have a `type` and a `kind` of their own."""
    stream, name = uuid4(), "participation.Decoy.v1"
    other = {"type": BallotCast.TOPIC}
    decoy = {"aside": other, "data": {"inner": other, "type": name}, "stream": stream, "version": 1}
    recorder.insert_events([StoredEvent(stream, 1, name, msgspec.json.encode(decoy, order="sorted"))])
    assert recorder.select_notifications(None, 10, topics=[BallotCast.TOPIC]) == []
    assert len(recorder.select_notifications(None, 10, topics=[name])) == 1
