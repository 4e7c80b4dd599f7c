"""The cache of stream states, by noun and stream, filled from the log.

It is never invalidated: the append verifies every version that a decision read, and streams that it finds stale are read again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from domain.kernel import Noun
from domain.read_set import Key, Stream, StreamState, key_of

CACHED = 100_000
"""The most streams that are cached. A stream may be dropped once half as many others were used since its last use."""

ReadStreams = Callable[[Sequence[UUID]], Awaitable[Sequence[StoredEvent]]]
"""Reads the stored events of streams from the log, each stream's in order."""


class Streams:
    """Stream states: cached in two generations, read from the log in shared queries."""

    def __init__(self, read_streams: ReadStreams, mapper: Mapper[UUID]) -> None:
        self._read_streams, self._mapper = read_streams, mapper
        self._used: dict[Key, StreamState] = {}
        self._unused: dict[Key, StreamState] = {}
        self._requested: dict[Key, Stream] = {}
        self._reading: asyncio.Future[dict[Key, StreamState]] | None = None

    def cached(self, key: Key) -> StreamState | None:
        """A stream's state, if it is cached."""
        state = self._used.get(key)
        if state is None:
            state = self._unused.get(key)
            if state is not None:
                self._keep(key, state)
        return state

    def remember(self, states: Mapping[Key, StreamState]) -> None:
        """Caches states, unless newer ones of the same streams are cached."""
        for key, state in states.items():
            old = self.cached(key)
            if old is None or old.version < state.version:
                self._keep(key, state)

    def _keep(self, key: Key, state: StreamState) -> None:
        self._used[key] = state
        if len(self._used) > CACHED // 2:
            self._used, self._unused = {}, self._used

    def forget(self) -> None:
        """Empties the cache."""
        self._used, self._unused = {}, {}

    async def read(self, streams: Iterable[Stream]) -> dict[Key, StreamState]:
        """Reads streams from the log and caches them. Concurrent calls share one query. An empty stream is at version 0."""
        wanted = {key_of(stream): stream for stream in streams}
        if self._reading is None:
            self._reading = asyncio.ensure_future(self._read_requested())
        self._requested.update(wanted)
        states = await asyncio.shield(self._reading)  # a caller who is cancelled does not cancel the others' read
        return {key: states[key] for key in wanted}

    async def _read_requested(self) -> dict[Key, StreamState]:
        await asyncio.sleep(0)
        requested, self._requested, self._reading = self._requested, {}, None
        states = {key: StreamState(0, noun.initial) for key, (noun, _) in requested.items()}
        nouns: dict[UUID, list[Noun[Any]]] = {}
        for noun, stream in requested.values():
            nouns.setdefault(stream, []).append(noun)
        for stored in await self._read_streams(list(nouns)):
            entry: Any = self._mapper.to_domain_event(stored)
            for noun in nouns[entry.stream]:
                key = (noun.name, entry.stream.int)
                states[key] = StreamState(entry.version, noun.evolve(states[key].state, entry))
        self.remember(states)
        return states
