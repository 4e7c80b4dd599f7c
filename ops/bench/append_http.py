"""Votes over HTTP, authenticated, against the same route on the stock library."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ops.bench.figures import Case, Figure, Goal, in_turns
from ops.bench.place import Place
from ops.bench.processes import loaded, serving
from ops.bench.scene import scene
from ops.bench.stock import StockVotes, environment
from ops.bench.voters import tokens, votes
from ops.settings import Settings
from ops.wiring import opened

CONNECTIONS = 64
GOALS = {
    "append_http": Goal(
        f"votes accepted durably over HTTP, {CONNECTIONS} connections: authenticated, rules checked",
        "the same route with FastAPI on the stock library's Application.save and PostgreSQL recorder",
        "an ASGI app that answers with the same bytes, whatever is asked",
        "votes/s",
        6,
    )
}


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, seconds, people = place.size(3, 2), place.size(6, 3), place.size(600, 250)
    proposals = 150
    with place.empty() as ours, place.empty() as stock:
        place.say("accounts, tokens, proposals")
        async with opened(ours) as register:
            stage = await scene(register, proposals=proposals, people=1)
            asked = iter(votes(stage.consultation, stage.proposals, await tokens(register.ports(), people)))
        stock_asked = iter(votes(*await stock_scene(stock, proposals), await stock_tokens(stock, people)))
        place.say("votes over HTTP: ours, the stock library, a bare server")
        async with (
            serving("product", str(ours.database_url), ours.data_dir) as our_port,
            serving("stock", str(stock.database_url), stock.data_dir) as stock_port,
            serving("bare", str(ours.database_url), ours.data_dir) as bare_port,
        ):
            many, few = people * proposals // rounds, people * proposals // rounds // 6

            async def by_ours() -> float:
                return await rate(our_port, seconds, take(asked, many), 201, warm=people)

            async def by_stock() -> float:
                return await rate(stock_port, seconds, take(stock_asked, few), 201, warm=people)

            async def by_bare() -> float:
                return await rate(
                    bare_port, 2, take(iter(votes(UUID(int=0), [UUID(int=0)], ["-"] * 10)), 10), 200, again=True
                )

            found = await in_turns(rounds, by_ours, by_stock, by_bare)
    return {"append_http": GOALS["append_http"].figure(*found)}


async def stock_scene(settings: Settings, proposals: int) -> tuple[UUID, list[UUID]]:
    app = StockVotes(env=environment(str(settings.database_url)))
    try:
        return app.open(proposals)
    finally:
        app.close()


async def stock_tokens(settings: Settings, people: int) -> list[str]:
    async with opened(settings) as register:
        return await tokens(register.ports(), people)


def take(requests: Any, count: int) -> list[str]:
    return [request for request, _ in zip(requests, range(count), strict=False)]


async def rate(
    port: int,
    seconds: float,
    requests: list[str],
    expected: int,
    *,
    again: bool = False,
    warm: int = 0,
    connections: int = CONNECTIONS,
) -> float:
    """Requests answered a second. Any other answer than the expected one is an error of the benchmark."""
    found = await loaded(
        {
            "port": port,
            "connections": connections,
            "seconds": seconds,
            "requests": requests,
            "again": again,
            "warm": warm,
        }
    )
    if set(found["statuses"]) != {str(expected)}:
        raise RuntimeError(f"not all requests were answered with {expected}: {found['statuses']}")
    return float(found["done"] / found["seconds"])


CASE = Case(GOALS, measure)
