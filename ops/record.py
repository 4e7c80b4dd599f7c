"""How a command is run: load what it looks at, decide, seal, append; and again, on fresh state, if anything has moved.

What a stream has come to is remembered by version. A refusal from memory is never shown: it is decided again on what the
log says now, and what memory allows is held against the log by the append's checks.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg_pool import AsyncConnectionPool
from uuid_utils.compat import uuid7

from domain.events import DECIDERS, encode
from domain.kernel import (
    Act,
    Command,
    Decider,
    Elsewhere,
    Entry,
    Event,
    Organisation,
    Refusal,
)
from domain.record import KeyReused, Outcome, Principal, Represented, VersionMoved
from domain.rules.rulesets import Rulebook
from domain.words import TooLongInAll
from ops.acting import Acting
from ops.keys import Keyring
from ops.store.committer import LOST, Append, Committer, NewEvent, NewOpening
from ops.store.vault import Vault, key_of
from ops.streams import Key, Known, Looking, Stream, Streams

READ_OUTCOME = "select thing, version, position, events, fingerprint from command where id = %b"
IN_FLIGHT = 1_000
STALE_TRIES = 50
"""How often a command is decided again at once. After that it waits, as for a database that is away."""

MOST_BYTES = 65_535
"""What the log takes as one entry (ops/migrations/0001_log.sql)."""

PATIENCE = 60.0
"""Seconds for which a command waits out a database that is away, before its caller is told."""

_fingerprints = msgspec.json.Encoder(order="sorted")


class Stale(Exception):
    """Something that the decision looked at has moved since: decide again."""


class NotTaken(psycopg.OperationalError):
    """The log takes nothing of a command, however often it is decided: as with a database whose clock has gone astray."""


class Request(msgspec.Struct, frozen=True):
    """One command and all that comes with it: the arguments of `execute` as one thing."""

    command: Command
    by: Principal
    command_id: UUID
    on_behalf_of: Represented | None = None
    occurred_at: datetime | None = None
    expected: int | None = None
    cause: UUID | None = None
    correlation: UUID | None = None


class Decision(msgspec.Struct, frozen=True):
    append: Append
    states: dict[Key, Known]
    looked_at: list[Stream]


class SqlRecord:
    """`domain.record.Record`, on PostgreSQL."""

    def __init__(
        self, pool: AsyncConnectionPool[Any], committer: Committer, keyring: Keyring, vault: Vault, rules: Rulebook
    ) -> None:
        self._pool, self._committer, self._keyring, self._vault = pool, committer, keyring, vault
        self._rules, self._acting = rules, Acting(keyring)
        self._streams = Streams(pool)
        self._room = asyncio.Semaphore(IN_FLIGHT)

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
        async with self._room:
            return await self._patiently(request)

    async def _patiently(self, request: Request) -> Outcome:
        """Waits out a lost connection: what became of the command is known by its id."""
        deadline, pause = None, 0.05
        while True:
            try:
                return await self._until_it_holds(request)
            except LOST:
                now = asyncio.get_running_loop().time()
                deadline = deadline or now + PATIENCE
                if now + pause > deadline:
                    raise
                self._streams.forget()
                await asyncio.sleep(pause)
                pause = min(pause * 2, 2.0)

    async def _until_it_holds(self, request: Request) -> Outcome:
        fresh, stale = False, 0
        while True:
            try:
                decision = await self._decide(request, {}, fresh=fresh)
                return await self._commit(request, decision)
            except Stale:
                fresh, stale = True, stale + 1
                if stale == STALE_TRIES:
                    raise NotTaken(f"stale {stale} times") from None
            except Refusal:
                if fresh:
                    if stored := await self._stored(request):
                        return stored
                    raise
                fresh = True

    async def _stored(self, request: Request) -> Outcome | None:
        """The outcome of the same command, run before: what it was refused for now may be its own work."""
        async with self._pool.connection() as db:
            row = await (await db.execute(READ_OUTCOME, [request.command_id])).fetchone()
        if row is None:
            return None
        thing, version, position, events, fingerprint = row
        if bytes(fingerprint) != self._fingerprint(request):
            raise KeyReused
        return Outcome(thing, version, position, events, repeated=True)

    async def _commit(self, request: Request, decision: Decision) -> Outcome:
        verdict = await self._committer.commit(decision.append)
        match verdict.outcome:
            case "accepted":
                self._streams.remember(decision.states)
                return Outcome(verdict.thing, verdict.version, verdict.position, verdict.events)
            case "repeated" if verdict.fingerprint == decision.append.fingerprint:
                return Outcome(verdict.thing, verdict.version, verdict.position, verdict.events, repeated=True)
            case "repeated":
                raise KeyReused
        raise Stale

    async def execute_whole(self, requests: Sequence[Request]) -> list[Outcome]:
        """Runs commands in order, each on what the ones before it leave, and appends all of it or nothing.

        Raises the first Refusal, KeyReused if one of them is in the log already. For imports: their rows must stand in the
        log in the order in which they happened.
        """
        fresh = False
        for _ in range(STALE_TRIES):
            try:
                ahead: dict[Key, Known] = {}
                decisions = []
                for request in requests:
                    decision = await self._decide(request, ahead, fresh=fresh)
                    ahead.update(decision.states)
                    decisions.append(decision)
                verdicts = await self._committer.commit_whole([decision.append for decision in decisions])
            except Refusal:
                if fresh:
                    raise
                fresh = True
                continue
            if all(verdict.outcome == "accepted" for verdict in verdicts):
                self._streams.remember(ahead)
                return [Outcome(v.thing, v.version, v.position, v.events) for v in verdicts]
            if any(verdict.outcome == "repeated" for verdict in verdicts):
                raise KeyReused
            # Something has moved, or deciding took so long that its time was no longer the log's. All that was looked at is
            # read again in one query, so that this time it is quick.
            fresh = False
            self._streams.forget()
            await self._streams.read([look for decision in decisions for look in decision.looked_at])
        raise NotTaken(f"stale {STALE_TRIES} times")

    async def rehearse(self, requests: Sequence[Request], ahead: Mapping[Key, Known]) -> dict[Key, Known]:
        """What streams would come to if commands were run in order, on what `ahead` says and the log: nothing is appended.
        Raises the first Refusal."""
        states = dict(ahead)
        for request in requests:
            states.update((await self._decide(request, states, fresh=True)).states)
        return states

    async def _decide(self, request: Request, ahead: Mapping[Key, Known], *, fresh: bool) -> Decision:
        command = request.command
        decider = DECIDERS[type(command)]
        looking = Looking(self._streams, ahead, fresh)
        at = datetime.now(UTC)
        root = decider.root(command)
        occurred_at = request.occurred_at or at
        behalf = self._acting.represented(request.on_behalf_of, root)
        act = Act(self._acting.person(request.by, root), at, occurred_at, behalf, self._rules)

        around: dict[str, Any] = {}
        streams: dict[str, Stream] = {}
        while new := [look for look in decider.looks_at(command, act, around) if look[0] not in around]:
            seen = await looking.at([(noun, stream) for _, noun, stream in new])
            for (name, noun, stream), found in zip(new, seen, strict=True):
                around[name], streams[name] = found.state, (noun, stream)
        own = decider.stream(command, act)
        (itself,) = await looking.at([(decider, own)], creates=type(command).creates)
        if request.expected is not None and itself.version != request.expected:
            raise VersionMoved(version=itself.version)
        streams["itself"] = (decider, own)

        known = {**around, "itself": itself.state}
        community = decider.community(command, known)
        held_in = decider.held_in(command, known) if decider.held_in else community
        allowed = decider.may(command, known)
        actor = await self._acting.allowed(request.by, act.actor, allowed, held_in, looking)
        if actor is not act.actor:
            act = msgspec.structs.replace(act, actor=actor)
        if isinstance(act.on_behalf_of, Organisation):
            act = await self._acting.speaking(request.by, act, act.on_behalf_of, community, looking)
        act.must_be_entitled()

        events = decider.decide(command, itself.state, act, **around)
        return await self._written(request, act, root, community, events, streams, looking)

    async def _written(
        self,
        request: Request,
        act: Act,
        root: UUID,
        community: UUID,
        events: Sequence[Event | Elsewhere],
        streams: Mapping[str, Stream],
        looking: Looking,
    ) -> Decision:
        states: dict[Key, Known] = {}
        new: list[NewEvent] = []
        openings: list[NewOpening] = []
        cause = request.cause
        for decided in events:
            to = decided if isinstance(decided, Elsewhere) else Elsewhere("itself", decided)
            event = to.event
            noun, stream = streams[to.look]
            key = (noun.name, stream)
            version, state = states.get(key) or looking.seen[key]
            event_id = uuid7()
            event, words = await self._vault.seal(event, event_id, key_of(act.author, community))
            entry: Entry[Any] = Entry(
                actor=act.actor,
                command_id=request.command_id,
                community=to.community or community,
                correlation_id=request.correlation or request.command_id,
                data=event,
                event_id=event_id,
                occurred_at=act.occurred_at,
                recorded_at=act.at,
                root=to.root or root,
                stream=stream,
                version=version + 1,
                causation_id=cause,
                on_behalf_of=act.on_behalf_of,
            )
            cause = cause or event_id  # what follows from the same command follows from its first event
            states[key] = Known(version + 1, noun.evolve(state, entry))
            line = encode(entry)
            if len(line) > MOST_BYTES:
                raise TooLongInAll(most=MOST_BYTES)
            new.append(NewEvent(stream, version + 1, line))
            openings += words
        noun, own = streams["itself"]
        known = states.get((noun.name, own)) or looking.seen[noun.name, own]
        append = Append(
            own, known.version, act.at, looking.checks, new, openings, request.command_id, self._fingerprint(request)
        )
        return Decision(append, states, looking.looked_at)

    def _fingerprint(self, request: Request) -> bytes:
        command, by = type(request.command), type(request.by)
        names = (command.__module__, command.__qualname__, by.__qualname__)
        said = (names, request.command, request.by, request.on_behalf_of, request.occurred_at)
        return self._keyring.fingerprint(_fingerprints.encode(said))

    async def read(self, streams: Sequence[Stream]) -> dict[UUID, Known]:
        """What streams have come to, from the log."""
        return {stream: known for (_, stream), known in (await self._streams.read(streams)).items()}

    def remembered(self, noun: Decider[Any], stream: UUID) -> Known | None:
        """What a stream has come to as far as is known without reading."""
        return self._streams.remembered((noun.name, stream))
