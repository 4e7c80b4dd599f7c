"""The loop of every clock: polls until it is cancelled, and survives errors and a database that is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import psycopg
from psycopg_pool import PoolTimeout

from domain.record import ClocksDiffer

log = logging.getLogger(__name__)


async def ticking(name: str, act: Callable[[datetime], Awaitable[object]], *, pause: float) -> None:
    """Calls `act` with the time, and again `pause` seconds after it has returned, until it is cancelled. Logs errors and goes on.
    `name` is the clock's name in the log messages."""
    while True:
        try:
            await act(datetime.now(UTC))
        except Exception as error:
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError from error  # the cancelled query's error came instead
            report(name, error)
        await asyncio.sleep(pause)


def report(name: str, error: Exception) -> None:
    """Logs an error of a clock."""
    match error:
        case psycopg.OperationalError() | PoolTimeout():
            log.warning("%s: the database is away, trying again: %s", name, type(error).__name__)
        case ClocksDiffer():
            log.error("%s: %s", name, error)
        case _:
            log.error("%s: stopped at an error, trying again", name, exc_info=error)
