"""Lists of a consultation with many proposals against the same of one with few: a page costs what stands on it."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from functools import partial
from itertools import count, product
from uuid import UUID, uuid4

import msgspec

from domain.communities.community import community_id
from domain.participation.ballot import Cast
from domain.record import Account
from ops.bench.figures import Case, Figure, Goal, Watch, in_turns
from ops.bench.graphql import analyzed
from ops.bench.place import Place
from ops.bench.plan_questions import graphql
from ops.bench.processes import loaded, serving
from ops.bench.scene import CODE, Scene, Vote, cast, scene
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner

FEW, MANY, MANY_AT_FIRST = 500, 20_000, 4_000
VOTERS, VOTED = 5, 20
"""So many people vote on one proposal of so many."""

QUESTIONS = 10

GOALS = {
    "list_growth": Goal(
        "milliseconds of the newest 5, the newest 50 (without totalCount and with it) and what waits (GraphQL and page) at "
        f"{MANY:,} proposals of one consultation (with --quick: {MANY_AT_FIRST:,}), worked out anew; the one with the highest "
        "ratio",
        f"the same at {FEW:,}",
        "an answer of a bare ASGI app",
        "ms",
        1.5,
        at_least=False,
    )
}

NEWEST = """
query Newest($id: ID!, $atLeast: Position) {{
  consultation(id: $id, atLeast: $atLeast) {{
    proposals(first: {first}) {{ {total} nodes {{ id language moderation occurredAt tally {{ ballots }} }} }}
  }}
}}
"""
WAITING = """
query Waiting($id: ID!, $atLeast: Position) {{
  waiting(community: $id, first: {first}, atLeast: $atLeast) {{ {total} nodes {{ kind start due overdue }} }}
}}
"""

Question = Callable[[UUID, int], str]
"""A request about the consultation. Another number makes it another request with the same answer: nothing kept answers it."""


def newest(first: int, total: str, consultation: UUID, number: int) -> str:
    return graphql(NEWEST.format(first=first, total=total), {"id": consultation, "atLeast": number})


def waiting(first: int, total: str, consultation: UUID, number: int) -> str:
    return graphql(WAITING.format(first=first, total=total), {"id": community_id(CODE), "atLeast": number})


def page(consultation: UUID, number: int) -> str:
    return f"GET /waiting?community={CODE}&number={number} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n\r\n"


ASKED: Mapping[str, Question] = {
    **{
        f"newest {first} {total}".strip(): partial(newest, first, total)
        for first, total in product((5, 50), ("", "totalCount"))
    },
    **{f"waiting {total}".strip(): partial(waiting, 50, total) for total in ("", "totalCount")},
    "page of what waits": page,
}


class ListServer(msgspec.Struct, frozen=True):
    """A server on a record with a consultation."""

    port: int
    consultation: UUID
    entries: int


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, many = place.size(5, 3), place.size(MANY, MANY_AT_FIRST)
    if many != MANY:
        place.say(f"list_growth: {many:,} proposals, not {MANY:,}: for a first answer")
    async with AsyncExitStack() as stack:
        servers = []
        for proposals in (many, FEW):
            settings = stack.enter_context(place.empty())
            consultation, entries = await filled(place, settings, proposals)
            url, folder = str(settings.database_url), settings.data_dir
            port = await stack.enter_async_context(serving("product", url, folder))
            servers.append(ListServer(port, consultation, entries))
        bare = await stack.enter_async_context(serving("bare", url, folder))
        servers.append(msgspec.structs.replace(servers[1], port=bare))
        figures = []
        for name, question in ASKED.items():
            ways = (partial(milliseconds, server, question) for server in servers)
            figure = GOALS["list_growth"].figure(*await in_turns(rounds, *ways))
            place.say(f"{name}: {figure.ours:.1f} ms against {figure.against:.1f} ms")
            figures.append(figure)
    return {"list_growth": max(figures, key=lambda figure: figure.ratio or 0)}


async def filled(place: Place, settings: Settings, proposals: int) -> tuple[UUID, int]:
    """A record with so many proposals in one consultation, votes on some of them, all in the read models. Gives the
    consultation and how many entries there are."""
    place.say(f"a consultation with {proposals:,} proposals")
    async with opened(settings) as register:
        with Watch() as writing:
            stage = await scene(register, proposals=proposals, people=1)
            await cast(register.record, list(some_votes(stage)))
        runner = Runner(register.database, MODELS)
        with Watch() as keeping:
            await asyncio.to_thread(runner.catch_up)
        await asyncio.to_thread(analyzed, runner)
        ((entries,),) = runner.db.execute("select next from head").fetchall()
        runner.close()
    place.say(
        f"{entries:,} events by commands in {writing.seconds:.0f} s, in all read models in {keeping.seconds:.0f} s"
    )
    return stage.consultation, entries


def some_votes(stage: Scene) -> Iterator[Vote]:
    """Votes of some people on proposals from all over the list."""
    voters = [Account(uuid4()) for _ in range(VOTERS)]
    for proposal, voter in product(stage.proposals[::VOTED], voters):
        yield voter, Cast(stage.consultation, proposal, "agree"), uuid4()


_numbers = count()


async def milliseconds(server: ListServer, question: Question) -> float:
    """The quickest of some questions one after the other."""
    requests = [question(server.consultation, next(_numbers) % server.entries) for _ in range(QUESTIONS)]
    found = await loaded({"port": server.port, "connections": 1, "seconds": 60, "requests": requests, "warm": 2})
    if set(found["statuses"]) != {"200"}:
        raise RuntimeError(f"not all questions were answered: {found['statuses']}")
    return 1_000 * float(min(found["latencies"]))


CASE = Case(GOALS, measure)
