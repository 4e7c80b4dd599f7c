"""A persistence module of the `eventsourcing` library on our log: `PERSISTENCE_MODULE=ops.store.recorders`.

The record uses it (ops/application.py). Any other application of the library may use it too, for group commit, positions without
gaps and an append-only log: each application has a schema of its own, of the same form.
"""

from asyncio import Future
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing import persistence as library
from eventsourcing.persistence import Notification, StoredEvent, Tracking
from eventsourcing.utils import resolve_topic
from psycopg import Connection
from uuid_utils.compat import uuid7

from ops.postgres import Postgres
from ops.settings import Settings
from ops.store.committer import APPEND, Append, Pending, Verdict, arrays
from ops.store.store import Server, Store, library_errors
from ops.store.subscription import Subscription
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

RECORD = "register"
"""The name of the application that has the record's log."""

MOST_BYTES = 65_535
"""The largest entry that the log takes."""

LAST = 2**31 - 1
ATTEMPTS = 20
"""How often an append that reached the database more than a second late is retried, with a new time."""


class SqlAggregateRecorder(library.AggregateRecorder):
    """Records and reads streams of events; each version of a stream exists once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all events or none. Raises IntegrityError if a version is taken or skipped; DataError if an event is too long,
        or if this log does not accept it."""
        if stored_events:
            self._insert(stored_events)
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
        return self._select("events", originator_id, gt, lte, desc, limit)

    def _select(
        self, query: str, stream: UUID | str, gt: int | None, lte: int | None, desc: bool, limit: int | None
    ) -> Sequence[StoredEvent]:
        parameters = {
            "stream": stream_of(stream),
            "after": -1 if gt is None else gt,
            "last": LAST if lte is None else lte,
            "direction": -1 if desc else 1,
            "count": limit,
        }
        with self.store.connection() as db:
            rows = db.execute(QUERIES[query], parameters, binary=True).fetchall()
        return [self.store.rows.event(*row) for row in rows]

    def _insert(self, stored_events: Sequence[StoredEvent]) -> Verdict:
        append = self._append(stored_events)
        with library_errors():
            for _ in range(ATTEMPTS):
                verdict = self.store.commit(append)
                if verdict.outcome != "stale":
                    return verdict
                self._must_be_at_its_versions(append)
                append = msgspec.structs.replace(append, recorded_at=datetime.now(UTC))
        raise library.OperationalError("this clock and the database's are more than a second apart")

    def _append(self, stored_events: Sequence[StoredEvent]) -> Append:
        """Makes an append of events in consecutive positions. Raises IntegrityError if a stream's versions are not
        consecutive."""
        first: dict[UUID, int] = {}
        last: dict[UUID, int] = {}
        events = []
        for event in stored_events:
            stream, version = stream_of(event.originator_id), event.originator_version
            first.setdefault(stream, version)
            if last.setdefault(stream, version - 1) != version - 1:
                raise library.IntegrityError(f"{stream} goes from version {last[stream]} to {version}")
            last[stream] = version
            entry = self.store.rows.entry(event)
            if len(entry) > MOST_BYTES:
                raise library.DataError(f"{stream} version {version} has {len(entry)} bytes, of {MOST_BYTES} at most")
            events.append(StoredEvent(stream, version, event.topic, entry))
        checks = [(stream, version - 1) for stream, version in first.items()]
        thing = next(iter(first))
        return Append(thing, last[thing], datetime.now(UTC), checks, events, (), uuid7(), b"")

    def _must_be_at_its_versions(self, append: Append) -> None:
        """Raises IntegrityError if a stream is not at the version that the append expects."""
        checks = {"streams": [id for id, _ in append.checks], "versions": [version for _, version in append.checks]}
        with self.store.connection() as db:
            if db.execute(QUERIES["moved"], checks).fetchone() == (True,):
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")


class SqlSnapshotRecorder(SqlAggregateRecorder):
    """Records snapshots, in a table of their own: of any version, in any order."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        rows = [
            {
                "stream": stream_of(event.originator_id),
                "version": event.originator_version,
                "entry": self.store.rows.entry(event),
            }
            for event in stored_events
        ]
        with self.store.transaction() as db, db.cursor() as cursor:
            cursor.executemany(QUERIES["add_snapshot"], rows)
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
        return self._select("snapshots", originator_id, gt, lte, desc, limit)


class SqlApplicationRecorder(SqlAggregateRecorder, library.ApplicationRecorder):
    """Records streams, and reads all events in the order of the log."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all events or none, in consecutive positions; gives their notification ids. Raises as SqlAggregateRecorder
        does."""
        if not stored_events:
            return []
        verdict = self._insert(stored_events)
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
        rows = self.store.rows
        parameters: dict[str, Any] = {
            "first": 0 if start is None else start - inclusive_of_start,
            "last": 2**62 if stop is None else stop - 1,
            "count": limit,
        }
        query = rows.notifications
        if topics:
            query = rows.notifications_of_topics
            parameters |= rows.arguments(topics)
        with self.store.connection() as db:
            fetched = db.execute(QUERIES[query], parameters, binary=True).fetchall()
        return [rows.notification(*row) for row in fetched]

    def max_notification_id(self) -> int | None:
        with self.store.connection() as db:
            ((position,),) = db.execute(QUERIES["last_position"]).fetchall()
        return None if position is None else position + 1

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription:
        return Subscription(self, self.store, gt, topics)

    async def append(self, append: Append) -> Verdict:
        """Commits the append of a command, inside a server: one attempt, and its verdict. Raises one of LOST if the connection is
        lost: then only a lookup of the command's id shows whether it was committed."""
        return await self.store.server.committer.commit(append)

    def submit(self, pending: Pending) -> "Future[list[Verdict]]":
        """Commits appends that are decided as late as possible: when the next transaction has room for them."""
        return self.store.server.committer.submit(pending)

    async def read_streams(self, originator_ids: Sequence[UUID]) -> Sequence[StoredEvent]:
        """Reads several streams in one query, inside a server: each stream's events in order."""
        async with self.store.server.pool.connection() as db:
            cursor = await db.execute(QUERIES["streams"], {"streams": list(originator_ids)}, binary=True)
            return [self.store.rows.event(*row) async for row in cursor]


class SqlTrackingRecorder(library.TrackingRecorder):
    """Records how far other applications' notifications were processed, in one transaction with the results."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_tracking(self, tracking: Tracking) -> None:
        """Raises IntegrityError if that notification, or a later one, was processed before."""
        with self.store.connection() as db:
            self.track(db, tracking)

    def track(self, db: Connection[Any], tracking: Tracking) -> None:
        """`insert_tracking` inside the caller's transaction."""
        parameters = {"application": tracking.application_name, "notification": tracking.notification_id}
        if db.execute(QUERIES["track"], parameters).rowcount != 1:
            raise library.IntegrityError(f"already followed: {tracking}")

    def max_tracking_id(self, application_name: str) -> int | None:
        with self.store.connection() as db:
            row = db.execute(QUERIES["tracked"], {"application": application_name}).fetchone()
        return row[0] if row else None


class SqlProcessRecorder(SqlTrackingRecorder, SqlApplicationRecorder, library.ProcessRecorder):
    """Records events and tracking in one transaction, which is not shared with other appends."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        tracking: Tracking | None = kwargs.get("tracking")
        if tracking is None:
            return super().insert_events(stored_events)
        with self.store.transaction() as db:
            self.track(db, tracking)
            if not stored_events:
                return []
            append = self._append(stored_events)
            verdicts = db.execute(APPEND, {**arrays([append]), "whole": True}).fetchall()
            if not verdicts:
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")
            _, _, _, _, position, events, _ = verdicts[0]
            return ids(position, events)


class Factory(library.InfrastructureFactory[SqlTrackingRecorder]):
    """Makes the recorders, in the database at `SIJILL_DATABASE_URL`, or else in the embedded one of `SIJILL_DATA_DIR`.

    The application named `register` gets the record's log, any other one a schema named after it. A server sets `server`
    for the application inside it.
    """

    server: Server | None = None
    _embedded: Postgres | None = None

    @cached_property
    def store(self) -> Store:
        url = self.env.get("SIJILL_DATABASE_URL") or None
        folder = Path(self.env.get("SIJILL_DATA_DIR", "data")).expanduser().resolve()
        database = Postgres(Settings(folder, url))
        if url is None:
            database.start()
            self._embedded = database
        if self.env.name == RECORD:
            return Store.of_the_record(database.url("record"), self.server)
        return Store.of_an_application(url or database.owner_url, f"application_{self.env.name}".lower())

    def aggregate_recorder(self, purpose: str = "events") -> SqlAggregateRecorder:
        return SqlSnapshotRecorder(self.store) if purpose == "snapshots" else SqlAggregateRecorder(self.store)

    def application_recorder(self) -> SqlApplicationRecorder:
        return SqlApplicationRecorder(self.store)

    def tracking_recorder(
        self, tracking_recorder_class: type[SqlTrackingRecorder] | None = None
    ) -> SqlTrackingRecorder:
        if tracking_recorder_class is None and (topic := self.env.get(self.TRACKING_RECORDER_TOPIC)):
            tracking_recorder_class = resolve_topic(topic)
        return (tracking_recorder_class or SqlTrackingRecorder)(self.store)

    def process_recorder(self) -> SqlProcessRecorder:
        return SqlProcessRecorder(self.store)

    def close(self) -> None:
        if "store" in vars(self):
            vars(self).pop("store").close()
        if self._embedded:
            self._embedded.stop()
            self._embedded = None


def ids(last_position: int, events: int) -> list[int]:
    """The notification ids of the last events up to a position."""
    return [position + 1 for position in range(last_position - events + 1, last_position + 1)]


def stream_of(originator_id: UUID | str) -> UUID:
    if not isinstance(originator_id, UUID):
        raise library.DataError("a stream's id is a UUID")
    return originator_id
