"""What a subscription to a log does beyond what the library asks of it."""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, StoredEvent

from ops.settings import Settings
from ops.store import subscription as module
from ops.store.recorders import SqlApplicationRecorder
from ops.store.store import Store


class Counting(SqlApplicationRecorder):
    """Counts how many positions each query may look at."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.asked: list[tuple[int, int | None]] = []

    def select_notifications(
        self, start: int | None, limit: int, stop: int | None = None, *rest: Any, **more: Any
    ) -> Sequence[Notification]:
        self.asked.append((start or 0, stop))
        return super().select_notifications(start, limit, stop, *rest, **more)


@pytest.fixture
def recorder(settings: Settings) -> Iterator[Counting]:
    assert settings.database_url
    store = Store.of_an_application(settings.database_url, "library")
    yield Counting(store)
    store.close()


def events(count: int, topic: str = "topic") -> list[StoredEvent]:
    return [StoredEvent(uuid4(), 1, topic, b"") for _ in range(count)]


def test_batches_hold_everything_in_order(recorder: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PULL", 10)
    recorder.insert_events(events(95))
    with recorder.subscribe(gt=5) as subscription:
        batches = subscription.batches(most=20)
        taken: list[Notification] = []
        while len(taken) < 90:
            taken += next(batches)
        recorder.insert_events(events(3))
        taken += islice(chain.from_iterable(batches), 3)
    assert [one.id for one in taken] == list(range(6, 99))


def test_a_batch_is_hardly_larger_than_asked(recorder: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PULL", 10)
    recorder.insert_events(events(100))
    with recorder.subscribe() as subscription:
        batches = subscription.batches(most=25)
        sizes = []
        while sum(sizes) < 100:
            sizes.append(len(next(batches)))
    assert max(sizes) <= 25 + 10


def test_nothing_new_is_an_empty_batch_after_the_timeout(recorder: Counting) -> None:
    with recorder.subscribe() as subscription:
        assert list(next(subscription.batches(timeout=0.01))) == []


def test_a_rare_topic_is_not_looked_for_twice_in_the_same_place(recorder: Counting) -> None:
    recorder.insert_events(events(1, "rare") + events(50))
    with recorder.subscribe(topics=["rare"]) as subscription:
        assert next(subscription).id == 1
        recorder.insert_events(events(50))
        recorder.insert_events(events(1, "rare"))
        assert next(subscription).id == 102
    for (_, end), (start, _) in zip(recorder.asked, recorder.asked[1:], strict=False):
        assert start == end


def test_what_breaks_the_connection_reaches_the_follower(recorder: Counting) -> None:
    with recorder.subscribe() as subscription:
        with recorder.store.connect() as db:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and query ilike 'listen%'"
            )
        with pytest.raises(library.OperationalError):
            list(subscription.batches())


def test_what_the_database_does_not_announce_is_found_all_the_same(
    recorder: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL", 0.01)
    with recorder.subscribe() as subscription:
        with recorder.store.connect() as db:
            db.execute("create or replace function library.pg_notify(text, text) returns void language sql as 'select'")
            db.execute("alter function library.append set search_path = library, pg_catalog, pg_temp")
        recorder.insert_events(events(1))
        assert next(subscription).id == 1
