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
        except (psycopg.OperationalError, PoolTimeout) as error:
            log.warning("%s: the database is away, trying again: %s", name, type(error).__name__)
        except ClocksDiffer as error:
            log.error("%s: %s", name, error)
        except Exception:
            log.exception("%s: stopped at an error, trying again", name)
        await asyncio.sleep(pause)
