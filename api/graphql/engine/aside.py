"""Runs long computations outside of the event loop. One thread runs the jobs one after the other and rests between them, so
that together they take a bounded share of the interpreter, and commands and ordinary queries go on."""

import time
from asyncio import get_running_loop
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from api.graphql.engine.errors import TooBusy

T = TypeVar("T")

SHARE = 0.15
"""The share of the interpreter's time that the jobs may take."""

FOR_ONE, FOR_ALL = 4, 40
"""Jobs that may wait, of one client and in all."""


class Aside:
    def __init__(self, share: float = SHARE) -> None:
        self._thread = ThreadPoolExecutor(1, "aside")
        self._rest = 1 / share - 1
        self._until = 0.0
        self._waiting: Counter[str] = Counter()

    async def run(self, client: str, job: Callable[[], T]) -> T:
        """The result of a client's job. Raises TooBusy if too many jobs wait already."""
        if self._waiting[client] >= FOR_ONE or self._waiting.total() >= FOR_ALL:
            raise TooBusy("Too many costly queries are waiting already. Retry later.")
        self._waiting[client] += 1
        try:
            return await get_running_loop().run_in_executor(self._thread, self._do, job)
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]

    def _do(self, job: Callable[[], T]) -> T:
        time.sleep(max(0.0, self._until - time.monotonic()))
        began = time.thread_time()
        try:
            return job()
        finally:
            self._until = time.monotonic() + (time.thread_time() - began) * self._rest
