"""At which position a read is answered: named outright, or as an instant of log time; else where all read models stand. And for
answers by the facts: when a thing began, and how much about it was entered later.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from psycopg import AsyncConnection

from projections.participation import withheld
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import Fetch, filled, queries_of

QUERIES = queries_of(__file__, withheld.QUERIES)
PATIENCE = 10.0
"""Seconds for which a read waits until the read models have reached what it asks for."""
SHORT = 2.0
"""Seconds, where an older answer is better than none."""
PAUSE = 0.02
CLOCKS_DIFFER = timedelta(seconds=5)
"""By so much a client's clock may be ahead of the server's."""


def over(db: AsyncConnection[Any]) -> Fetch:
    """Runs queries over one connection."""

    async def fetch(query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        return await (await db.execute(query, parameters, binary=True)).fetchall()

    return fetch


class Ahead(Exception):
    """The moment that was asked for is in the future."""


async def past(fetch: Fetch, instant: datetime) -> datetime:
    """An instant that is not in the future, nor after the last entry's time, in UTC. Raises Ahead."""
    if instant > datetime.now(UTC) + CLOCKS_DIFFER:
        ((last,),) = await fetch(QUERIES["last_time"], {})
        if last is None or instant > last:
            raise Ahead(f"{instant.isoformat()} is in the future.")
    return instant.astimezone(UTC)


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


class Beginning(msgspec.Struct, frozen=True):
    """The instant at which a thing begins, by the clock that was asked about, and the position of its first entry."""

    instant: datetime
    position: int


async def beginning_after(
    fetch: Fetch, model: ReadModel[Any], thing: UUID, position: int, fact: datetime | None
) -> Beginning | None:
    """The beginning of a thing that begins after a position or, if given, after a time of the facts; None if it does not, or if
    the record does not know it."""
    query = filled(QUERIES["beginning"], {"table": model.table, "key": f'"{model.columns.names[0]}"'})
    for first, recorded, happened in await fetch(query, {"id": thing}):
        if fact is None and first > position:
            return Beginning(recorded, first)
        if fact is not None and happened is not None and happened > fact:
            return Beginning(happened, first)
    return None


async def time_zone_of(fetch: Fetch, thing: UUID | None) -> str | None:
    """The time zone of the community that a thing is of; None if there is no such thing, or none is named."""
    found = await fetch(QUERIES["time_zone_of"], {"thing": thing}) if thing else []
    return str(found[0][0]) if found else None


async def log_time(fetch: Fetch, position: int) -> datetime:
    """The log time of a position; the beginning of time before the first."""
    rows = await fetch(QUERIES["log_time"], {"position": position})
    return rows[0][0] if rows else datetime.min.replace(tzinfo=UTC)
