"""Turns at working out queries: only so many at a time, and of these only some for one client, so that a client that asks for
much does not keep the others waiting."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    def __init__(self, at_once: int, for_one: int) -> None:
        """`at_once` turns in all, `for_one` of them for one client."""
        self._all, self._for_one = asyncio.Semaphore(at_once), for_one
        self._own: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def of(self, client: str) -> AsyncIterator[None]:
        """A turn of a client's, as soon as there is one."""
        own, users = self._own.get(client) or (asyncio.Semaphore(self._for_one), 0)
        self._own[client] = own, users + 1
        try:
            async with own, self._all:
                yield
        finally:
            own, users = self._own.pop(client)
            if users > 1:
                self._own[client] = own, users - 1
