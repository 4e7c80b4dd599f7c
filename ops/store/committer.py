"""Group commit: concurrent appends share one transaction, and each gets its own verdict.

Batching adds no delay: the appends that arrive while a batch commits form the next batch. An append that depends on a stream
which the committing batch, or its own batch, writes is decided after that batch.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from eventsourcing.persistence import StoredEvent
from psycopg import AsyncConnection

from ops.store.arrays import Array, blobs, instants, integers, texts, uuids

BATCH = 128
"""The most appends in a transaction."""

LOST = (psycopg.OperationalError, psycopg.InterfaceError)
"""The errors of psycopg when a connection is lost."""

APPEND = (Path(__file__).parent / "append.sql").read_text()


class NewOpening(msgspec.Struct, frozen=True):
    """A row of the table of openings: the encrypted words of a sealed field."""

    event: UUID
    field: str
    key: UUID
    language: str
    nonce: bytes
    sealed: bytes


class Append(msgspec.Struct, frozen=True):
    """The append of one command. The state of each of `events` is the log row's entry; `checks` are the streams that the decision
    read, which must still be at these versions. `thing` is the command's own stream, `version` its version after the append."""

    thing: UUID
    version: int
    recorded_at: datetime
    checks: Collection[tuple[UUID, int]]
    events: Sequence[StoredEvent]
    openings: Sequence[NewOpening]
    command_id: UUID
    fingerprint: bytes


class Verdict(msgspec.Struct, frozen=True):
    """`outcome` is `accepted`; `repeated`: the command was run before; or `stale`: decide again on fresh states."""

    outcome: str
    thing: UUID
    version: int
    position: int
    events: int
    fingerprint: bytes


Connect = Callable[[], Awaitable[AsyncConnection[Any]]]


class Pending:
    """Appends that wait to be committed. They are decided only when the next batch has room for them, so that no decision goes
    stale in a queue.

    An `atomic` one may have several appends, and gets a batch of its own: the log takes all of them in order, or none.
    """

    atomic = False

    def __init__(self) -> None:
        self.appends: Sequence[Append] = ()
        self.verdicts: asyncio.Future[list[Verdict]] = asyncio.get_running_loop().create_future()

    def decide(self) -> Sequence[Append]:
        """Gives the appends. An exception is passed on to the caller that awaits the verdicts."""
        raise NotImplementedError

    def settled(self, verdicts: Sequence[Verdict]) -> None:
        """Called with the verdicts, before anything else is decided."""

    def resolve(self, verdicts: list[Verdict]) -> None:
        """Gives the verdicts to the caller."""
        self.settled(verdicts)
        if not self.verdicts.done():
            self.verdicts.set_result(verdicts)

    def fail(self, error: BaseException) -> None:
        """Raises an error in the caller."""
        if not self.verdicts.done():
            self.verdicts.set_exception(error)


class Decided(Pending):
    """An append that was decided before."""

    def __init__(self, append: Append) -> None:
        super().__init__()
        self.appends = [append]

    def decide(self) -> Sequence[Append]:
        return self.appends


class Batch:
    """The appends of one transaction. `writes` holds the ids of the streams and of the commands that it writes."""

    def __init__(self) -> None:
        self.pending: list[Pending] = []
        self.writes: set[int] = set()

    def conflicts(self, appends: Sequence[Append]) -> bool:
        """Whether one of the appends depends on a stream or command that this batch writes."""
        writes = self.writes
        if writes:
            for append in appends:
                if append.command_id.int in writes or not writes.isdisjoint([id.int for id, _ in append.checks]):
                    return True
        return False

    def add(self, pending: Pending) -> None:
        self.pending.append(pending)
        for append in pending.appends:
            self.writes.add(append.command_id.int)
            for event in append.events:
                self.writes.add(event.originator_id.int)  # type: ignore[union-attr]  # ours are never strings

    def has_room(self, pending: Pending, most: int) -> bool:
        if pending.atomic or (self.pending and self.pending[-1].atomic):
            return not self.pending
        return len(self.pending) < most


class Committer:
    """Commits one batch while it fills the next one; all other appends wait undecided."""

    def __init__(self, connect: Connect, *, batch: int = BATCH) -> None:
        self._connect, self._most = connect, batch
        self._queue: deque[Pending] = deque()
        self._conflicting: deque[Pending] = deque()
        self._committing, self._next = Batch(), Batch()
        self._retried = 0
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: AsyncConnection[Any] | None = None

    async def __aenter__(self) -> "Committer":
        self._task = asyncio.create_task(self._run(), name="committer")
        return self

    async def __aexit__(self, *reason: object) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        for pending in (*self._committing.pending, *self._next.pending, *self._conflicting, *self._queue):
            pending.verdicts.cancel()
        await self._drop_connection()

    async def commit(self, append: Append) -> Verdict:
        """Commits one append. Raises one of LOST if the connection is lost: then only a lookup of its command id shows whether it
        was committed."""
        (verdict,) = await self.submit(Decided(append))
        return verdict

    def submit(self, pending: Pending) -> "asyncio.Future[list[Verdict]]":
        """Decides as soon as the next batch has room, and gives the verdicts once they are durable. Raises as `commit` does."""
        if not self._queue and self._next.has_room(pending, self._most):
            self._schedule(pending)
        else:
            self._queue.append(pending)
        self._arrived.set()
        return pending.verdicts

    def _schedule(self, pending: Pending) -> None:
        """Decides a pending one and adds it to the next batch; or defers it if it depends on a write that is not committed yet:
        its decision would be stale."""
        if not (
            pending.appends and self._conflicts(pending.appends)
        ):  # else it was deferred before, and must still wait
            try:
                pending.appends = pending.decide()
            except Exception as error:
                pending.fail(error)
                return
            if not self._conflicts(pending.appends):
                self._next.add(pending)
                return
            self._retried += 1
        self._conflicting.append(pending)

    def _conflicts(self, appends: Sequence[Append]) -> bool:
        return self._committing.conflicts(appends) or self._next.conflicts(appends)

    def _fill(self) -> None:
        """Fills the next batch from the queues, in order. Deferred appends are tried again after each batch; this stops after as
        many useless decisions as a batch may have appends."""
        deferred, self._conflicting = self._conflicting, deque()
        self._retried = 0
        for queue in (deferred, self._queue):
            while queue and self._retried < self._most and self._next.has_room(queue[0], self._most):
                pending = queue.popleft()
                if not pending.verdicts.cancelled():
                    self._schedule(pending)
        self._conflicting.extend(deferred)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._next.pending or self._conflicting or self._queue:
                batch, self._next = self._next, Batch()
                batch.pending = [pending for pending in batch.pending if not pending.verdicts.cancelled()]
                self._committing = batch
                committing = asyncio.ensure_future(self._commit(batch.pending))
                await asyncio.sleep(0)  # sends the batch to the database before the next decisions
                self._fill()
                try:
                    await committing
                except asyncio.CancelledError:
                    committing.cancel()
                    raise
                except LOST as error:
                    await self._drop_connection()
                    for pending in batch.pending:
                        pending.fail(error)
                except Exception:
                    await self._commit_one_by_one(batch.pending)
                self._committing = Batch()
                self._fill()

    async def _commit_one_by_one(self, batch: Sequence[Pending]) -> None:
        """Retries the appends of a failed batch one by one: an append that the database rejects (a bug of ours) must not fail the
        others."""
        for pending in batch:
            try:
                await self._commit([pending])
            except Exception as error:
                await self._drop_connection()
                pending.fail(error)

    async def _commit(self, batch: Sequence[Pending]) -> None:
        if not batch:
            return
        if self._connection is None:
            self._connection = await self._connect()
        appends = [append for pending in batch for append in pending.appends]
        atomic = len(batch) == 1 and len(appends) > 1
        cursor = await self._connection.execute(APPEND, {**arrays(appends), "whole": atomic}, binary=True)
        verdicts = {number: Verdict(*verdict) for number, *verdict in await cursor.fetchall()}
        numbers = count(1)
        for pending in batch:
            pending.resolve([verdicts.get(next(numbers)) or stale(append) for append in pending.appends])

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def stale(append: Append) -> Verdict:
    return Verdict("stale", append.thing, append.version, -1, 0, b"")


def arrays(batch: Sequence[Append]) -> dict[str, Array]:
    """The arguments of the SQL function `append`, as arrays; appends are numbered from 1."""
    numbered = list(enumerate(batch, 1))
    checks = [(number, *check) for number, append in numbered for check in append.checks]
    events = [
        (number, event.originator_id, event.originator_version, event.state)
        for number, append in numbered
        for event in append.events
    ]
    openings = [
        (number, *msgspec.structs.astuple(opening)) for number, append in numbered for opening in append.openings
    ]
    return {
        "command_ids": uuids([append.command_id for append in batch]),
        "fingerprints": blobs([append.fingerprint for append in batch]),
        "things": uuids([append.thing for append in batch]),
        "versions": integers([append.version for append in batch]),
        "recorded": instants([append.recorded_at for append in batch]),
        **columns(CHECK, checks),
        **columns(EVENT, events),
        **columns(OPENING, openings),
    }


Pack = Callable[[Any], Array]

CHECK: dict[str, Pack] = {"check_commands": integers, "check_streams": uuids, "check_versions": integers}
EVENT: dict[str, Pack] = {
    "event_commands": integers,
    "event_streams": uuids,
    "event_versions": integers,
    "entries": blobs,
}
OPENING: dict[str, Pack] = {
    "opening_commands": integers, "opening_events": uuids, "opening_fields": texts, "opening_keys": uuids,
    "opening_languages": texts, "opening_nonces": blobs, "opening_sealed": blobs,
}  # fmt: skip


def columns(packed: Mapping[str, Pack], rows: Sequence[tuple[Any, ...]]) -> dict[str, Array]:
    """Transposes rows: one array for each column."""
    transposed = zip(*rows, strict=True) if rows else [()] * len(packed)
    return {name: pack(column) for (name, pack), column in zip(packed.items(), transposed, strict=True)}
