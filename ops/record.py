"""The record on PostgreSQL: it decides commands on cached streams, appends them in batches, and retries on a version conflict.

The append verifies the version of every stream that a decision read, so a stale cache cannot record anything wrong. Nor can it
refuse anything wrongly: before a refusal is raised, its streams are read from the log, and the command is decided again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import psycopg
from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from domain.actors import Actors
from domain.deciding import Decision, Decisions
from domain.kernel import Command, Noun
from domain.read_set import NOTHING_UNCOMMITTED, Key, Missing, ReadSet, Stream, StreamState, key_of
from domain.record import ClocksDiffer, Confidential, KeyReused, Outcome, Principal, Represented, Request
from domain.refusal import Refusal
from domain.rules.rulesets import Rulebook
from domain.words import TooLongInAll
from ops.application import RecordRegister
from ops.clock import TAKEN, Clock, message
from ops.fingerprints import fingerprint, is_same
from ops.keys import Keyring
from ops.store.committer import LOST, Append, NewOpening, Pending, Verdict
from ops.store.vault import MissingKey, MissingWords, Vault
from ops.streams import Streams

READ_OUTCOME = "select thing, version, position, events, fingerprint from command where id = %b"
STALE_AT_FIRST = 3
"""How often a command is decided again after a version conflict before the clocks are compared."""

STALE_TRIES = 50
"""How often a command is decided again at once after a version conflict. Then it backs off, as if the database were away."""

MOST_BYTES = 65_535
"""The largest entry that the log takes (ops/migrations/0001_log.sql)."""

RETRY_SECONDS = 60.0
"""For how long a command is retried while the database is away."""


class NotAppended(psycopg.OperationalError):
    """The append has found a command stale STALE_TRIES times in a row."""


class ClocksOff(NotAppended):
    """The append refuses the times of this machine: they are tried again for a while."""


ANSWERS = (Refusal, Missing, MissingKey, MissingWords)
"""Exceptions of a decision that are no faults: the caller is refused, or reads what is missing."""


class Attempt(Pending):
    """One attempt to append some commands: decided in order, each on the states that the previous ones leave, and appended
    together or not at all."""

    def __init__(self, record: "SqlRecord", requests: Sequence[Request]) -> None:
        super().__init__()
        self._record, self._requests = record, requests
        self.atomic = len(requests) > 1
        self.decisions: list[Decision] = []
        self.streams: list[Stream] = []

    def decide(self) -> Sequence[Append]:
        self.decisions, self.streams = [], []
        uncommitted: dict[Key, StreamState] = {}
        appends: list[Append] = []
        for request in self._requests:
            read_set = ReadSet(self._record.streams.cached, uncommitted, assume_new=True)
            try:
                decision, append = self._record.decide(request, read_set)
            finally:
                self.streams += read_set.streams
            self.decisions.append(decision)
            appends.append(append)
            if self.atomic:
                uncommitted.update(decision.states)
        return appends

    def settled(self, verdicts: Sequence[Verdict]) -> None:
        if all(verdict.outcome == "accepted" for verdict in verdicts):
            for decision in self.decisions:
                self._record.streams.remember(decision.states)

    def fail(self, error: BaseException) -> None:
        """Removes the traceback of a refusal: it refers to this attempt, which refers to the error, and a thousand callers that
        wait for the same stream would leave as many reference cycles."""
        super().fail(error.with_traceback(None) if isinstance(error, ANSWERS) else error)


class SqlRecord:
    """`domain.record.Record` on PostgreSQL."""

    def __init__(
        self,
        application: RecordRegister,
        pool: AsyncConnectionPool[Any],
        keyring: Keyring,
        vault: Vault,
        rules: Rulebook,
        clock: Clock,
    ) -> None:
        self.clock = clock
        self._disk_full = False
        self._log, self._mapper = application.recorder, application.mapper
        self._pool, self._keyring, self._vault = pool, keyring, vault
        self._decisions = Decisions(Actors(keyring.pseudonym), rules, uuid7)
        self.streams = Streams(self._log.read_streams, self._mapper)

    async def execute(
        self,
        command: Command,
        *,
        by: Principal,
        on_behalf_of: Represented | None = None,
        command_id: UUID | None = None,
        occurred_at: datetime | None = None,
        expected: int | None = None,
        cause: UUID | None = None,
        correlation: UUID | None = None,
        confidential: Confidential | None = None,
    ) -> Outcome:
        """See `domain.record.Record.execute`."""
        id = command_id or uuid7()
        request = Request(command, by, id, on_behalf_of, occurred_at, expected, cause, correlation)
        deadline, pause = None, 0.05
        while True:  # a command may be retried after a lost connection: its id makes it idempotent
            try:
                return await self._execute(request, confidential)
            except LOST as error:
                self._disk_full = isinstance(error, psycopg.errors.DiskFull)
                if (task := asyncio.current_task()) and task.cancelling():
                    raise  # nobody waits for the answer any more
                now = asyncio.get_running_loop().time()
                deadline = deadline or now + RETRY_SECONDS
                if now + pause > deadline:
                    if isinstance(error, ClocksOff):
                        raise ClocksDiffer(str(error)) from None
                    raise
                self.streams.forget()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)

    async def _execute(self, request: Request, confidential: Confidential | None) -> Outcome:
        try:
            if confidential is not None:
                await self._must_be_entitled(request)
                await confidential()
            (verdict,) = await self._append([request])
        except Refusal:
            if stored := await self._stored(
                request
            ):  # an earlier run of the same command may be the reason of the refusal
                return stored
            raise
        repeated = verdict.outcome == "repeated"
        if repeated and not is_same(self._keyring, request, verdict.fingerprint):
            raise KeyReused
        return Outcome(verdict.thing, verdict.version, verdict.position, verdict.events, repeated)

    async def _must_be_entitled(self, request: Request) -> None:
        """Checks, on streams read from the log, that the principal may give the command. Raises a Refusal."""
        read: dict[Key, StreamState] = {}
        while True:
            try:
                self._decisions.entitled(request, datetime.now(UTC), ReadSet(read.get))
                return
            except Missing as missing:
                read.update(await self.streams.read(missing.streams))

    async def _stored(self, request: Request) -> Outcome | None:
        """The stored outcome, if this command was run before. Raises KeyReused if its id belongs to another request."""
        async with self._pool.connection() as db:
            row = await (await db.execute(READ_OUTCOME, [request.command_id])).fetchone()
        if row is None:
            return None
        thing, version, position, events, stored = row
        if not is_same(self._keyring, request, bytes(stored)):
            raise KeyReused
        return Outcome(thing, version, position, events, repeated=True)

    async def execute_atomically(self, requests: Sequence[Request]) -> list[Outcome]:
        """Runs commands in order, each on the states that the previous ones leave, and appends all of them or none.

        For imports, whose rows must be recorded in the order in which they happened. Raises the first Refusal; KeyReused if one
        of the commands has been run before.
        """
        verdicts = await self._append(requests)
        if any(verdict.outcome == "repeated" for verdict in verdicts):
            raise KeyReused
        return [Outcome(v.thing, v.version, v.position, v.events) for v in verdicts]

    async def _append(self, requests: Sequence[Request]) -> list[Verdict]:
        """Decides and appends until no verdict is stale. Raises a Refusal only if all streams of its decision were read from the
        log."""
        read: set[Key] = set()
        stale = 0
        while True:
            attempt = Attempt(self, requests)
            try:
                verdicts = await self._log.submit(attempt)
                if not any(verdict.outcome == "stale" for verdict in verdicts):
                    self._disk_full = False
                    return verdicts
                stale += 1
                if stale in (STALE_AT_FIRST, STALE_TRIES):
                    await self._clocks_must_agree()
                if stale == STALE_TRIES:
                    raise NotAppended(f"stale {stale} times")
                await self._read(attempt.streams, read)
            except Missing as missing:
                await self._read(missing.streams, read)
            except MissingKey as missing:
                await self._vault.keys([missing.key], make=True)
            except MissingWords as missing:
                await self._vault.read_words(missing.stream, missing.version)
            except Refusal:
                if not (cached := [stream for stream in attempt.streams if key_of(stream) not in read]):
                    raise
                await self._read(cached, read)

    async def fault(self) -> str | None:
        """Why nothing can be recorded now, as far as this process knows."""
        if self._disk_full:
            return "The disk of the database is full: nothing can be recorded."
        return await self.clock.fault()

    async def _clocks_must_agree(self) -> None:
        """Raises ClocksDiffer, or ClocksOff if the difference may pass."""
        seconds = await self.clock.ahead()
        if abs(seconds) > self.clock.most:
            raise ClocksDiffer(message(seconds))
        if abs(seconds) > TAKEN:
            raise ClocksOff(message(seconds))

    async def _read(self, streams: Sequence[Stream], read: set[Key]) -> None:
        """Reads streams from the log into the cache."""
        read.update(await self.streams.read(streams))

    async def dry_run(
        self, requests: Sequence[Request], uncommitted: Mapping[Key, StreamState]
    ) -> dict[Key, StreamState]:
        """Decides commands in order and appends nothing. Gives `uncommitted`, updated by the states that they would leave.
        Raises the first Refusal."""
        states, read = dict(uncommitted), dict[Key, StreamState]()
        for request in requests:
            decision, _ = await self.prepare(request, read, states)
            states.update(decision.states)
        return states

    async def prepare(
        self,
        request: Request,
        read: dict[Key, StreamState],
        uncommitted: Mapping[Key, StreamState] = NOTHING_UNCOMMITTED,
    ) -> tuple[Decision, Append]:
        """Decides a request on streams read from the log, and appends nothing. `read` caches them: this adds those that it reads.
        Raises a Refusal."""
        while True:
            try:
                return self.decide(request, ReadSet(read.get, uncommitted))
            except Missing as missing:
                read.update(await self.streams.read(missing.streams))
            except MissingKey as missing:
                await self._vault.keys([missing.key], make=True)
            except MissingWords as missing:
                await self._vault.read_words(missing.stream, missing.version)

    def decide(self, request: Request, read_set: ReadSet) -> tuple[Decision, Append]:
        """Decides a request now. Gives the decision, and what the log is asked to append. Raises a Refusal, Missing,
        MissingKey, MissingWords."""
        openings: list[NewOpening] = []
        seal = partial(self._vault.seal, openings)
        decision = self._decisions.decide(request, datetime.now(UTC), read_set, seal, self._vault.words_at)
        events = [self._mapper.to_stored_event(entry) for entry in decision.entries]
        for event in events:
            if len(event.state) > MOST_BYTES:
                raise TooLongInAll(most=MOST_BYTES)
        append = Append(
            decision.thing,
            decision.version,
            decision.at,
            decision.checks,
            events,
            openings,
            request.command_id,
            fingerprint(self._keyring, request),
        )
        return decision, append

    async def read(self, streams: Sequence[Stream]) -> dict[UUID, StreamState]:
        """The states of streams by their ids, read from the log."""
        states = await self.streams.read(streams)
        return {stream[1]: states[key_of(stream)] for stream in streams}

    def cached(self, noun: Noun[Any], stream: UUID) -> StreamState | None:
        """A stream's state, if it is cached."""
        return self.streams.cached(key_of((noun, stream)))
