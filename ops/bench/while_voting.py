"""Readers of one question that all ask, while votes arrive that change its answer; and while none do."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from itertools import islice

from ops.bench.figures import Case, Figure, Goal, in_turns
from ops.bench.graphql import CONNECTIONS, FLOOR, answers_per_second
from ops.bench.place import Place
from ops.bench.processes import loaded, serving
from ops.bench.questions import request
from ops.bench.scene import scene
from ops.bench.voters import tokens, votes
from ops.wiring import opened

ARRIVING = 200
"""Votes a second, on proposals of the consultation that is read."""

GOALS = {
    "graphql_while_voting": Goal(
        f"50 proposals with tally and totalCount, asked by {CONNECTIONS} readers while {ARRIVING} votes a second arrive",
        "the same while none arrive",
        FLOOR,
        "requests/s",
        0.7,
    )
}


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, seconds, people, proposals = place.size(5, 3), place.size(5, 3), 100, 150
    with place.empty() as settings:
        place.say("a consultation to read, and people who vote")
        async with opened(settings) as register:
            stage = await scene(register, proposals=proposals, people=20)
            await stage.cast(register.record, 20 * proposals)
            arriving = iter(votes(stage.consultation, stage.proposals, await tokens(register.ports(), people)))
        url, folder, same = str(settings.database_url), settings.data_dir, [request(stage.consultation)]
        async with serving("product", url, folder) as port, serving("bare", url, folder) as bare_port:
            place.say(f"reading it while {ARRIVING} votes a second arrive, and while none do")

            async def while_voting() -> float:
                some = list(islice(arriving, ARRIVING * (seconds + 2)))
                async with voting(place, port, some, seconds + 1):
                    return await answers_per_second(port, seconds, same)

            async def alone() -> float:
                return await answers_per_second(port, seconds, same)

            async def bare() -> float:
                return await answers_per_second(bare_port, seconds, same)

            found = await in_turns(rounds, while_voting, alone, bare)
    return {"graphql_while_voting": GOALS["graphql_while_voting"].figure(*found)}


@asynccontextmanager
async def voting(place: Place, port: int, requests: list[str], seconds: float) -> AsyncIterator[None]:
    """Votes, each sent when it is due whether or not those before it are answered. Says how many were accepted."""
    plan = {"port": port, "connections": ARRIVING, "seconds": seconds, "rate": ARRIVING, "requests": requests}
    going = asyncio.create_task(loaded(plan))
    await asyncio.sleep(0.5)  # their process starts
    yield
    found = await going
    if set(found["statuses"]) != {"201"}:
        raise RuntimeError(f"not all votes were accepted: {found['statuses']}")
    place.say(f"votes accepted: {found['done'] / found['seconds']:.0f}/s")


CASE = Case(GOALS, measure)
