"""Limits concurrent queries, in all and for one client, so that one client cannot keep the others waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self, at_once: int, for_one: int) -> None:
        """At most `at_once` queries in all, at most `for_one` of one client."""
        self._all, self._for_one = asyncio.Semaphore(at_once), for_one
        self._own: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """A context manager that waits for a client's turn, and holds it."""
        own, users = self._own.get(client) or (asyncio.Semaphore(self._for_one), 0)
        self._own[client] = own, users + 1
        try:
            async with own, self._all:
                yield
        finally:
            own, users = self._own.pop(client)
            if users > 1:
                self._own[client] = own, users - 1
