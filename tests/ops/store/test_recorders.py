"""The library's own public test classes, unmodified, on our recorders; and what they do not ask."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing import persistence as library
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.tests import persistence, projection
from eventsourcing.utils import Environment

from ops.settings import Settings
from ops.store import recorders
from ops.store.recorders import (
    Factory,
    SqlAggregateRecorder,
    SqlApplicationRecorder,
    SqlProcessRecorder,
    SqlTrackingRecorder,
)
from ops.store.store import Store

MODULE = recorders.__name__


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    assert settings.database_url
    store = Store.of_an_application(settings.database_url, "library")
    yield store
    store.close()


class OnOurs:
    """Gives the library's test classes, which know no fixtures, the recorder that they ask for."""

    recorder: type[Any]

    @pytest.fixture(autouse=True)
    def given(self, store: Store) -> None:
        self.store = store

    def create_recorder(self) -> Any:
        return self.recorder(self.store)


class TestAggregateRecorder(OnOurs, persistence.AggregateRecorderTestCase):
    recorder = SqlAggregateRecorder


class TestApplicationRecorder(OnOurs, persistence.ApplicationRecorderTestCase[SqlApplicationRecorder]):
    recorder = SqlApplicationRecorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestNotificationIds(OnOurs, persistence.NonInterleavingNotificationIDsBaseCase):
    recorder = SqlApplicationRecorder


class TestTrackingRecorder(OnOurs, persistence.TrackingRecorderTestCase):
    recorder = SqlTrackingRecorder


class TestProcessRecorder(OnOurs, persistence.ProcessRecorderTestCase):
    recorder = SqlProcessRecorder


class Counters(SqlTrackingRecorder, projection.EventCountersView):
    """The library's example of a read model: two counters, moved in one transaction with the tracking."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        with store.transaction() as db:
            db.execute("create table if not exists counter (name text primary key, count integer not null)")

    def get_created_event_counter(self) -> int:
        return self.count("created")

    def get_subsequent_event_counter(self) -> int:
        return self.count("subsequent")

    def incr_created_event_counter(self, tracking: Tracking) -> None:
        self.increment("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Tracking) -> None:
        self.increment("subsequent", tracking)

    def count(self, name: str) -> int:
        with self.store.transaction() as db:
            found = db.execute("select count from counter where name = %s", [name]).fetchone()
        return found[0] if found else 0

    def increment(self, name: str, tracking: Tracking) -> None:
        more = "insert into counter values (%s, 1) on conflict (name) do update set count = counter.count + 1"
        with self.store.transaction() as db:
            db.execute(more, [name])
            self.track(db, tracking)


class TestView(OnOurs, projection.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> Counters:
        return Counters(self.store)


class InOurDatabase:
    @pytest.fixture(autouse=True)
    def given(self, settings: Settings) -> None:
        self.env = Environment(
            name="Testing",
            env={"PERSISTENCE_MODULE": MODULE, "SIJILL_DATABASE_URL": settings.database_url or ""},
        )


class TestProjection(InOurDatabase, projection.AggregateEventCountersProjectionTestCase):
    view_class = Counters


class TestEventSourcedProjection(InOurDatabase, projection.EventSourcedProjectionTestCase):
    pass


class TestFactory(InOurDatabase, persistence.InfrastructureFactoryTestCase[Factory]):
    def expected_factory_class(self) -> type[Factory]:
        return Factory

    def expected_aggregate_recorder_class(self) -> type[SqlAggregateRecorder]:
        return SqlAggregateRecorder

    def expected_application_recorder_class(self) -> type[SqlApplicationRecorder]:
        return SqlApplicationRecorder

    def expected_tracking_recorder_class(self) -> type[SqlTrackingRecorder]:
        return SqlTrackingRecorder

    def tracking_recorder_subclass(self) -> type[SqlTrackingRecorder]:
        return Counters

    def expected_process_recorder_class(self) -> type[SqlProcessRecorder]:
        return SqlProcessRecorder


def test_threads_share_transactions_and_only_one_wins_a_version(store: Store) -> None:
    recorder = SqlApplicationRecorder(store)
    contested = [uuid4() for _ in range(20)]

    def insert(_: int) -> int:
        won = 0
        for stream in contested:
            try:
                recorder.insert_events([StoredEvent(stream, 1, "topic", b"state")])
                won += 1
            except library.IntegrityError:
                pass
        return won

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(insert, range(16))) == len(contested)
    found = recorder.select_notifications(start=None, limit=1000)
    assert [notification.id for notification in found] == list(range(1, len(contested) + 1))
    assert {notification.originator_id for notification in found} == set(contested)


def test_any_bytes_come_back(store: Store) -> None:
    recorder = SqlApplicationRecorder(store)
    stream = uuid4()
    events = [
        StoredEvent(stream, version, "topic", state) for version, state in enumerate((b"", b"\0", b"\0topic\xff"))
    ]
    recorder.insert_events(events)
    assert recorder.select_events(stream) == events
    assert len(recorder.select_notifications(None, 10, topics=["topic"])) == 3


def test_what_is_too_long_or_skips_a_version_is_refused(store: Store) -> None:
    recorder = SqlApplicationRecorder(store)
    with pytest.raises(library.DataError):
        recorder.insert_events([StoredEvent(uuid4(), 1, "topic", bytes(65_536))])
    with pytest.raises(library.IntegrityError):
        recorder.insert_events([StoredEvent(uuid4(), 2, "topic", b"")])
    assert recorder.max_notification_id() is None


def test_a_subscription_hears_what_others_append(store: Store) -> None:
    writer, reader = SqlApplicationRecorder(store), SqlApplicationRecorder(store)
    with reader.subscribe() as subscription, ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: writer.insert_events([StoredEvent(uuid4(), 1, "topic", b"")]), range(200)))
        assert [notification.id for notification in islice(subscription, 200)] == list(range(1, 201))
