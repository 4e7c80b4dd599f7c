"""At which position a read is answered: named outright, as an instant of log time, as the day on which the ballots of an
imported consultation were cast; else where all read models stand.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.participation import withheld
from projections.participation.moment import moments
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__, withheld.QUERIES)
PATIENCE = 10.0
"""Seconds for which a read waits until the read models have reached what it asks for."""
SHORT = 2.0
"""Seconds, where an older answer is better than none."""
PAUSE = 0.02


def over(db: AsyncConnection[Any]) -> Fetch:
    """Runs queries over one connection."""

    async def fetch(query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        return await (await db.execute(query, parameters, binary=True)).fetchall()

    return fetch


class NotReached(Exception):
    """The record, or what is read of it, has not come as far as the position that was asked for."""


class Reached(msgspec.Struct, frozen=True):
    """How far all read models have come (-1: the record is empty), which rebuild they stem from, and the last position at
    which words were hidden, withdrawn or shown again, and at which words were erased (none can be yet: 0). What was answered
    before those may no longer be shown."""

    position: int
    build: int
    moderated: int
    erased: int = 0


async def reached(fetch: Fetch) -> Reached:
    """The position that all read models have reached."""
    (row,) = await fetch(QUERIES["reached"], {})
    return Reached(*row)


async def until(fetch: Fetch, position: int, patience: float = PATIENCE) -> Reached:
    """The position that all read models have reached, once it is `position` or more. Raises NotReached at once if the log
    itself is shorter, else when patience is over."""
    now = await reached(fetch)
    if now.position < position:
        ((last,),) = await fetch(QUERIES["last"], {})
        if last < position:
            raise NotReached(f"the record has no position {position}: its last is {last}")
    deadline = asyncio.get_running_loop().time() + patience
    while now.position < position:
        if asyncio.get_running_loop().time() > deadline:
            raise NotReached(f"the read models stand at position {now.position}: {position} is not there yet")
        await asyncio.sleep(PAUSE)
        now = await reached(fetch)
    return now


async def as_far(fetch: Fetch, position: int | None = None) -> Reached:
    """How far all read models have come, once that is `position`, or the end of the log if that comes first or none is given: so
    that whoever was just told of a position finds what stands there. If they take too long, as far as they are."""
    ((last,),) = await fetch(QUERIES["last"], {})
    try:
        return await until(fetch, last if position is None else min(position, last), SHORT)
    except NotReached:
        return await reached(fetch)


async def at_instant(fetch: Fetch, instant: datetime) -> int:
    """The last position whose log time is not after an instant; -1 before the first."""
    ((position,),) = await fetch(QUERIES["position_at"], {"instant": instant})
    return int(position)


async def when_cast(fetch: Fetch, consultation: UUID, instant: datetime) -> int | None:
    """The position at which an imported consultation stood at an instant of its own time; None if it is not imported."""
    ((position,),) = await fetch(moments.queries["position"], {"root": consultation, "instant": instant})
    return None if position is None else int(position)


async def log_time(fetch: Fetch, position: int) -> datetime:
    """The log time of a position; the beginning of time before the first."""
    rows = await fetch(QUERIES["log_time"], {"position": position})
    return rows[0][0] if rows else datetime.min.replace(tzinfo=UTC)
