"""A query as of a moment, on a long record and on a short one."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from statistics import median
from uuid import UUID

from ops.bench.figures import Case, Figure, Goal, in_turns
from ops.bench.place import Place
from ops.bench.processes import loaded, serving
from ops.bench.questions import request
from ops.bench.scene import scene
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner

SHORT, LONG, LONG_AT_FIRST = 30_000, 3_000_000, 300_000
QUESTIONS = 40

GOALS = {
    "as_of": Goal(
        f"milliseconds of GraphQL for 50 proposals with their tallies as of a moment, at {LONG:,} events "
        f"(with --quick: {LONG_AT_FIRST:,})",
        f"the same at {SHORT:,} events",
        "an answer of a bare ASGI app",
        "ms",
        1.3,
        at_least=False,
    )
}

# Written by the owner, not through the append function, which would take minutes: no command is measured here. Entries have a
# ballot's size, and a tally has a row for each of its ballots.
FILL = """
    with proposals as (
        select array_agg(id order by id) as ids, min(consultation::text)::uuid as consultation from views.proposal
    ),
    ballots as (
        select head.next + number as position, head.at + number * interval '1 millisecond' as at,
            ids[1 + number %% cardinality(ids)] as proposal, consultation,
            number / cardinality(ids) as before, cardinality(ids) as step, number
        from record.head, proposals, generate_series(0, %(count)s - 1) as number
    ),
    entries as (
        insert into record.log (position, at, stream, version, entry)
        select position, at, gen_random_uuid(), 1, convert_to(repeat(md5(number::text), 17), 'UTF8') from ballots
    )
    insert into views.tally (proposal, consultation, support, agree, disagree, undecided, since, until)
    select proposal, consultation, 0, 1 + before / 2, (before + 1) / 2, 0, position,
        case when number + step < %(count)s then position + step else 9223372036854775807 end
    from ballots
"""
MOVE = """
    update record.head set next = next + %(count)s, at = at + %(count)s * interval '1 millisecond';
    update views.read_model set next = next + %(count)s, last = null;
"""


async def measure(place: Place) -> Mapping[str, Figure]:
    rounds, longest = place.size(7, 5), place.size(LONG, LONG_AT_FIRST)
    if longest != LONG:
        place.say(f"as_of: {longest:,} events, not {LONG:,}: for a first answer")
    async with AsyncExitStack() as stack:
        ports, consultations = [], []
        for events in (longest, SHORT):
            place.say(f"a record of {events:,} events")
            settings = stack.enter_context(place.empty())
            consultations.append(await filled(settings, events))
            url, folder = str(settings.database_url), settings.data_dir
            ports.append(await stack.enter_async_context(serving("product", url, folder)))
        bare = await stack.enter_async_context(serving("bare", url, folder))
        place.say("reading as of moments all over them")
        found = await in_turns(
            rounds,
            lambda: milliseconds(ports[0], consultations[0], longest),
            lambda: milliseconds(ports[1], consultations[1], SHORT),
            lambda: milliseconds(bare, consultations[1], SHORT),
        )
    return {"as_of": GOALS["as_of"].figure(*found)}


async def filled(settings: Settings, events: int) -> UUID:
    """A record with so many ballots. Gives the consultation."""
    async with opened(settings) as register:
        stage = await scene(register, proposals=100, people=1)
        runner = Runner(register.database, MODELS)
        await asyncio.to_thread(runner.catch_up)
        runner.close()
        await asyncio.to_thread(fill, register.database.owner_url, events)
    return stage.consultation


def fill(url: str, events: int) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as db:
        db.execute("set jit = off")
        with db.transaction():
            db.execute(FILL, {"count": events})
            for statement in MOVE.strip().rstrip(";").split(";"):
                db.execute(statement, {"count": events})
        db.execute("vacuum analyze")


_turn = iter(range(10**9))


async def milliseconds(port: int, consultation: UUID, events: int) -> float:
    """The median of questions one after the other, each as of another moment of the last nine tenths of the record."""
    turn = next(_turn)
    moments = [events // 10 + (events * 9 // 10) * number // QUESTIONS + turn for number in range(QUESTIONS)]
    requests = [request(consultation, as_of=moment) for moment in moments]
    found = await loaded({"port": port, "connections": 1, "seconds": 60, "requests": requests, "warm": 5})
    if set(found["statuses"]) != {"200"}:
        raise RuntimeError(f"not all questions were answered: {found['statuses']}")
    return 1_000 * float(median(found["latencies"]))


CASE = Case(GOALS, measure)
