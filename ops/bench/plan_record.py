"""A record of many communities with a plan each, or of one: month by month, as it would have come in."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

import msgspec

from domain.decisions.subjects import PlanVersion
from domain.plans.plan import plans
from domain.record import Request
from ops.bench.plan_council import Council
from ops.bench.plan_scene import START, PlanningCommunity
from ops.demo.region.drafting import months_on
from ops.wiring import Services

TOGETHER = 100
"""Commands that are appended as a whole, at least: then the log is not what takes the time."""

AT_ONCE = 2
"""Such wholes on their way: one is decided while another one is being appended."""

Chapter = Callable[[PlanningCommunity, Council], Iterator[Request]]


class Written(msgspec.Struct, frozen=True):
    """The plans of a record, the number of its events, and how many of these there were when all plans were adopted."""

    plans: Sequence[UUID]
    events: int
    adopted: int


async def write(register: Services, communities: int, years: int, say: Callable[[str], None]) -> Written:
    """Writes the history of so many communities into an empty record. The council's session is in the middle, in October."""
    cast = [PlanningCommunity(number, register.keyring) for number in range(communities)]
    told = [(community, Council(community)) for community in cast]
    months, amended = 12 * years, 12 * ((years + 1) // 2)
    session = months_on(amended, START).replace(day=5)

    async def all_tell(chapter: Chapter) -> None:
        await in_wholes(register, ((one[0], chapter(*one)) for one in told))

    await all_tell(lambda community, council: chain(community.founded(), council.seated(), community.drafted()))
    await all_tell(lambda community, council: chain(community.consulted(), community.adopted()))
    adopted = await entries(register)
    for month in range(1, months + 1):
        await all_tell(lambda community, council, month=month: community.month(month))  # type: ignore[misc]
        if month == amended:
            await all_tell(lambda community, council: council.redrafted(session))
            await all_tell(await decided(register, cast, session))
        if month % 12 == 0:
            say(f"year {month // 12} of {years}")
    await all_tell(lambda community, council: community.assessed(months_on(months, START)))
    return Written([community.plan for community in cast], await entries(register), adopted)


async def entries(register: Services) -> int:
    async with register.pool.connection() as db:
        ((number,),) = await (await db.execute("select next from head")).fetchall()
    return int(number)


async def decided(register: Services, cast: Sequence[PlanningCommunity], on: date) -> Chapter:
    """Each council's session, on the last version of its plan."""
    versions = await latest(register, [community.plan for community in cast])
    return lambda community, council: council.decided(versions[community.plan], on)


async def latest(register: Services, ids: Sequence[UUID]) -> Mapping[UUID, PlanVersion]:
    """The last published versions of plans."""
    found = await register.record.read([(plans, id) for id in ids])
    versions = {id: known.state.latest for id, known in found.items()}
    return {id: PlanVersion(id, version.number, version.sha256) for id, version in versions.items()}


Part = tuple[PlanningCommunity, Iterator[Request]]


async def in_wholes(register: Services, parts: Iterator[Part]) -> None:
    """Runs what several communities ask for, some communities to a whole; each community's requests in their order."""

    async def some() -> None:
        while whole := gathered(parts):
            communities, requests = whole
            await recalled(register, communities)
            await register.record.execute_atomically(requests)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def recalled(register: Services, communities: Sequence[PlanningCommunity]) -> None:
    """Reads in one query what the record has forgotten, as it does when a machine that is busy with other things keeps a whole
    waiting for a second: one by one, command by command, the next one would wait longer still."""
    streams = [stream for community in communities for stream in community.streams()]
    forgotten = [(noun, stream) for noun, stream in streams if register.record.cached(noun, stream) is None]
    if forgotten:
        await register.record.read(forgotten)


def gathered(parts: Iterator[Part]) -> tuple[list[PlanningCommunity], list[Request]] | None:
    """The next few communities and all that they ask for; None when there are no more."""
    communities: list[PlanningCommunity] = []
    whole: list[Request] = []
    while len(whole) < TOGETHER and (part := next(parts, None)) is not None:
        communities.append(part[0])
        whole += part[1]
    return (communities, whole) if communities else None
