"""The overdue clock: sends a reminder of each activity whose last day has passed in its time zone, under a system actor of its
own.

A reminder is an event: followers of the log may notify the responsible people, and the log proves that it was sent.
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
"""Seconds between two polls."""

AT_ONCE = 500
"""The most activities of one poll."""

log = logging.getLogger(__name__)


async def remind_when_overdue(record: Record, pool: AsyncConnectionPool[Any], *, pause: float = PAUSE) -> None:
    """Runs until it is cancelled; retries while the database is away."""
    await ticking("overdue clock", lambda now: remind_of_those_late(record, pool, now), pause=pause)


async def remind_of_those_late(record: Record, pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    """Sends reminders of the activities that are late at `now` by the read models. Gives those whose reminder was recorded: the
    rules decide again, so that stale read models cause no second reminder."""
    reminded = []
    for plan, activity in await late(pool, now):
        try:
            if (await record.execute(SendReminder(plan, activity), by=CLOCK)).events:
                reminded.append(activity)
        except Refusal as refusal:  # the plan was closed in the meantime
            log.info("overdue clock: nobody is reminded of %s: %s", activity, refusal.code)
    return reminded


async def late(pool: AsyncConnectionPool[Any], now: datetime) -> list[tuple[UUID, UUID]]:
    """Pairs of plan and activity, the longest overdue first."""
    async with pool.connection() as db:
        cursor = await db.execute(activities.queries["late"], {"moment": now, "most": AT_ONCE})
        rows: list[tuple[UUID, UUID]] = await cursor.fetchall()
    return rows
