"""The sweep of unnamed files: deletes uploaded files that no event names a day after their last use.

It deletes a file while it holds the lock on its row. An upload or a command that uses the same file marks the row first (see
api/rest/uploads.py): before the sweep locks it, then the file is no longer old; or it waits, and then finds the file gone. A
command that has marked a file is recorded or refused within minutes, so that the read models, once they have reached the end of
the log, know every event that may name an old file.

Only files that were uploaded to this record have a row: files of a restored backup, or of before the sweep, stay.
"""

import logging
from datetime import timedelta
from typing import Any

from psycopg_pool import AsyncConnectionPool

from api.ports import FilesAway
from consumers.clocks.clock import ticking
from ops.files import FileStore
from projections.queries import as_of
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

PAUSE = 3_600.0
"""Seconds between two sweeps."""

log = logging.getLogger(__name__)


async def sweep_unnamed_files(
    pool: AsyncConnectionPool[Any], files: FileStore, age: timedelta, *, pause: float = PAUSE
) -> None:
    """Runs until it is cancelled; retries while the database is away."""
    await ticking("sweep of unnamed files", lambda _: sweep(pool, files, age), pause=pause)


async def sweep(
    pool: AsyncConnectionPool[Any], files: FileStore, age: timedelta, *, patience: float = as_of.PATIENCE
) -> list[str]:
    """Deletes the files whose last use is older than `age` and that no event names. Gives their SHA-256. Deletes nothing if the
    read models do not reach the end of the log within `patience` seconds, or if the file store does not answer."""
    deleted: list[str] = []
    async with pool.connection() as db:
        ((last, before),) = await (await db.execute(QUERIES["limits"], {"age": age})).fetchall()
        try:
            await as_of.until(as_of.over(db), last, patience)
            while True:
                async with db.transaction():
                    row = await (await db.execute(QUERIES["oldest"], {"before": before})).fetchone()
                    if row is None:
                        break
                    (sha256,) = row
                    found = await db.execute(QUERIES["named"], {"sha256": sha256, "position": last})
                    ((caught_up, named),) = await found.fetchall()
                    if not caught_up:  # the read models are being rebuilt
                        break
                    if not named:
                        await files.delete(sha256)
                        deleted.append(sha256)
                    await db.execute(QUERIES["forget"], {"sha256": sha256})
        except (as_of.NotReached, FilesAway) as reason:
            log.warning("sweep of unnamed files: trying again later: %s", reason)
    if deleted:
        log.info("sweep of unnamed files: %d deleted", len(deleted))
    return deleted
