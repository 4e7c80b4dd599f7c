"""The record on PostgreSQL: commands are decided from cached streams, appended in groups, and decided again if anything moved.

A refusal from cached streams is never shown: all that it looked at is read from the log, and it is decided again. What the cache
allows is verified by the append, which checks the version of every stream that the decision looked at.
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

from domain.acting import Acting
from domain.deciding import Decision, Decisions
from domain.kernel import Command, Noun
from domain.looking import NOTHING_AHEAD, Key, Known, Looking, Missing, Stream, key_of
from domain.record import KeyReused, Outcome, Principal, Represented, Request
from domain.refusal import Refusal
from domain.rules.rulesets import Rulebook
from domain.words import TooLongInAll
from ops.application import RecordRegister
from ops.fingerprints import fingerprint, is_same
from ops.keys import Keyring
from ops.store.committer import LOST, Append, NewOpening, Pending, Verdict
from ops.store.vault import MissingKey, Vault
from ops.streams import Streams

READ_OUTCOME = "select thing, version, position, events, fingerprint from command where id = %b"
STALE_TRIES = 50
"""How often a command is decided again at once. After that it waits, as for a database that is away."""

MOST_BYTES = 65_535
"""What the log takes as one entry (ops/migrations/0001_log.sql)."""

PATIENCE = 60.0
"""Seconds for which a command waits out a database that is away, before its caller is told."""


class Stale(Exception):
    """A stream that the decision looked at has moved since: decide again."""


class NotTaken(psycopg.OperationalError):
    """The log takes nothing of a command, however often it is decided: as with a database whose clock is wrong."""


ANSWERS = (Refusal, Missing, MissingKey)
"""What deciding raises that is no fault: a caller is told, or reads what is missing."""


class Attempt(Pending):
    """Commands on their way into the log. They are decided in order, each on what the ones before it leave, and appended together
    or not at all."""

    def __init__(self, record: "SqlRecord", requests: Sequence[Request]) -> None:
        super().__init__()
        self._record, self._requests = record, requests
        self.whole = len(requests) > 1
        self.decisions: list[Decision] = []
        self.looked_at: list[Stream] = []

    def decide(self) -> Sequence[Append]:
        self.decisions, self.looked_at = [], []
        ahead: dict[Key, Known] = {}
        appends: list[Append] = []
        for request in self._requests:
            looking = Looking(self._record.streams.at_hand, ahead, assume_new=True)
            try:
                decision, append = self._record.decided(request, looking)
            finally:
                self.looked_at += looking.looked_at
            self.decisions.append(decision)
            appends.append(append)
            if self.whole:
                ahead.update(decision.states)
        return appends

    def settled(self, verdicts: Sequence[Verdict]) -> None:
        if all(verdict.outcome == "accepted" for verdict in verdicts):
            for decision in self.decisions:
                self._record.streams.remember(decision.states)

    def fail(self, error: BaseException) -> None:
        """What is an answer loses its traceback: that would refer to this attempt, which refers to the error, and a thousand
        callers who wait for the same stream would leave so many cycles behind."""
        super().fail(error.with_traceback(None) if isinstance(error, ANSWERS) else error)


class SqlRecord:
    """`domain.record.Record`, on PostgreSQL."""

    def __init__(
        self,
        application: RecordRegister,
        pool: AsyncConnectionPool[Any],
        keyring: Keyring,
        vault: Vault,
        rules: Rulebook,
    ) -> None:
        self._log, self._mapper = application.recorder, application.mapper
        self._pool, self._keyring, self._vault = pool, keyring, vault
        self._decisions = Decisions(Acting(keyring.pseudonym), rules, uuid7)
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
    ) -> Outcome:
        """See `domain.record.Record.execute`."""
        id = command_id or uuid7()
        request = Request(command, by, id, on_behalf_of, occurred_at, expected, cause, correlation)
        deadline, pause = None, 0.05
        while True:  # waits out a lost connection: what became of the command is known by its id
            try:
                return await self._execute(request)
            except LOST:
                now = asyncio.get_running_loop().time()
                deadline = deadline or now + PATIENCE
                if now + pause > deadline:
                    raise
                self.streams.forget()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)

    async def _execute(self, request: Request) -> Outcome:
        try:
            (verdict,) = await self._appended([request])
        except Refusal:
            if stored := await self._stored(request):  # what it is refused for may be its own work
                return stored
            raise
        repeated = verdict.outcome == "repeated"
        if repeated and not is_same(self._keyring, request, verdict.fingerprint):
            raise KeyReused
        return Outcome(verdict.thing, verdict.version, verdict.position, verdict.events, repeated)

    async def _stored(self, request: Request) -> Outcome | None:
        """The outcome of the same command, run before."""
        async with self._pool.connection() as db:
            row = await (await db.execute(READ_OUTCOME, [request.command_id])).fetchone()
        if row is None:
            return None
        thing, version, position, events, stored = row
        if not is_same(self._keyring, request, bytes(stored)):
            raise KeyReused
        return Outcome(thing, version, position, events, repeated=True)

    async def execute_whole(self, requests: Sequence[Request]) -> list[Outcome]:
        """Runs commands in order, each on what the ones before it leave, and appends all of it or nothing.

        Raises the first Refusal, KeyReused if one of them is in the log already. For imports: their rows must stand in the
        log in the order in which they happened.
        """
        verdicts = await self._appended(requests)
        if any(verdict.outcome == "repeated" for verdict in verdicts):
            raise KeyReused
        return [Outcome(v.thing, v.version, v.position, v.events) for v in verdicts]

    async def _appended(self, requests: Sequence[Request]) -> list[Verdict]:
        """The verdicts, none of them stale. Raises a Refusal once all that it looked at was read from the log."""
        read: set[Key] = set()
        stale = 0
        while True:
            attempt = Attempt(self, requests)
            try:
                verdicts = await self._log.submit(attempt)
                if not any(verdict.outcome == "stale" for verdict in verdicts):
                    return verdicts
                stale += 1
                if stale == STALE_TRIES:
                    raise NotTaken(f"stale {stale} times")
                await self._read(attempt.looked_at, read)
            except Missing as missing:
                await self._read(missing.streams, read)
            except MissingKey as missing:
                await self._vault.keys([missing.key], make=True)
            except Refusal:
                if not (cached := [stream for stream in attempt.looked_at if key_of(stream) not in read]):
                    raise
                await self._read(cached, read)

    async def _read(self, streams: Sequence[Stream], read: set[Key]) -> None:
        """Reads streams from the log into the cache."""
        read.update(await self.streams.read(streams))

    async def rehearse(self, requests: Sequence[Request], ahead: Mapping[Key, Known]) -> dict[Key, Known]:
        """What streams would come to if commands were run in order, on what `ahead` says and the log: nothing is appended.
        Raises the first Refusal."""
        states, read = dict(ahead), dict[Key, Known]()
        for request in requests:
            decision, _ = await self.prepared(request, read, states)
            states.update(decision.states)
        return states

    async def prepared(
        self, request: Request, read: dict[Key, Known], ahead: Mapping[Key, Known] = NOTHING_AHEAD
    ) -> tuple[Decision, Append]:
        """What a request comes to by the log, and what the log would be asked to take; it is not appended. `read` holds what was
        read of the log, and is added to. Raises a Refusal."""
        while True:
            try:
                return self.decided(request, Looking(read.get, ahead))
            except Missing as missing:
                read.update(await self.streams.read(missing.streams))
            except MissingKey as missing:
                await self._vault.keys([missing.key], make=True)

    def decided(self, request: Request, looking: Looking) -> tuple[Decision, Append]:
        """What a request comes to now, and what the log is to take. Raises a Refusal, Missing, MissingKey."""
        openings: list[NewOpening] = []
        decision = self._decisions.decide(request, datetime.now(UTC), looking, partial(self._vault.seal, openings))
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

    async def read(self, streams: Sequence[Stream]) -> dict[UUID, Known]:
        """What streams have come to, from the log."""
        found = await self.streams.read(streams)
        return {stream[1]: found[key_of(stream)] for stream in streams}

    def remembered(self, noun: Noun[Any], stream: UUID) -> Known | None:
        """What is cached of a stream, without reading."""
        return self.streams.at_hand(key_of((noun, stream)))
