"""Votes over HTTP while others ask for more than they should: each attack by itself, against none."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from itertools import count, islice
from statistics import median
from uuid import UUID, uuid4

import msgspec
from graphql import get_introspection_query

from ops.bench.append_http import CONNECTIONS, rate, take
from ops.bench.figures import Case, Figure, Goal
from ops.bench.place import Place
from ops.bench.processes import loaded, serving
from ops.bench.scene import scene
from ops.bench.voters import tokens, votes
from ops.wiring import opened

ATTACKERS = 32
"""Connections of an attack, all from one address."""

GOALS = {
    "votes_under_attack": Goal(
        f"votes over HTTP, {CONNECTIONS} connections, during the worst of these attacks by {ATTACKERS} connections: "
        "introspection, large documents, filtered audit trails, unfinished requests",
        "the same while nothing else is asked",
        "",
        "votes/s",
        0.7,
    )
}

WIDE = "fragment F on __Schema { types { name description fields { name args { name } } } }"


def introspection(number: int) -> str:
    roots = " ".join(f"a{n}: __schema {{ ...F }}" for n in range(10))
    return graphql(f"{{ {roots} }} {WIDE} # {number}")


def standard(number: int) -> str:
    return graphql(f"{get_introspection_query()} # {number}")


def large(number: int) -> str:
    return graphql("{ " + " ".join(f'node(id: "{uuid4()}") {{ id }}' for _ in range(190)) + f" }} # {number}")


def trail_of(community: UUID) -> Iterator[str]:
    for number in count():
        names = '["participation.BallotCast", "participation.ProposalSubmitted"]'
        yield graphql(
            f'{{ audit(subject: "{community}", events: {names}) {{ totalCount nodes {{ id }} }} }} # {number}'
        )


def graphql(document: str) -> str:
    body = msgspec.json.encode({"query": document}).decode()
    return (
        "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    )


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, seconds, people, proposals = place.size(3, 1), place.size(5, 3), place.size(600, 300), 150
    with place.empty() as settings:
        place.say("accounts, tokens, proposals")
        async with opened(settings) as register:
            stage = await scene(register, proposals=proposals, people=1)
            asked = iter(votes(stage.consultation, stage.proposals, await tokens(register.ports(), people)))
        attacks: dict[str, Iterator[str]] = {
            "introspection with aliases": map(introspection, count()),
            "introspection as tools send it": map(standard, count()),
            "large documents": map(large, count()),
            "filtered audit trails": trail_of(stage.consultation),
        }
        async with serving("product", str(settings.database_url), settings.data_dir) as port:
            many = people * proposals // (rounds * (len(attacks) + 2))

            async def voting() -> float:
                return await rate(port, seconds, take(asked, many), 201, warm=CONNECTIONS)

            alone = [await voting() for _ in range(rounds)]
            during: dict[str, list[float]] = {}
            for name, requests in attacks.items():
                for _ in range(rounds):
                    async with attacking(place, port, seconds, list(islice(requests, 2_000))):
                        during.setdefault(name, []).append(await voting())
            async with unfinished(port):
                during["unfinished requests"] = [await voting() for _ in range(rounds)]
    for name, found in during.items():
        place.say(f"votes during {name}: {median(found):,.0f}/s")
    worst = min(median(found) for found in during.values())
    return {"votes_under_attack": GOALS["votes_under_attack"].figure(worst, median(alone), None)}


@asynccontextmanager
async def attacking(place: Place, port: int, seconds: float, requests: list[str]) -> AsyncIterator[None]:
    """Sends requests as fast as they are answered, whatever the answer."""
    plan = {"port": port, "connections": ATTACKERS, "seconds": seconds + 2, "requests": requests, "again": True}
    going = asyncio.create_task(loaded(plan))
    await asyncio.sleep(1)  # its process starts
    yield
    found = await going
    place.say(f"attacks answered: {found['done'] / found['seconds']:.0f}/s with {found['statuses']}")


@asynccontextmanager
async def unfinished(port: int) -> AsyncIterator[None]:
    """Connections on which a request was begun and never goes on."""
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(20 * ATTACKERS)]
    for _, writer in connections:
        writer.write(b"GET / HTTP/1.1\r\nHost: 127.0")
    try:
        yield
    finally:
        for _, writer in connections:
            writer.close()


CASE = Case(GOALS, measure)
