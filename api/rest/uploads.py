"""Uploads: the share of bytes and files that an account may upload in a day, and the marks that keep a file from the sweep of
unnamed files (ops/unnamed_files.py)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from api.limits import Limits
from api.ports import Ports, StoredFile
from api.problems import Problem
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Reservation:
    """Bytes that are reserved for one upload. `stored` is set once the file is stored."""

    stored: StoredFile | None = None


@asynccontextmanager
async def reserved(ports: Ports, limits: Limits, account: UUID, size: int) -> AsyncIterator[Reservation]:
    """Reserves bytes and one file of an account's share of today, before any byte is stored. Afterwards gives back the bytes that
    take no new place; all, and the file, if nothing was stored. Raises the problem `file.over-quota`."""
    most = {"most_bytes": limits.upload_bytes, "most_files": limits.upload_files}
    async with ports.pool.connection() as db:
        row = await (await db.execute(QUERIES["reserve"], {"account": account, "bytes": size, **most})).fetchone()
        if row is None:
            ((seconds,),) = await (await db.execute(QUERIES["tomorrow"])).fetchall()
            megabytes = limits.upload_bytes // 1_000_000
            raise Problem("file.over-quota", files=limits.upload_files, megabytes=megabytes, retry_after=seconds)
    reservation = Reservation()
    try:
        yield reservation
    finally:
        stored = reservation.stored
        used = stored.size if stored and stored.new else 0
        unused = {"account": account, "day": row[0], "bytes": size - used, "files": 0 if stored else 1}
        async with ports.pool.connection() as db:
            await db.execute(QUERIES["release"], unused)


async def arrived(ports: Ports, sha256: str) -> None:
    """Marks a file that has arrived, before it gets its address. If a sweep deletes the same file, waits until that is done."""
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["arrived"], {"sha256": sha256})


async def wanted(ports: Ports, sha256: str) -> None:
    """Marks a file that a command wants to name, before it is checked. If a sweep deletes it, waits until that is done."""
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["wanted"], {"sha256": sha256})
