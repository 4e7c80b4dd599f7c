"""Announcements of ended sessions, from every process that shares the database (ops/migrations/0007_sessions.sql)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

HEARTBEAT = 0.4
"""Seconds between two signs of life of the connection."""


async def ended_sessions(connect: Callable[[], Awaitable[AsyncConnection[Any]]]) -> AsyncIterator[UUID | None]:
    """The accounts whose sessions have ended, or that were disabled or given another password, as it happens; None when it begins
    to listen and, at each heartbeat, while the connection lives. Raises psycopg.OperationalError when it is lost."""
    async with await connect() as db:
        await db.execute("listen ended_sessions")
        while True:
            yield None
            async for notification in db.notifies(timeout=HEARTBEAT):
                yield UUID(notification.payload)
            try:
                async with asyncio.timeout(HEARTBEAT):
                    await db.execute("select")
            except TimeoutError:
                raise psycopg.OperationalError("the connection does not answer") from None
