"""Votes by many callers while every batch takes long: whether the record still takes what that allows.

A decision that waits for too long is refused by the log and taken again. If that happens to most of them, next to none is
kept, so the votes of so many seconds are counted, not the seconds of so many votes.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from psycopg import AsyncConnection

from ops.bench.figures import Case, Figure, Goal, Watch
from ops.bench.place import Place
from ops.bench.scene import CALLERS, Scene, cast, scene
from ops.store.committer import BATCH, Committer
from ops.wiring import Services, opened

DELAY = 0.2
"""Seconds that every batch takes besides what it takes anyway."""

GOALS = {
    "append_slow_database": Goal(
        f"commands by {CALLERS:,} callers at once, kept while every batch takes {1_000 * DELAY:.0f} ms more",
        f"what that allows: batches of {BATCH}, one after the other",
        "",
        "votes/s",
        0.8,
    )
}


class Delayed:
    """A connection on which every statement waits before it is sent."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def execute(self, *given: Any, **named: Any) -> Any:
        await asyncio.sleep(DELAY)
        return await self._connection.execute(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


async def measure(place: Place) -> Mapping[str, Figure]:
    seconds = place.size(20, 8)
    with place.empty() as settings:
        async with opened(settings) as register:
            stage = await scene(register, proposals=100, people=1_000)
            await stage.cast(register.record, 2_000)
            place.say(f"votes while every batch takes {1_000 * DELAY:.0f} ms more")
            found = await rate(stage, seconds)
    return {"append_slow_database": GOALS["append_slow_database"].figure(found, BATCH / DELAY, None)}


async def rate(stage: Scene, seconds: float) -> float:
    """Votes kept a second, over so many seconds. What is not decided by then is given up."""
    register = stage.register

    async def connect() -> Any:
        return Delayed(await register.database.connect())

    async with Committer(connect) as committer:
        votes, before = stage.next(round(2 * seconds * BATCH / DELAY)), await entries(register)
        with Watch() as watch, suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await cast(stage.record_on(committer), votes)
        return (await entries(register) - before) / watch.seconds


async def entries(register: Services) -> int:
    async with register.pool.connection() as db:
        ((next,),) = await (await db.execute("select next from head")).fetchall()
    return int(next)


CASE = Case(GOALS, measure)
