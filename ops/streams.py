"""What streams have come to: a cache by noun and stream, filled from the log.

The cache is never invalidated. The append verifies every version that a decision read; what it finds stale is read again.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from domain.events import decode
from domain.kernel import Noun
from domain.looking import Key, Known, Stream, key_of

READ_STREAMS = "select stream, version, entry from log where stream = any(%b) order by stream, version"
CACHED = 100_000


class Streams:
    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._cache: dict[Key, Known] = {}
        self._asked: dict[Key, Stream] = {}
        self._reading: asyncio.Future[dict[Key, Known]] | None = None
        self.at_hand = self._cache.get
        """What is cached of a stream, or None."""

    def remember(self, states: Mapping[Key, Known]) -> None:
        """Caches states, unless newer ones of the same streams are cached."""
        cache = self._cache
        for key, known in states.items():
            old = cache.pop(key, None)  # so that what was used last is dropped last
            cache[key] = known if old is None or old[0] <= known[0] else old
        while len(cache) > CACHED:
            del cache[next(iter(cache))]

    def forget(self) -> None:
        self._cache.clear()

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
        async with self._pool.connection() as db:
            cursor = await db.execute(READ_STREAMS, [list(readers)], binary=True)
            async for stream, version, line in cursor:
                entry = decode(line)
                for noun in readers[stream]:
                    key = (noun.name, stream.int)
                    states[key] = Known(version, noun.evolve(states[key].state, entry))
        self.remember(states)
        return states
