"""The overdue clock on the real log: it reminds of what is late, once for each last day, under its own name."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from consumers.clocks.remind_when_overdue import late, remind_of_those_late, remind_when_overdue
from domain.communities import community
from domain.kernel import System
from domain.plans.activity_events import ActivityReminderSent
from domain.plans.implementation import ChangeStatus, Reschedule
from domain.plans.plan import ClosePlan
from domain.registry import decode
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.following import Following
from projections.toolkit.runner import Runner
from tests.kit.imported_plan import DAY, OPERATOR, Planned, today

pytestmark = pytest.mark.anyio

WHY = {"fr": "La nappe est basse"}


@pytest.fixture
async def plan(register: Services) -> Planned:
    await register.record.execute(community.Register("01.001", {"ar": "جماعة"}), by=OPERATOR)
    return await Planned(register, "01.001").opened()


@pytest.fixture
async def runner(register: Services) -> AsyncIterator[Runner]:
    """What keeps the read models, moved by hand."""
    runner = Runner(register.database, MODELS)
    yield runner
    runner.close()


async def remind(plan: Planned, runner: Runner, now: datetime | None = None) -> list[UUID]:
    await asyncio.to_thread(runner.catch_up)
    return await remind_of_those_late(plan.register.record, plan.register.pool, now or datetime.now(UTC))


async def reminders(register: Services) -> list[tuple[UUID, Any, Any]]:
    async with register.pool.connection() as db:
        rows = await (await db.execute("select stream, entry from log order by position")).fetchall()
    found = [(stream, decode(entry)) for stream, entry in rows]
    return [
        (stream, entry.actor, entry.data) for stream, entry in found if isinstance(entry.data, ActivityReminderSent)
    ]


async def test_it_reminds_of_what_is_late_once_and_in_its_own_name(plan: Planned, runner: Runner) -> None:
    ends = today() - 3 * DAY
    wells = await plan.wells(ends)
    await plan.activity("ahead", today() + 30 * DAY)
    assert await remind(plan, runner) == [], "nobody has promised it yet"
    await plan.attested()
    assert await remind(plan, runner) == [wells]
    assert await late(plan.register.pool, datetime.now(UTC)) == [(plan.plan, wells)], "the read models have not moved"
    assert await remind_of_those_late(plan.register.record, plan.register.pool, datetime.now(UTC)) == []
    assert await remind(plan, runner) == []
    assert await late(plan.register.pool, datetime.now(UTC)) == []
    assert await reminders(plan.register) == [(wells, System("overdue-clock"), ActivityReminderSent(ends))]


async def test_another_last_day_is_reminded_of_again_once_it_has_passed(plan: Planned, runner: Runner) -> None:
    wells = await plan.wells(today() - 9 * DAY)
    await plan.attested()
    await remind(plan, runner)
    await plan.run(Reschedule(plan.plan, wells, today() - 90 * DAY, today() + 30 * DAY, WHY))
    assert await remind(plan, runner) == []
    await plan.run(Reschedule(plan.plan, wells, today() - 90 * DAY, today() - 2 * DAY, WHY))
    assert await remind(plan, runner) == [wells]
    assert [data.due for _, _, data in await reminders(plan.register)] == [today() - 9 * DAY, today() - 2 * DAY]


async def test_what_is_done_or_given_up_meanwhile_is_not_reminded_of(plan: Planned, runner: Runner) -> None:
    wells = await plan.wells(today() - 3 * DAY)
    await plan.attested()
    await asyncio.to_thread(runner.catch_up)
    await plan.run(ChangeStatus(plan.plan, wells, "completed", WHY, 100))
    assert await late(plan.register.pool, datetime.now(UTC)) == [(plan.plan, wells)]
    assert await remind_of_those_late(plan.register.record, plan.register.pool, datetime.now(UTC)) == []
    await plan.run(ChangeStatus(plan.plan, wells, "in_progress", WHY, 80))
    await asyncio.to_thread(runner.catch_up)
    await plan.run(ClosePlan(plan.plan, WHY))
    assert await remind_of_those_late(plan.register.record, plan.register.pool, datetime.now(UTC)) == []
    assert await reminders(plan.register) == []


async def test_a_day_ends_where_the_activity_is(plan: Planned, runner: Runner) -> None:
    """In Tokyo it is over nine hours before it is by UTC, all the year round."""
    await plan.run(community.SetTimeZone(plan.community, "Asia/Tokyo"), OPERATOR)
    ends = today() + 40 * DAY
    wells = await plan.wells(ends)
    await plan.attested()
    await asyncio.to_thread(runner.catch_up)
    midnight = datetime(ends.year, ends.month, ends.day, tzinfo=UTC) + DAY - timedelta(hours=9)
    pool = plan.register.pool
    assert await late(pool, midnight - timedelta(seconds=1)) == []
    assert await late(pool, midnight) == [(plan.plan, wells)]


async def test_it_goes_on_by_itself(plan: Planned) -> None:
    register = plan.register
    following = Following(register.database, MODELS)
    following.start()
    clock = asyncio.create_task(remind_when_overdue(register.record, register.pool, pause=0.05))
    try:
        await plan.wells(today() - 3 * DAY)
        await plan.attested()
        async with asyncio.timeout(60):
            while not await reminders(register):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    finally:
        clock.cancel()
        await asyncio.to_thread(following.end)
