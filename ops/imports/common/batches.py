"""How an import lives with a database that goes away, a machine that is too slow, and others that import the same."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from domain.record import Request
from ops.database import Database
from ops.record import SqlRecord
from ops.store.committer import LOST

RETRY_SECONDS = 60.0
"""Seconds for which a database that is away is waited for."""

BATCH = 250
"""Rows recorded at a time: few enough that the time they bear is still the log's when they arrive there."""

STUCK = 5.0
"""Seconds after which a batch is taken to be too large: its time is no longer the log's whenever it arrives there."""

LOCK = "select pg_advisory_lock(hashtext(%s), hashtext(%s))"

OnProgress = Callable[[int, int], None]
"""Told how many rows are done, of how many."""


async def patiently(work: Callable[[], Awaitable[None]], recorded: Callable[[], int]) -> None:
    """Does the work, again if the connection was lost or the machine too slow: what is done by then, it must know again.

    Raises one of LOST or TimeoutError if nothing more is recorded for as long as patience lasts.
    """
    deadline, done = time.monotonic() + RETRY_SECONDS, -1
    while True:
        try:
            await work()
            return
        except (*LOST, TimeoutError):
            if recorded() > done:
                deadline, done = time.monotonic() + RETRY_SECONDS, recorded()
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.5)


@asynccontextmanager
async def alone(database: Database, what: str, which: str = "") -> AsyncIterator[None]:
    """Two imports of the same wait for one another. The lock goes with its connection, and so with its process."""
    async with await database.connect() as db:
        await db.execute(LOCK, [f"sijill {what}", which])
        yield


class Batches:
    """Records whole batches: of `size` rows, fewer once the machine proved too slow for so many."""

    def __init__(self, record: SqlRecord) -> None:
        self._record, self.size = record, BATCH

    async def execute(self, requests: Sequence[Request]) -> None:
        """All of it or nothing. Raises what `execute_atomically` does, and TimeoutError."""
        try:
            async with asyncio.timeout(STUCK):
                await self._record.execute_atomically(requests)
        except TimeoutError:
            self.size = max(self.size // 2, 1)
            raise
