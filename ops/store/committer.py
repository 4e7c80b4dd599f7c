"""Group commit: concurrent appends share one transaction, and each gets its own verdict.

There is no lingering: whatever has come in while the last batch was being committed is the next batch. Within a batch, an
append that writes or looks at a stream which an earlier one writes waits for the next batch.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import AsyncConnection

from ops.store.arrays import Array, blobs, instants, integers, texts, uuids

BATCH = 128
LOST = (psycopg.OperationalError, psycopg.InterfaceError)
"""What psycopg raises when the connection is lost, or found to be lost."""

APPEND = (Path(__file__).parent / "append.sql").read_text()


class NewEvent(msgspec.Struct, frozen=True):
    stream: UUID
    version: int
    entry: bytes


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
    """What one command came to. `checks` are the streams that must still be at the version that the decision saw."""

    thing: UUID
    version: int
    recorded_at: datetime
    checks: dict[UUID, int]
    events: Sequence[NewEvent]
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


class Waiting(msgspec.Struct):
    """Appends that must be committed together, and who waits for their verdicts."""

    appends: Sequence[Append]
    verdicts: "asyncio.Future[list[Verdict]]"

    def answer(self, verdicts: list[Verdict]) -> None:
        if not self.verdicts.done():
            self.verdicts.set_result(verdicts)

    def fail(self, error: Exception) -> None:
        if not self.verdicts.done():
            self.verdicts.set_exception(error)


class Committer:
    """One queue and one task. `commit` returns when the append is durable, or found to be stale or a repetition."""

    def __init__(self, connect: Connect, *, batch: int = BATCH) -> None:
        self._connect, self._batch = connect, batch
        self._queue: deque[Waiting] = deque()
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
        for waiting in self._queue:
            waiting.verdicts.cancel()
        await self._drop_connection()

    async def commit(self, append: Append) -> Verdict:
        """The verdict on one append. Raises one of LOST if the connection broke: it may then be in the log or not, and only
        its command id tells."""
        return (await self.commit_whole([append]))[0]

    async def commit_whole(self, appends: Sequence[Append]) -> list[Verdict]:
        """The verdicts on appends of which the log takes all, in this order, or none."""
        waiting = Waiting(appends, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        self._arrived.set()
        return await waiting.verdicts

    async def _run(self) -> None:
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._queue:
                batch = self._next_batch()
                try:
                    await self._commit(batch)
                except LOST as error:
                    await self._drop_connection()
                    for waiting in batch:
                        waiting.fail(error)
                except Exception:
                    await self._commit_one_by_one(batch)

    async def _commit_one_by_one(self, batch: Sequence[Waiting]) -> None:
        """One append that the database will not have (a fault of ours) must not take its neighbours with it."""
        for waiting in batch:
            try:
                await self._commit([waiting])
            except Exception as error:
                await self._drop_connection()
                waiting.fail(error)

    def _next_batch(self) -> list[Waiting]:
        batch: list[Waiting] = []
        later: list[Waiting] = []
        written: set[UUID] = set()
        while self._queue and len(batch) < self._batch:
            waiting = self._queue.popleft()
            if waiting.verdicts.cancelled():
                continue
            if len(waiting.appends) > 1:
                if batch or later:
                    self._queue.appendleft(waiting)
                    break
                return [waiting]
            (append,) = waiting.appends
            clash = append.command_id in written or not written.isdisjoint(append.checks)
            (later if clash else batch).append(waiting)
            written.update(event.stream for event in append.events)
            written.add(append.command_id)
        self._queue.extendleft(reversed(later))
        return batch

    async def _commit(self, batch: Sequence[Waiting]) -> None:
        if not batch:
            return
        if self._connection is None:
            self._connection = await self._connect()
        appends = [append for waiting in batch for append in waiting.appends]
        whole = len(batch) == 1 and len(appends) > 1
        cursor = await self._connection.execute(APPEND, {**arrays(appends), "whole": whole}, binary=True)
        verdicts = {number: Verdict(*verdict) for number, *verdict in await cursor.fetchall()}
        numbers = count(1)
        for waiting in batch:
            waiting.answer([verdicts.get(next(numbers)) or stale(append) for append in waiting.appends])

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def stale(append: Append) -> Verdict:
    return Verdict("stale", append.thing, append.version, -1, 0, b"")


def arrays(batch: Sequence[Append]) -> dict[str, Array]:
    """The arguments of the append function: one array for each, appends numbered from 1."""
    numbered = list(enumerate(batch, 1))
    checks = [(number, *check) for number, append in numbered for check in append.checks.items()]
    events = [
        (number, event.stream, event.version, event.entry) for number, append in numbered for event in append.events
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
