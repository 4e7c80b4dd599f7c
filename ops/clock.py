"""The clock of this machine against that of the database.

The log takes an entry only if its time of recording is within a second of the database's clock, so that neither clock alone can
move log time. A virtual machine that was paused may be off for a moment, until its time service has set it right: commands wait
for that. A difference of hours is a fault that nobody waits for.
"""

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from psycopg import AsyncConnection, Connection

DATABASE_TIME = "select extract(epoch from clock_timestamp())::float8"

TAKEN = 1.0
"""Seconds by which the time of an entry may differ from the database's clock (`append` in ops/migrations)."""

Connected = Callable[[], AbstractAsyncContextManager[AsyncConnection[Any]]]


def ahead(db: Connection[Any]) -> float:
    """Seconds by which the database's clock is ahead of this machine's; negative if it is behind."""
    before = time.time()
    ((database_time,),) = db.execute(DATABASE_TIME).fetchall()
    return float(database_time) - (before + time.time()) / 2


class Clock:
    """The two clocks of a process that appends. `most` is the difference in seconds that commands wait for to pass."""

    def __init__(self, connected: Connected, most: float) -> None:
        self._connected, self.most = connected, most

    async def ahead(self) -> float:
        """See the function `ahead`."""
        async with self._connected() as db:
            before = time.time()
            ((database_time,),) = await (await db.execute(DATABASE_TIME)).fetchall()
            return float(database_time) - (before + time.time()) / 2

    async def fault(self) -> str | None:
        """What is wrong with the clocks, if the log would refuse an append."""
        seconds = await self.ahead()
        return message(seconds) if abs(seconds) > TAKEN else None


def message(seconds: float) -> str:
    """What is wrong with clocks that differ by so many seconds."""
    where = "ahead of" if seconds > 0 else "behind"
    return (
        f"The database's clock is {abs(seconds):,.1f} seconds {where} this machine's: nothing can be recorded. Synchronise both "
        "with the same time service."
    )
