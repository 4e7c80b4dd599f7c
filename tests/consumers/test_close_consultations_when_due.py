"""The closing clock on the real log: it closes what is due, once, under its own name, and nothing else."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from consumers.clocks.close_consultations_when_due import close_consultations_when_due, close_those_due, due
from domain.communities import community, office
from domain.kernel import System
from domain.participation import consultation
from domain.participation.consultation import BadWindow, ConsultationClosed
from domain.record import Account
from domain.registry import decode
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.following import Following
from projections.toolkit.runner import Runner

pytestmark = pytest.mark.anyio

COMMUNITY = community.community_id("01.001")
OFFICER = Account(uuid4())


@pytest.fixture
async def runner(register: Services) -> AsyncIterator[Runner]:
    """A community with an officer; what keeps the read models, moved by hand."""
    operator = System("operator")
    holder = register.keyring.pseudonym(COMMUNITY, OFFICER.person.bytes)
    await register.record.execute(community.Register("01.001", {"ar": "جماعة"}), by=operator)
    await register.record.execute(office.Grant(COMMUNITY, holder, "focal_point"), by=operator)
    runner = Runner(register.database, MODELS)
    await asyncio.to_thread(runner.catch_up)
    yield runner
    runner.close()


async def opened(register: Services, closes: datetime) -> UUID:
    id = uuid4()
    opening = consultation.Open(COMMUNITY, id, {"fr": "Les places"}, {}, datetime.now(UTC), closes)
    await register.record.execute(opening, by=OFFICER)
    return id


async def opened_for_a_moment(register: Services) -> tuple[UUID, datetime]:
    """A consultation that is soon due, and when: the moment is made longer where the machine is too slow for it."""
    moment = timedelta(seconds=0.3)
    while True:
        closes = datetime.now(UTC) + moment
        try:
            return await opened(register, closes), closes
        except BadWindow:
            moment *= 2


async def past(instant: datetime) -> None:
    await asyncio.sleep(max((instant - datetime.now(UTC)).total_seconds(), 0) + 0.01)


async def test_it_closes_what_is_due_once_and_in_its_own_name(register: Services, runner: Runner) -> None:
    closing, closes = await opened_for_a_moment(register)
    open_still = await opened(register, closes + timedelta(days=1))
    await asyncio.to_thread(runner.catch_up)
    assert await close_those_due(register.record, register.pool, closes - timedelta(microseconds=1)) == []
    await past(closes)
    assert await close_those_due(register.record, register.pool, closes) == [closing]
    await close_those_due(register.record, register.pool, closes)  # the read model has not moved: it asks again
    async with register.pool.connection() as db:
        rows = await (await db.execute("select stream, entry from log where version = 2 order by position")).fetchall()
    ends = [decode(entry) for stream, entry in rows if stream in {closing, open_still}]
    assert [(entry.stream, entry.actor, entry.data) for entry in ends] == [
        (closing, System("closing-clock"), ConsultationClosed(closes))
    ]


async def test_what_was_extended_meanwhile_stays_open(register: Services, runner: Runner) -> None:
    closes = datetime.now(UTC) + timedelta(hours=1)
    id = await opened(register, closes)
    await asyncio.to_thread(runner.catch_up)
    await register.record.execute(consultation.Extend(id, closes + timedelta(days=1)), by=OFFICER)
    assert await due(register.pool, closes) == [id]
    assert await close_those_due(register.record, register.pool, closes) == []


async def test_it_goes_on_by_itself(register: Services, runner: Runner) -> None:
    following = Following(register.database, MODELS)
    following.start()
    clock = asyncio.create_task(close_consultations_when_due(register.record, register.pool))
    try:
        id, _ = await opened_for_a_moment(register)
        async with asyncio.timeout(60):
            while not await closed(register, id):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        clock.cancel()
        await asyncio.to_thread(following.end)


async def closed(register: Services, id: UUID) -> bool:
    async with register.pool.connection() as db:
        found = "select 1 from consultation where id = %s and closed and until = %s"
        return await (await db.execute(found, [id, 2**63 - 1])).fetchone() is not None
