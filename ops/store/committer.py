"""Group commit: concurrent appends share one transaction, and each gets its own verdict.

Batching adds no delay: what comes in while a batch is being committed is the next batch. A command that depends on a stream
which the batch before it, or an earlier command of its own, writes is decided after that.
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
LOST = (psycopg.OperationalError, psycopg.InterfaceError)
"""What psycopg raises when the connection is lost, or found to be lost."""

APPEND = (Path(__file__).parent / "append.sql").read_text()


class NewOpening(msgspec.Struct, frozen=True):
    """What goes beside the log for a sealed field. `words` are for the search index only, and kept as no text."""

    event: UUID
    field: str
    key: UUID
    language: str
    nonce: bytes
    sealed: bytes
    config: str
    words: str


class Append(msgspec.Struct, frozen=True):
    """What one command came to. `events` are stored events whose state is what stands in the log's row; `checks` are the streams
    that must still be at the version that the decision saw."""

    thing: UUID
    version: int
    recorded_at: datetime
    checks: Collection[tuple[UUID, int]]
    events: Sequence[StoredEvent]
    openings: Sequence[NewOpening]
    command_id: UUID
    fingerprint: bytes


class Verdict(msgspec.Struct, frozen=True):
    """`outcome` is accepted, repeated, or stale: then the decision must be taken again on fresh state."""

    outcome: str
    thing: UUID
    version: int
    position: int
    events: int
    fingerprint: bytes


Connect = Callable[[], Awaitable[AsyncConnection[Any]]]


class Pending:
    """Appends that the log takes all, in their order, or none. They are decided when there is room for them in the next batch, so
    that no decision goes stale by waiting in a queue.

    A pending whose `whole` is true may come to several appends, and has a batch of its own.
    """

    whole = False

    def __init__(self) -> None:
        self.appends: Sequence[Append] = ()
        self.verdicts: asyncio.Future[list[Verdict]] = asyncio.get_running_loop().create_future()

    def decide(self) -> Sequence[Append]:
        """What is to be appended, as things stand now. What it raises, the caller gets who waits for the verdicts."""
        raise NotImplementedError

    def settled(self, verdicts: Sequence[Verdict]) -> None:
        """Called as soon as there are verdicts, before anything else is decided."""

    def answer(self, verdicts: list[Verdict]) -> None:
        self.settled(verdicts)
        if not self.verdicts.done():
            self.verdicts.set_result(verdicts)

    def fail(self, error: BaseException) -> None:
        if not self.verdicts.done():
            self.verdicts.set_exception(error)


class Decided(Pending):
    """Appends that stand already."""

    def __init__(self, appends: Sequence[Append]) -> None:
        super().__init__()
        self.appends, self.whole = appends, len(appends) > 1

    def decide(self) -> Sequence[Append]:
        return self.appends


class Batch:
    """What goes into one transaction. `writes` are the streams, and ids of commands, that it writes."""

    def __init__(self) -> None:
        self.pending: list[Pending] = []
        self.writes: set[int] = set()

    def clashes(self, appends: Sequence[Append]) -> bool:
        """Whether one of the appends depends on what this batch writes."""
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
        if pending.whole or (self.pending and self.pending[-1].whole):
            return not self.pending
        return len(self.pending) < most


class Committer:
    """One batch is being committed, the next one fills; everybody else waits, undecided."""

    def __init__(self, connect: Connect, *, batch: int = BATCH) -> None:
        self._connect, self._most = connect, batch
        self._queue: deque[Pending] = deque()
        self._clashing: deque[Pending] = deque()
        self._committing, self._next = Batch(), Batch()
        self._in_vain = 0
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
        for pending in (*self._committing.pending, *self._next.pending, *self._clashing, *self._queue):
            pending.verdicts.cancel()
        await self._drop_connection()

    async def commit(self, append: Append) -> Verdict:
        """The verdict on one append. Raises one of LOST if the connection broke: it may then be in the log or not, and only
        its command id tells."""
        (verdict,) = await self.submit(Decided([append]))
        return verdict

    async def commit_whole(self, appends: Sequence[Append]) -> list[Verdict]:
        """The verdicts on appends of which the log takes all, in this order, or none."""
        return await self.submit(Decided(appends))

    def submit(self, pending: Pending) -> "asyncio.Future[list[Verdict]]":
        """Decides as soon as there is room, and gives the verdicts once they are durable."""
        if not self._queue and self._next.has_room(pending, self._most):
            self._take(pending)
        else:
            self._queue.append(pending)
        self._arrived.set()
        return pending.verdicts

    def _take(self, pending: Pending) -> None:
        """Puts it into the next batch; or sets it aside if it depends on what is being written before: decided now, it would be
        stale then."""
        if not (
            pending.appends and self._clashes(pending.appends)
        ):  # else it was set aside before, and must wait still
            try:
                pending.appends = pending.decide()
            except Exception as error:
                pending.fail(error)
                return
            if not self._clashes(pending.appends):
                self._next.add(pending)
                return
            self._in_vain += 1
        self._clashing.append(pending)

    def _clashes(self, appends: Sequence[Append]) -> bool:
        return self._committing.clashes(appends) or self._next.clashes(appends)

    def _fill(self) -> None:
        """Decides those who wait, in order, while there is room. What clashes is looked at again after each batch; one batch's
        worth of decisions in vain is enough for once."""
        clashing, self._clashing = self._clashing, deque()
        self._in_vain = 0
        for queue in (clashing, self._queue):
            while queue and self._in_vain < self._most and self._next.has_room(queue[0], self._most):
                pending = queue.popleft()
                if not pending.verdicts.cancelled():
                    self._take(pending)
        self._clashing.extend(clashing)

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._next.pending or self._clashing or self._queue:
                batch, self._next = self._next, Batch()
                batch.pending = [pending for pending in batch.pending if not pending.verdicts.cancelled()]
                self._committing = batch
                committing = asyncio.ensure_future(self._commit(batch.pending))
                await asyncio.sleep(0)  # the database is at work before the next decisions are taken
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
        """One append that the database refuses (a fault of ours) does not take the others of its batch with it."""
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
        whole = len(batch) == 1 and len(appends) > 1
        cursor = await self._connection.execute(APPEND, {**arrays(appends), "whole": whole}, binary=True)
        verdicts = {number: Verdict(*verdict) for number, *verdict in await cursor.fetchall()}
        numbers = count(1)
        for pending in batch:
            pending.answer([verdicts.get(next(numbers)) or stale(append) for append in pending.appends])

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def stale(append: Append) -> Verdict:
    return Verdict("stale", append.thing, append.version, -1, 0, b"")


def arrays(batch: Sequence[Append]) -> dict[str, Array]:
    """The arguments of the append function: one array for each, appends numbered from 1."""
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
    "opening_configs": texts, "opening_words": texts,
}  # fmt: skip


def columns(packed: Mapping[str, Pack], rows: Sequence[tuple[Any, ...]]) -> dict[str, Array]:
    """Rows turned into one array for each column."""
    turned = zip(*rows, strict=True) if rows else [()] * len(packed)
    return {name: pack(column) for (name, pack), column in zip(packed.items(), turned, strict=True)}
