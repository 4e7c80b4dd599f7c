"""The overdue clock: reminds of each activity whose last day has passed where it is, as a process with a name of its own.

The reminder is an event: whoever follows the log may tell whom it concerns, and nobody can say that it was not sent.
"""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg_pool import AsyncConnectionPool

from consumers.clocks.clock import ticking
from domain.kernel import System
from domain.plans import implementation
from domain.plans.implementation import SendReminder
from domain.record import Record
from domain.refusal import Refusal
from projections.plans.activity import activities

CLOCK = System(implementation.CLOCK)
PAUSE = 30.0
"""Seconds between two looks: days pass slowly."""

AT_ONCE = 500

log = logging.getLogger(__name__)


async def remind_when_overdue(record: Record, pool: AsyncConnectionPool[Any], *, pause: float = PAUSE) -> None:
    """Runs until it is cancelled; waits out a database that is away."""
    await ticking("overdue clock", lambda now: remind_of_those_late(record, pool, now), pause=pause)


async def remind_of_those_late(record: Record, pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    """Reminds of every activity that the read models say is late at `now`. Gives those that were reminded of by it: the rules
    decide again, so that nothing is said twice, however far behind the read models are."""
    reminded = []
    for plan, activity in await late(pool, now):
        try:
            if (await record.execute(SendReminder(plan, activity), by=CLOCK)).events:
                reminded.append(activity)
        except Refusal as refusal:  # the plan was closed in the meantime
            log.info("overdue clock: nobody is reminded of %s: %s", activity, refusal.code)
    return reminded


async def late(pool: AsyncConnectionPool[Any], now: datetime) -> list[tuple[UUID, UUID]]:
    """Plans and activities, those first that have been late for longest."""
    async with pool.connection() as db:
        asked = {"moment": now, "most": AT_ONCE}
        rows: list[tuple[UUID, UUID]] = await (await db.execute(activities.queries["late"], asked)).fetchall()
    return rows
