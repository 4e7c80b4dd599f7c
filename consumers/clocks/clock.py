"""What every clock does: looks again and again at what has come due, whatever happens to the database in between."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import psycopg
from psycopg_pool import PoolTimeout

log = logging.getLogger(__name__)


async def ticking(name: str, look: Callable[[datetime], Awaitable[object]], *, pause: float) -> None:
    """Calls `look` with the time, again `pause` seconds after each end, until it is cancelled; waits out a database that is
    away. `name` is what the clock is called in what it logs."""
    while True:
        try:
            await look(datetime.now(UTC))
        except (psycopg.OperationalError, PoolTimeout) as error:
            log.warning("%s: the database is away, trying again: %s", name, type(error).__name__)
        except Exception:
            log.exception("%s: stopped at an error, trying again", name)
        await asyncio.sleep(pause)
