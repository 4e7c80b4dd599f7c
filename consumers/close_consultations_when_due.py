"""The closing clock: closes each consultation when its instant has come, as a process with a name of its own."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from domain.kernel import Refusal, System
from domain.participation.consultation import Close
from domain.record import Record
from projections.participation.consultation import consultations

CLOCK = System("closing-clock")
PAUSE = 1.0
"""Seconds between two looks. Nobody gains by the wait: what comes after the closing instant is refused, closed or not."""

log = logging.getLogger(__name__)


async def close_consultations_when_due(record: Record, pool: AsyncConnectionPool[Any]) -> None:
    """Runs until it is cancelled; waits out a database that is away."""
    while True:
        try:
            await close_those_due(record, pool, datetime.now(UTC))
        except (psycopg.OperationalError, PoolTimeout) as error:
            log.warning("closing clock: the database is away, trying again: %s", type(error).__name__)
        except Exception:
            log.exception("closing clock: stopped at an error, trying again")
        await asyncio.sleep(PAUSE)


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
