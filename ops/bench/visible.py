"""How long after a vote was acknowledged the read models show it, at half of the load that the server can bear."""

import asyncio
from bisect import bisect_right
from collections.abc import Mapping
from itertools import islice
from time import perf_counter
from typing import Any

from psycopg import AsyncConnection

from ops.bench.append_http import CONNECTIONS, rate
from ops.bench.figures import Case, Figure, Goal, percentile
from ops.bench.place import Place
from ops.bench.processes import loaded, serving
from ops.bench.scene import scene
from ops.bench.voters import tokens, votes
from ops.database import Database
from ops.wiring import opened

LOOK = 0.002
"""Seconds between two looks at how far the read models have come: no figure is finer than that."""

GOALS = {
    "append_to_read_model": Goal(
        "99th percentile of the time from the answer to a vote until all read models show it, at half the peak load",
        "",
        "99th percentile of one small commit, meanwhile",
        "ms",
        100,
        at_least=False,
        has_ratio=False,
    )
}


async def measure(place: Place) -> Mapping[str, Figure]:
    seconds, people, proposals = place.size(15, 5), place.size(600, 250), 150
    with place.empty() as settings:
        place.say("accounts, tokens, proposals")
        async with opened(settings) as register:
            stage = await scene(register, proposals=proposals, people=1)
            asked = iter(votes(stage.consultation, stage.proposals, await tokens(register.ports(), people)))
        async with serving("product", str(settings.database_url), settings.data_dir) as port:
            place.say("votes as fast as they are taken, then at half that rate")
            peak = await rate(port, 3, list(islice(asked, people * proposals // 3)), 201, warm=people)
            database = Database(settings)
            database.start()
            watching = asyncio.create_task(watched(database))
            plan = {
                "port": port,
                "connections": CONNECTIONS,
                "seconds": seconds,
                "rate": peak / 2,
                "requests": list(asked),
            }
            found = await loaded(plan)
            await asyncio.sleep(2)
            watching.cancel()
            seen, commits = await watching
    shown = [1_000 * late(position, answered, seen) for position, answered in found["positions"]]
    place.say(f"votes at {found['done'] / found['seconds']:.0f}/s: median {percentile(shown, 0.5):.1f} ms")
    figure = GOALS["append_to_read_model"].figure(percentile(shown, 0.99), None, 1_000 * percentile(commits, 0.99))
    return {"append_to_read_model": figure}


async def watched(database: Database) -> tuple[list[tuple[int, float]], list[float]]:
    """Until it is cancelled: how far the slowest read model had come, and when; and how long small commits take."""
    seen: list[tuple[int, float]] = []
    commits: list[float] = []
    async with (
        await database.connect() as db,
        await AsyncConnection.connect(database.owner_url, autocommit=True) as own,
    ):
        await own.execute("create table public.small (number bigint)")
        try:
            while True:
                row: Any = await (await db.execute("select min(next) from read_model")).fetchone()
                seen.append((row[0], perf_counter()))
                if len(seen) % 50 == 0:
                    asked = perf_counter()
                    await own.execute("insert into public.small values (1)")
                    commits.append(perf_counter() - asked)
                await asyncio.sleep(LOOK)
        except asyncio.CancelledError:
            return seen, commits


def late(position: int, answered: float, seen: list[tuple[int, float]]) -> float:
    """Seconds from an answer to the first look that found its position taken in."""
    place = bisect_right(seen, (position, float("inf")))
    if place == len(seen):
        raise RuntimeError(f"the read models have not come to position {position}")
    return max(seen[place][1] - answered, 0.0)


CASE = Case(GOALS, measure)
