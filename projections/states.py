"""What streams had come to at a position, by the rules themselves: read from the log, for what no row says."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from domain.events import decode
from domain.kernel import Decider
from projections.as_of import Fetch
from projections.sql import Queries

QUERIES = Queries(Path(__file__).with_suffix(".sql"))


async def states(fetch: Fetch, position: int, streams: Sequence[tuple[Decider[Any], UUID]]) -> list[Any]:
    """What each of some streams had come to at a position, in their order: a noun's first state, where it was not there."""
    if not streams:
        return []
    found = {(noun.name, stream): noun.initial for noun, stream in streams}
    nouns: dict[UUID, list[Decider[Any]]] = {}
    for noun, stream in streams:
        nouns.setdefault(stream, []).append(noun)
    rows = await fetch(QUERIES["entries"], {"streams": list(nouns), "position": position})
    for stream, written in rows:
        entry = decode(written)
        for noun in nouns[stream]:
            key = (noun.name, stream)
            found[key] = noun.evolve(found[key], entry)
    return [found[noun.name, stream] for noun, stream in streams]
