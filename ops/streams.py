"""What streams have come to: a cache by noun and stream, filled from the log.

The cache is never invalidated. The append verifies every version that a decision read; what it finds stale is read again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from domain.kernel import Noun
from domain.looking import Key, Known, Stream, key_of

CACHED = 100_000
"""How many streams are cached at most. What was not used while half as many others were, may be dropped."""

ReadStreams = Callable[[Sequence[UUID]], Awaitable[Sequence[StoredEvent]]]
"""Gives the stored events of some streams, each stream's in order."""


class Streams:
    def __init__(self, read_streams: ReadStreams, mapper: Mapper[UUID]) -> None:
        self._read_streams, self._mapper = read_streams, mapper
        self._used: dict[Key, Known] = {}
        self._unused: dict[Key, Known] = {}
        self._asked: dict[Key, Stream] = {}
        self._reading: asyncio.Future[dict[Key, Known]] | None = None

    def at_hand(self, key: Key) -> Known | None:
        """What is cached of a stream, or None."""
        known = self._used.get(key)
        if known is None:
            known = self._unused.get(key)
            if known is not None:
                self._keep(key, known)
        return known

    def remember(self, states: Mapping[Key, Known]) -> None:
        """Caches states, unless newer ones of the same streams are cached."""
        for key, known in states.items():
            old = self.at_hand(key)
            if old is None or old.version < known.version:
                self._keep(key, known)

    def _keep(self, key: Key, known: Known) -> None:
        self._used[key] = known
        if len(self._used) > CACHED // 2:
            self._used, self._unused = {}, self._used

    def forget(self) -> None:
        self._used, self._unused = {}, {}

    async def read(self, streams: Iterable[Stream]) -> dict[Key, Known]:
        """What streams have come to, from the log. Concurrent calls share one query."""
        wanted = {key_of(stream): stream for stream in streams}
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_asked())
        self._asked.update(wanted)
        found = await asyncio.shield(self._reading)  # a caller who is cancelled does not cancel the others' read
        return {key: found[key] for key in wanted}

    async def _read_asked(self) -> dict[Key, Known]:
        await asyncio.sleep(0)
        asked, self._asked, self._reading = self._asked, {}, None
        states = {key: Known(0, noun.initial) for key, (noun, _) in asked.items()}
        readers: dict[UUID, list[Noun[Any]]] = {}
        for noun, stream in asked.values():
            readers.setdefault(stream, []).append(noun)
        for stored in await self._read_streams(list(readers)):
            entry: Any = self._mapper.to_domain_event(stored)
            for noun in readers[entry.stream]:
                key = (noun.name, entry.stream.int)
                states[key] = Known(entry.version, noun.evolve(states[key].state, entry))
        self.remember(states)
        return states
