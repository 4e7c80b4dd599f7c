"""The states of streams at a position, folded from the log by the rules, for facts that no row contains."""

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
    """The results of some functions that read streams as of a position. All streams that they miss are read in one query, then
    they are called again."""
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
    """The states of some streams at a position; the noun's initial state for an empty stream."""
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
