"""Retries, locks and batches of imports: for a database that is away, a machine that is too slow, and concurrent imports."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from domain.record import Request
from ops.database import Database
from ops.record import SqlRecord
from ops.store.committer import LOST

RETRY_SECONDS = 60.0
"""For how long an import retries without progress."""

BATCH = 250
"""Rows of a batch: few enough that the batch's time is still valid when the append reaches the database."""

STUCK = 5.0
"""Seconds after which a batch counts as too large: the log would reject its time again and again."""

LOCK = "select pg_advisory_lock(hashtext(%s), hashtext(%s))"

OnProgress = Callable[[int, int], None]
"""Called with the number of rows done, and the total."""


async def retry_while_away(work: Callable[[], Awaitable[None]], recorded: Callable[[], int]) -> None:
    """Does the work, and retries it after a lost connection or a time-out: so the work must be idempotent.

    `recorded` counts the rows recorded so far. Raises one of LOST or TimeoutError after RETRY_SECONDS without progress.
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
async def exclusive(database: Database, what: str, which: str = "") -> AsyncIterator[None]:
    """Holds an advisory lock, so that two imports of the same thing run one after the other. It ends with its connection."""
    async with await database.connect() as db:
        await db.execute(LOCK, [f"sijill {what}", which])
        yield


class Batches:
    """Records batches atomically. `size` is the number of rows of a batch; it is halved after each time-out."""

    def __init__(self, record: SqlRecord) -> None:
        self._record, self.size = record, BATCH

    async def record(self, requests: Sequence[Request]) -> None:
        """Records all commands or none. Raises as `SqlRecord.execute_atomically` does, and TimeoutError."""
        try:
            async with asyncio.timeout(STUCK):
                await self._record.execute_atomically(requests)
        except TimeoutError:
            self.size = max(self.size // 2, 1)
            raise
