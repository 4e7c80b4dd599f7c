"""What streams had come to at a position, by the rules themselves: read from the log, for what no row says."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from domain.kernel import Noun
from domain.read_set import Key, Missing, ReadSet, Stream, StreamState, key_of
from domain.registry import decode
from projections.toolkit.facts import instant_of
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__)

T = TypeVar("T")


async def looked_up(fetch: Fetch, position: int, works: Sequence[Callable[[ReadSet], T]]) -> list[T]:
    """What each of some functions gives, which look at streams as they stood at a position. What all of them miss is read in one
    query, then they are called again."""
    known: dict[Key, StreamState] = {}
    while True:
        results: list[T] = []
        missing: dict[Key, Stream] = {}
        for work in works:
            try:
                results.append(work(ReadSet(known.get)))
            except Missing as missed:
                missing.update((key_of(stream), stream) for stream in missed.streams)
        if not missing:
            return results
        known.update(await states(fetch, position, list(missing.values())))


async def states(fetch: Fetch, position: int, streams: Sequence[Stream]) -> dict[Key, StreamState]:
    """What some streams had come to at a position: a noun's first state, where one was not there."""
    found = {key_of(stream): StreamState(0, stream[0].initial) for stream in streams}
    nouns: dict[UUID, list[Noun[Any]]] = {}
    for noun, stream in streams:
        nouns.setdefault(stream, []).append(noun)
    fact = instant_of(fetch)
    rows = await fetch(QUERIES["entries"], {"streams": list(nouns), "position": position})
    for stream, written in rows:
        entry = decode(written)
        if fact is not None and entry.fact_time > fact:
            continue
        for noun in nouns[stream]:
            key = (noun.name, stream.int)
            found[key] = StreamState(entry.version, noun.evolve(found[key].state, entry))
    return found
