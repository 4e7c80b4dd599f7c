"""The closing clock: closes each consultation at its closing instant, under a system actor of its own."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from psycopg_pool import AsyncConnectionPool

from consumers.clocks.clock import ticking
from domain.kernel import System
from domain.participation.consultation import Close
from domain.record import Record
from domain.refusal import Refusal
from projections.participation.consultation import consultations

CLOCK = System("closing-clock")
PAUSE = 1.0
"""Seconds between two polls. The delay admits no late votes: commands after the closing instant are refused in any case."""

log = logging.getLogger(__name__)


async def close_consultations_when_due(record: Record, pool: AsyncConnectionPool[Any]) -> None:
    """Runs until it is cancelled; retries while the database is away."""
    await ticking("closing clock", lambda now: close_those_due(record, pool, now), pause=PAUSE)


async def close_those_due(record: Record, pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    """Closes the consultations that are due at `now` by the read model. Gives those that it has closed."""
    closed = []
    for consultation in await due(pool, now):
        try:
            await record.execute(Close(consultation), by=CLOCK, command_id=uuid5(consultation, CLOCK.name))
            closed.append(consultation)
        except Refusal as refusal:  # it was extended, and the read model has not caught up yet
            log.info("closing clock: %s is not closed: %s", consultation, refusal.code)
    return closed


async def due(pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    """The consultations whose closing instant has passed."""
    async with pool.connection() as db:
        rows = await (await db.execute(consultations.queries["due"], {"now": now})).fetchall()
    return [consultation for (consultation,) in rows]
