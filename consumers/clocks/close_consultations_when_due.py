"""The closing clock: closes each consultation when its instant has come, as a process with a name of its own."""

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
"""Seconds between two looks. Nobody gains by the wait: what comes after the closing instant is refused, closed or not."""

log = logging.getLogger(__name__)


async def close_consultations_when_due(record: Record, pool: AsyncConnectionPool[Any]) -> None:
    """Runs until it is cancelled; waits out a database that is away."""
    await ticking("closing clock", lambda now: close_those_due(record, pool, now), pause=PAUSE)


async def close_those_due(record: Record, pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    """Closes every consultation that the read model says is due at `now`. Gives those that are closed by it."""
    closed = []
    for consultation in await due(pool, now):
        try:
            await record.execute(Close(consultation), by=CLOCK, command_id=uuid5(consultation, CLOCK.name))
            closed.append(consultation)
        except Refusal as refusal:  # extended in the meantime: the read model had not seen it yet
            log.info("closing clock: %s is not closed: %s", consultation, refusal.code)
    return closed


async def due(pool: AsyncConnectionPool[Any], now: datetime) -> list[UUID]:
    async with pool.connection() as db:
        found = await (await db.execute(consultations.queries["due"], {"now": now})).fetchall()
    return [consultation for (consultation,) in found]
