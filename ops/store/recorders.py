"""The library's recorders on our log: the same table form, the same append function, in a schema of their own.

For applications built with `eventsourcing` that are to have our group commit, gap-free positions and append-only log. The
register itself does not write through them: its entries name events by name and version, never by a module's path.
An entry here is the topic, a zero byte, the state. A notification's id is its position + 1.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, StoredEvent, Tracking
from eventsourcing.utils import resolve_topic
from psycopg import AsyncConnection, Connection
from psycopg.sql import SQL, Identifier
from psycopg_pool import ConnectionPool
from uuid_utils.compat import uuid7

from ops.store.committer import APPEND, Append, Committer, NewEvent, Verdict, arrays
from projections.sql import beside

FORM = Path(__file__).parents[1] / "migrations" / "0001_log.sql"
QUERIES = beside(__file__)
LARGEST = 65_535
LAST = 2**31 - 1
ATTEMPTS = 20
"""How often an append is sent again that came more than a second late to the database, with a new time."""

POLL = 1.0
"""Seconds after which a subscription looks for entries even if nobody has said that there are more."""


class Store:
    """One schema with the form of the log, for callers from any thread. Makes it if it is not there."""

    def __init__(self, url: str, schema: str) -> None:
        self.schema = schema
        self._url = psycopg.conninfo.make_conninfo(url, options=f"-c search_path={schema} -c timezone=UTC -c jit=off")
        with self.connect() as db, db.transaction():
            db.execute("select pg_advisory_xact_lock(hashtext(%s))", [schema])
            if db.execute("select to_regclass('tracking') is null").fetchone() == (True,):
                db.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
                db.execute(FORM.read_text())
                db.execute(QUERIES.tables)

    def connect(self) -> Connection[Any]:
        return Connection.connect(self._url, autocommit=True)

    @cached_property
    def pool(self) -> ConnectionPool[Connection[Any]]:
        arguments = {"autocommit": True, "prepare_threshold": 1}
        return ConnectionPool(self._url, min_size=1, max_size=8, open=True, kwargs=arguments, name=self.schema)

    @cached_property
    def group(self) -> "Group":
        return Group(self._url)

    def close(self) -> None:
        for made in ("pool", "group"):
            if made in self.__dict__:
                self.__dict__.pop(made).close()

    @contextmanager
    def transaction(self) -> Iterator[Connection[Any]]:
        """A connection in a transaction; what goes wrong in it is raised in the library's words."""
        with in_their_words(), self.pool.connection() as db, db.transaction():
            yield db


class Group:
    """The committer, on an event loop in a thread of its own: what many threads append at once shares transactions."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="group commit", daemon=True)
        self._thread.start()
        self._committer = Committer(self._connect)
        asyncio.run_coroutine_threadsafe(self._committer.__aenter__(), self._loop).result()

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(self._url, autocommit=True, prepare_threshold=1)

    def commit(self, append: Append) -> Verdict:
        return asyncio.run_coroutine_threadsafe(self._committer.commit(append), self._loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._committer.__aexit__(None, None, None), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class SqlAggregateRecorder(library.AggregateRecorder):
    """Streams of events, each version once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all or none. Raises IntegrityError if a version is taken or skipped, DataError if an event is too long."""
        if stored_events:
            self._appended(new_append(stored_events))
        return None

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        asked = {
            "stream": stream_of(originator_id),
            "after": -1 if gt is None else gt,
            "last": LAST if lte is None else lte,
            "direction": -1 if desc else 1,
            "count": limit,
        }
        with self.store.transaction() as db:
            rows = db.execute(QUERIES["events"], asked, binary=True).fetchall()
        return [StoredEvent(originator_id, version, *topic_and_state(entry)) for version, entry in rows]

    def _appended(self, append: Append) -> Verdict:
        with in_their_words():
            for _ in range(ATTEMPTS):
                verdict = self.store.group.commit(append)
                if verdict.outcome != "stale":
                    return verdict
                self._must_not_have_moved(append)
                append = msgspec.structs.replace(append, recorded_at=datetime.now(UTC))
        raise library.OperationalError("this clock and the database's are more than a second apart")

    def _must_not_have_moved(self, append: Append) -> None:
        asked = {"streams": [id for id, _ in append.checks], "versions": [version for _, version in append.checks]}
        with self.store.transaction() as db:
            if db.execute(QUERIES["moved"], asked).fetchone() == (True,):
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")


class SqlApplicationRecorder(SqlAggregateRecorder, library.ApplicationRecorder):
    """The same, and all events in the order of the log."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all or none, side by side; gives their notification ids. Errors as in SqlAggregateRecorder."""
        if not stored_events:
            return []
        verdict = self._appended(new_append(stored_events))
        return ids(verdict.position, verdict.events)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        asked = {
            "first": (start or 0) - inclusive_of_start if start is not None else 0,
            "last": 2**62 if stop is None else stop - 1,
            "topics": [topic.encode() for topic in topics],
            "count": limit,
        }
        with self.store.transaction() as db:
            rows = db.execute(QUERIES["notifications"], asked, binary=True).fetchall()
        return [
            Notification(stream, version, *topic_and_state(entry), id=position + 1)
            for position, stream, version, entry in rows
        ]

    def max_notification_id(self) -> int | None:
        with self.store.transaction() as db:
            ((position,),) = db.execute(QUERIES["last_position"]).fetchall()
        return None if position is None else position + 1

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> "library.Subscription[SqlApplicationRecorder]":
        return Subscription(self, gt, topics)


class Subscription(library.ListenNotifySubscription[SqlApplicationRecorder]):
    """Notifications as they come. It listens before it first reads, and looks by itself every POLL seconds."""

    def __init__(self, recorder: SqlApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        with in_their_words():
            self._listening = recorder.store.connect()
            self._listening.execute(SQL("listen {}").format(Identifier(f"log_{recorder.store.schema}")))
        super().__init__(recorder, gt, topics)
        self._listener = Thread(target=self._listen, name="listener", daemon=True)
        self._listener.start()

    def __exit__(self, *reason: object, **kwargs: Any) -> None:
        super().__exit__(*reason, **kwargs)
        self._listener.join()

    def _listen(self) -> None:
        try:
            with self._listening:
                while not self._has_been_stopped:
                    for _ in self._listening.notifies(timeout=POLL, stop_after=1):
                        pass
                    self._has_been_notified.set()
        except psycopg.Error as error:
            self._thread_error = error
            self.stop()


class SqlTrackingRecorder(library.TrackingRecorder):
    """How far other applications' notifications have been followed; in one transaction with what came of them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_tracking(self, tracking: Tracking) -> None:
        """Raises IntegrityError if that notification, or a later one, has been followed already."""
        with self.store.transaction() as db:
            self.track(db, tracking)

    def track(self, db: Connection[Any], tracking: Tracking) -> None:
        """The same, inside the caller's transaction."""
        to = {"application": tracking.application_name, "notification": tracking.notification_id}
        if db.execute(QUERIES["track"], to).rowcount != 1:
            raise library.IntegrityError(f"already followed: {tracking}")

    def max_tracking_id(self, application_name: str) -> int | None:
        with self.store.transaction() as db:
            found = db.execute(QUERIES["tracked"], {"application": application_name}).fetchone()
        return found[0] if found else None


class SqlProcessRecorder(SqlTrackingRecorder, SqlApplicationRecorder, library.ProcessRecorder):
    """Events and how far one has followed, in one transaction: not shared with others, unlike a plain append."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        tracking: Tracking | None = kwargs.get("tracking")
        if tracking is None:
            return super().insert_events(stored_events)
        with self.store.transaction() as db:
            self.track(db, tracking)
            if not stored_events:
                return []
            append = new_append(stored_events)
            verdicts = db.execute(APPEND, {**arrays([append]), "whole": True}).fetchall()
            if not verdicts:
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")
            _, _, _, _, position, events, _ = verdicts[0]
            return ids(position, events)


class Factory(library.InfrastructureFactory[SqlTrackingRecorder]):
    """Makes them: `PERSISTENCE_MODULE=ops.store.recorders`, `SIJILL_DATABASE_URL`; a schema for every application by name.

    No snapshots: a stream whose versions have gaps is none of ours.
    """

    @cached_property
    def store(self) -> Store:
        return Store(self.env.get("SIJILL_DATABASE_URL", ""), f"application_{self.env.name}".lower())

    def aggregate_recorder(self, purpose: str = "events") -> SqlAggregateRecorder:
        if purpose != "events":
            raise library.InfrastructureFactoryError(f"there is no recorder for {purpose}")
        return SqlAggregateRecorder(self.store)

    def application_recorder(self) -> SqlApplicationRecorder:
        return SqlApplicationRecorder(self.store)

    def tracking_recorder(
        self, tracking_recorder_class: type[SqlTrackingRecorder] | None = None
    ) -> SqlTrackingRecorder:
        named = self.env.get(self.TRACKING_RECORDER_TOPIC)
        return (tracking_recorder_class or (resolve_topic(named) if named else SqlTrackingRecorder))(self.store)

    def process_recorder(self) -> SqlProcessRecorder:
        return SqlProcessRecorder(self.store)

    def close(self) -> None:
        if "store" in self.__dict__:
            self.__dict__.pop("store").close()


def new_append(events: Sequence[StoredEvent]) -> Append:
    """An append of events that stand side by side, each stream's versions one after the other."""
    first: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    new = []
    for event in events:
        stream, version = stream_of(event.originator_id), event.originator_version
        first.setdefault(stream, version)
        if last.setdefault(stream, version - 1) != version - 1:
            raise library.IntegrityError(f"{stream} goes from version {last[stream]} to {version}")
        last[stream] = version
        entry = event.topic.encode() + b"\0" + event.state
        if len(entry) > LARGEST:
            raise library.DataError(f"{stream} version {version} has {len(entry)} bytes, of {LARGEST} at most")
        new.append(NewEvent(stream, version, entry))
    checks = [(stream, version - 1) for stream, version in first.items()]
    thing = next(iter(first))
    return Append(thing, last[thing], datetime.now(UTC), checks, new, (), uuid7(), b"")


def ids(last_position: int, events: int) -> list[int]:
    return list(range(last_position - events + 2, last_position + 2))


def stream_of(originator_id: UUID | str) -> UUID:
    if not isinstance(originator_id, UUID):
        raise library.DataError("a stream's id is a UUID")
    return originator_id


def topic_and_state(entry: bytes) -> tuple[str, bytes]:
    topic, _, state = bytes(entry).partition(b"\0")
    return topic.decode(), state


@contextmanager
def in_their_words() -> Iterator[None]:
    try:
        yield
    except psycopg.IntegrityError as error:
        raise library.IntegrityError(str(error)) from error
    except psycopg.OperationalError as error:
        raise library.OperationalError(str(error)) from error
    except psycopg.Error as error:
        raise library.DatabaseError(str(error)) from error
