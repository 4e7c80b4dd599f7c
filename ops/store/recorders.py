"""The library's persistence module on our log: `PERSISTENCE_MODULE=ops.store.recorders`.

The record is kept through it (ops/application.py), and so is any other application of the library's that wants our group
commit, positions without gaps and an append-only log: each in a schema of its own, in the same form.
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

from ops.database import Database
from ops.settings import Settings
from ops.store.committer import APPEND, Append, Pending, Verdict, arrays
from ops.store.store import Server, Store, library_errors
from ops.store.subscription import Subscription
from projections.toolkit.sql import beside

QUERIES = beside(__file__)

RECORD = "register"
"""The name of the application whose log is the record's."""

LARGEST = 65_535
LAST = 2**31 - 1
ATTEMPTS = 20
"""How often an append is sent again that came more than a second late to the database, with a new time."""


class SqlAggregateRecorder(library.AggregateRecorder):
    """Streams of events, each version once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all or none. Raises IntegrityError if a version is taken or skipped; DataError if an event is too long, or
        is not what this log takes."""
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
        asked = {
            "stream": stream_of(stream),
            "after": -1 if gt is None else gt,
            "last": LAST if lte is None else lte,
            "direction": -1 if desc else 1,
            "count": limit,
        }
        with self.store.connection() as db:
            rows = db.execute(QUERIES[query], asked, binary=True).fetchall()
        return [self.store.rows.event(*row) for row in rows]

    def _insert(self, stored_events: Sequence[StoredEvent]) -> Verdict:
        append = self._append(stored_events)
        with library_errors():
            for _ in range(ATTEMPTS):
                verdict = self.store.commit(append)
                if verdict.outcome != "stale":
                    return verdict
                self._must_not_have_moved(append)
                append = msgspec.structs.replace(append, recorded_at=datetime.now(UTC))
        raise library.OperationalError("this clock and the database's are more than a second apart")

    def _append(self, stored_events: Sequence[StoredEvent]) -> Append:
        """An append of events that stand side by side, each stream's versions one after the other."""
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
            if len(entry) > LARGEST:
                raise library.DataError(f"{stream} version {version} has {len(entry)} bytes, of {LARGEST} at most")
            events.append(StoredEvent(stream, version, event.topic, entry))
        seen = [(stream, version - 1) for stream, version in first.items()]
        thing = next(iter(first))
        return Append(thing, last[thing], datetime.now(UTC), seen, events, (), uuid7(), b"")

    def _must_not_have_moved(self, append: Append) -> None:
        seen = {"streams": [id for id, _ in append.checks], "versions": [version for _, version in append.checks]}
        with self.store.connection() as db:
            if db.execute(QUERIES["moved"], seen).fetchone() == (True,):
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")


class SqlSnapshotRecorder(SqlAggregateRecorder):
    """Snapshots, in a table beside the log: of any version, in any order."""

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
    """The same, and all events in the order of the log."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all or none, side by side; gives their notification ids. Errors as in SqlAggregateRecorder."""
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
        asked: dict[str, Any] = {
            "first": 0 if start is None else start - inclusive_of_start,
            "last": 2**62 if stop is None else stop - 1,
            "count": limit,
        }
        query = rows.notifications
        if topics:
            query = rows.notifications_of_topics
            asked |= rows.arguments(topics)
        with self.store.connection() as db:
            found = db.execute(QUERIES[query], asked, binary=True).fetchall()
        return [rows.notification(*row) for row in found]

    def max_notification_id(self) -> int | None:
        with self.store.connection() as db:
            ((position,),) = db.execute(QUERIES["last_position"]).fetchall()
        return None if position is None else position + 1

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription:
        return Subscription(self, gt, topics)

    async def append(self, append: Append) -> Verdict:
        """insert_events, inside a server and with all that a command comes to: one attempt, and its verdict. Raises one of
        LOST if the connection broke: only the command's id then tells whether the log has it."""
        return await self.store.server.committer.commit(append)

    def submit(self, pending: Pending) -> "Future[list[Verdict]]":
        """The same for what is to be decided as late as possible: when there is room for it in the next transaction."""
        return self.store.server.committer.submit(pending)

    async def read_streams(self, originator_ids: Sequence[UUID]) -> Sequence[StoredEvent]:
        """select_events of several streams in one query, inside a server: each stream's events in order."""
        async with self.store.server.pool.connection() as db:
            cursor = await db.execute(QUERIES["streams"], {"streams": list(originator_ids)}, binary=True)
            return [self.store.rows.event(*row) async for row in cursor]


class SqlTrackingRecorder(library.TrackingRecorder):
    """How far other applications' notifications have been followed; in one transaction with what came of them."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_tracking(self, tracking: Tracking) -> None:
        """Raises IntegrityError if that notification, or a later one, has been followed already."""
        with self.store.connection() as db:
            self.track(db, tracking)

    def track(self, db: Connection[Any], tracking: Tracking) -> None:
        """The same, inside the caller's transaction."""
        to = {"application": tracking.application_name, "notification": tracking.notification_id}
        if db.execute(QUERIES["track"], to).rowcount != 1:
            raise library.IntegrityError(f"already followed: {tracking}")

    def max_tracking_id(self, application_name: str) -> int | None:
        with self.store.connection() as db:
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
            append = self._append(stored_events)
            verdicts = db.execute(APPEND, {**arrays([append]), "whole": True}).fetchall()
            if not verdicts:
                raise library.IntegrityError(f"versions taken or skipped, of {append.checks} seen")
            _, _, _, _, position, events, _ = verdicts[0]
            return ids(position, events)


class Factory(library.InfrastructureFactory[SqlTrackingRecorder]):
    """Makes them, in the database at `SIJILL_DATABASE_URL`, or else in the embedded one of `SIJILL_DATA_DIR`.

    The application named `register` gets the record's log, any other a schema after its name. `server` is set by a server, for
    the application inside it.
    """

    server: Server | None = None
    _embedded: Database | None = None

    @cached_property
    def store(self) -> Store:
        url = self.env.get("SIJILL_DATABASE_URL") or None
        folder = Path(self.env.get("SIJILL_DATA_DIR", "data")).expanduser().resolve()
        database = Database(Settings(folder, url))
        if url is None:
            database.start()
            self._embedded = database
        if self.env.name == RECORD:
            return Store.of_the_record(database.url("record"), self.server)
        return Store.of_an_application(database.owner_url, f"application_{self.env.name}".lower())

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
    return [position + 1 for position in range(last_position - events + 1, last_position + 1)]


def stream_of(originator_id: UUID | str) -> UUID:
    if not isinstance(originator_id, UUID):
        raise library.DataError("a stream's id is a UUID")
    return originator_id
