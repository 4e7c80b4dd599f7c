"""Plans among those of 227 other communities, against a record with the one plan: read now, and as of moments in the past."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from functools import partial
from itertools import count
from statistics import median

import msgspec

from ops.bench.figures import Case, Figure, Goal, Watch, in_turns
from ops.bench.place import Place
from ops.bench.plan_questions import Question, report, trail, view
from ops.bench.plan_record import Written, write
from ops.bench.processes import loaded, serving
from ops.demo.own_rules import OWN_RULES
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner

COMMUNITIES, YEARS = 228, 5
COMMUNITIES_AT_FIRST, YEARS_AT_FIRST = 60, 1
QUESTIONS = 20

AMONG = (
    f"among {COMMUNITIES} communities with a plan of 69 activities and {YEARS} years of changes each "
    f"(with --quick: {COMMUNITIES_AT_FIRST}, and {YEARS_AT_FIRST} year)"
)
ASKED: Mapping[str, tuple[str, Question]] = {
    "plan_view": ("a plan with its axes, projects and activities over GraphQL", view),
    "audit_trail": ("50 entries of a plan's audit trail over GraphQL, the newest and from the middle", trail),
    "accountability_report": ("a plan's accountability report as JSON", report),
}
GOALS = {
    name: Goal(
        f"milliseconds of {what}, {AMONG}; of now and moments in the past, the one with the higher ratio",
        "the same in a record with one of them",
        "an answer of a bare ASGI app",
        "ms",
        1.5,
        at_least=False,
    )
    for name, (what, _) in ASKED.items()
}


class PlanServer(msgspec.Struct, frozen=True):
    """A server on a record."""

    port: int
    record: Written


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, years = place.size(5, 3), place.size(YEARS, YEARS_AT_FIRST)
    many = place.size(COMMUNITIES, COMMUNITIES_AT_FIRST)
    if years != YEARS:
        place.say(f"plans: {many} communities and {years} year, not {COMMUNITIES} and {YEARS}: for a first answer")
    async with AsyncExitStack() as stack:
        servers = []
        for communities in (many, 1):
            settings = stack.enter_context(place.empty())
            written = await recorded(place, settings, communities, years)
            url, folder = str(settings.database_url), settings.data_dir
            servers.append(PlanServer(await stack.enter_async_context(serving("product", url, folder)), written))
        bare = await stack.enter_async_context(serving("bare", url, folder))
        servers.append(msgspec.structs.replace(servers[1], port=bare))
        return {name: await worse(place, name, servers, rounds) for name in ASKED}


async def recorded(place: Place, settings: Settings, communities: int, years: int) -> Written:
    """So many communities with their plans, written and taken into the read models. Says how long either took."""
    place.say(f"communities with a plan each: {communities}")
    async with opened(msgspec.structs.replace(settings, rules=(OWN_RULES,))) as register:
        with Watch() as writing:
            written = await write(register, communities, years, place.say)
        runner = Runner(register.database, MODELS)
        with Watch() as keeping:
            await asyncio.to_thread(runner.catch_up)
        runner.close()
        await asyncio.to_thread(analyzed, register.database.owner_url)
    events = written.events
    place.say(
        f"{events:,} events by commands in {writing.seconds:.0f} s ({events / writing.seconds:,.0f} a second), "
        f"in all read models in {keeping.seconds:.0f} s ({events / keeping.seconds:,.0f} a second)"
    )
    return written


def analyzed(url: str) -> None:
    """What a register's database has done by itself by then."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as db:
        db.execute("vacuum analyze")


async def worse(place: Place, name: str, servers: list[PlanServer], rounds: int) -> Figure:
    """Of now and the past, the one in which many communities cost more."""
    _, question = ASKED[name]
    figures = []
    for past in (False, True):
        ways = (partial(milliseconds, server, question, past=past) for server in servers)
        found = await in_turns(rounds, *ways)
        figure = GOALS[name].figure(*found)
        place.say(f"{name}, {'past' if past else 'now'}: {figure.ours:.1f} ms against {figure.against:.1f} ms")
        figures.append(figure)
    return max(figures, key=lambda figure: figure.ratio or 0)


_numbers = count()


async def milliseconds(server: PlanServer, question: Question, *, past: bool) -> float:
    """The median of questions one after the other, each about another plan; in the past each as of another moment of the
    years since the plans were adopted."""
    requests, record = [], server.record
    since = record.events - record.adopted
    for place in range(QUESTIONS):
        number = next(_numbers) % record.events
        as_of = record.adopted + since * place // QUESTIONS if past else None
        requests.append(question(record.plans[number * 17 % len(record.plans)], as_of, record.events, number))
    found = await loaded({"port": server.port, "connections": 1, "seconds": 60, "requests": requests, "warm": 3})
    if set(found["statuses"]) != {"200"}:
        raise RuntimeError(f"not all questions were answered: {found['statuses']}")
    return 1_000 * float(median(found["latencies"]))


CASE = Case(GOALS, measure)
