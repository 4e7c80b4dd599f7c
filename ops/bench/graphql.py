"""Reading fifty proposals with their tallies: from the cache, computed, and as SQL behind a bare app."""

import asyncio
from collections.abc import Mapping
from itertools import count, islice

from ops.bench.append_http import rate
from ops.bench.figures import Case, Figure, Goal, in_turns
from ops.bench.place import Place
from ops.bench.processes import serving
from ops.bench.questions import request
from ops.bench.scene import scene
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner

CONNECTIONS = 8
FLOOR = "an ASGI app that answers with a few bytes, whatever is asked"
GOALS = {
    "graphql_cached": Goal(
        "50 proposals with tally and totalCount, from the cache by position",
        "the same, computed",
        FLOOR,
        "requests/s",
        10,
    ),
    "graphql_uncached": Goal(
        "50 proposals with tally and totalCount, computed",
        "one SQL statement written by hand for this question, prepared, planned once, its JSON made by PostgreSQL, behind a "
        "bare ASGI app",
        FLOOR,
        "requests/s",
        0.55,
    ),
}


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, seconds = place.size(5, 3), place.size(4, 2)
    with place.empty() as settings:
        place.say("a consultation to read")
        async with opened(settings) as register:
            stage = await scene(register, proposals=150, people=100)
            await stage.cast(register.record, 15_000)
            runner = Runner(register.database, MODELS)
            await asyncio.to_thread(runner.catch_up)
            await asyncio.to_thread(analyzed, runner)
            runner.close()
        place.say("reading it: from the cache, computed, by SQL")
        url, folder, anew = str(settings.database_url), settings.data_dir, count()
        async with (
            serving("product", url, folder) as port,
            serving("sql", url, folder) as sql_port,
            serving("bare", url, folder) as bare_port,
        ):
            same = [request(stage.consultation)]

            async def cached() -> float:
                return await answers_per_second(port, seconds, same)

            async def uncached() -> float:
                others = [request(stage.consultation, variant=number) for number in islice(anew, 4_000 * seconds)]
                return await answers_per_second(port, seconds, others, again=False)

            async def by_sql() -> float:
                return await answers_per_second(sql_port, seconds, same)

            async def bare() -> float:
                return await answers_per_second(bare_port, seconds, same)

            kept, worked_out, sql, floor = await in_turns(rounds, cached, uncached, by_sql, bare)
    return {
        "graphql_cached": GOALS["graphql_cached"].figure(kept, worked_out, floor),
        "graphql_uncached": GOALS["graphql_uncached"].figure(worked_out, sql, floor),
    }


def analyzed(runner: Runner) -> None:
    runner.db.execute("analyze")


async def answers_per_second(port: int, seconds: float, requests: list[str], *, again: bool = True) -> float:
    return await rate(port, seconds, requests, 200, again=again, warm=CONNECTIONS, connections=CONNECTIONS)


CASE = Case(GOALS, measure)
