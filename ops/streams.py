"""What streams have come to: remembered by version, or read from the log.

Nobody tells memory of changes. What it allows is held against the log by the append's checks; what it refuses is read again.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from domain.events import decode
from domain.kernel import Decider

READ_STREAMS = "select stream, version, entry from log where stream = any(%b) order by stream, version"
REMEMBERED = 100_000

Stream = tuple[Decider[Any], UUID]
"""Whose rules, and which stream."""

Key = tuple[str, UUID]
"""The noun's name, and the stream: one noun's id given for another's finds nothing, and spoils nothing that is known."""


class Known(NamedTuple):
    """What a stream has come to, by a noun's rules."""

    version: int
    state: Any


class Streams:
    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._memory: dict[Key, Known] = {}
        self._asked: dict[Key, Decider[Any]] = {}
        self._reading: asyncio.Future[dict[Key, Known]] | None = None

    def remembered(self, key: Key) -> Known | None:
        return self._memory.get(key)

    def remember(self, states: Mapping[Key, Known]) -> None:
        for key, known in states.items():
            old = self._memory.pop(key, None)
            self._memory[key] = known if old is None or old.version <= known.version else old
        while len(self._memory) > REMEMBERED:
            del self._memory[next(iter(self._memory))]

    def forget(self) -> None:
        self._memory.clear()

    async def read(self, streams: Iterable[Stream]) -> dict[Key, Known]:
        """What streams have come to, from the log. Concurrent calls share one query."""
        wanted = {(noun.name, stream): noun for noun, stream in streams}
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_asked())
        self._asked.update(wanted)
        found = await asyncio.shield(self._reading)  # a caller who goes away takes nobody's answer with it
        return {key: found[key] for key in wanted}

    async def _read_asked(self) -> dict[Key, Known]:
        await asyncio.sleep(0)
        asked, self._asked, self._reading = self._asked, {}, None
        states = {key: Known(0, noun.initial) for key, noun in asked.items()}
        readers: dict[UUID, list[Decider[Any]]] = {}
        for (_, stream), noun in asked.items():
            readers.setdefault(stream, []).append(noun)
        async with self._pool.connection() as db:
            cursor = await db.execute(READ_STREAMS, [list(readers)], binary=True)
            async for stream, version, line in cursor:
                entry = decode(line)
                for noun in readers[stream]:
                    key = (noun.name, stream)
                    states[key] = Known(version, noun.evolve(states[key].state, entry))
        self.remember(states)
        return states


class Looking:
    """What one decision has looked at: streams by version, each to be checked again on append.

    `ahead` is what the commands before it will have come to; `fresh` says to read everything else from the log.
    """

    def __init__(self, streams: Streams, ahead: Mapping[Key, Known], fresh: bool) -> None:
        self._streams, self._ahead, self._fresh = streams, ahead, fresh
        self.seen: dict[Key, Known] = {}
        self.checks: dict[UUID, int] = {}
        self.looked_at: list[Stream] = []

    async def at(self, looks: Sequence[Stream], *, creates: bool = False) -> list[Known]:
        """What each stream has come to. `creates`: the stream is new as a rule; it is not read unless that proved wrong."""
        self.looked_at += looks
        missing: list[Stream] = []
        keys: list[Key] = []
        for noun, stream in looks:
            key = (noun.name, stream)
            keys.append(key)
            known = self._ahead.get(key)
            if known is None:
                if not self._fresh:
                    known = self._streams.remembered(key) or (Known(0, noun.initial) if creates else None)
                if known is None:
                    missing.append((noun, stream))
                    continue
                self.checks[stream] = known.version
            self.seen[key] = known
        if missing:
            for key, known in (await self._streams.read(missing)).items():
                self.seen[key] = known
                self.checks[key[1]] = known.version
        return [self.seen[key] for key in keys]
