"""Caches of answers, as the bytes that were sent, and of rows, as of a position."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec

BYTES = 64 * 2**20
OWN = 500
"""The overhead in bytes of a cached answer, besides its body and its key."""

ROWS = 5_000


class Answered(msgspec.Struct, frozen=True):
    """The body of an answer, the position at which it was read (-1: the record was empty; None: nothing was read), its status,
    and whether it may be cached."""

    body: bytes
    position: int | None = None
    status: int = 200
    keep: bool = True


def tag(body: bytes) -> bytes:
    """An entity tag for a body: a weak one, because the same answer is sent under two media types."""
    return b'W/"' + blake2b(body, digest_size=16).hexdigest().encode() + b'"'


class Kept(msgspec.Struct, frozen=True):
    """`size` is its size in the cache, with its key."""

    answered: Answered
    etag: bytes
    size: int = 0


class Answers:
    """An LRU cache of answers. Concurrent requests for the same answer share one computation."""

    def __init__(self, most: int = BYTES) -> None:
        self._most, self._held = most, 0
        self._kept: dict[Hashable, Kept] = {}
        self._coming: dict[Hashable, asyncio.Task[Kept]] = {}

    def get(self, key: Hashable) -> Kept | None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._kept[key] = kept
        return kept

    async def work_out(self, key: Hashable, size: int, answer: Callable[[], Awaitable[Answered]]) -> Kept:
        """Joins the computation of the same key, which takes `size` bytes, or starts this one."""
        coming = self._coming.get(key)
        if coming is None:
            coming = asyncio.create_task(self._make(key, size, answer))
            self._coming[key] = coming
            coming.add_done_callback(partial(self._done, key))
        return await asyncio.shield(coming)

    def _done(self, key: Hashable, coming: asyncio.Task[Kept]) -> None:
        del self._coming[key]
        if not coming.cancelled():
            coming.exception()  # its waiters have the result; without waiters, an exception needs no handler

    async def _make(self, key: Hashable, size: int, answer: Callable[[], Awaitable[Answered]]) -> Kept:
        answered = await answer()
        size += len(answered.body) + OWN
        kept = Kept(answered, tag(answered.body), size)
        if answered.keep and size < self._most // 16:
            self._kept[key] = kept
            self._held += size
            while self._held > self._most:
                self._held -= self._kept.pop(next(iter(self._kept))).size
        return kept


class Rows:
    """An LRU cache of rows read by id as of a position: they never change. So several fields that read one thing read it once.
    `build` identifies the tables, because a rebuild may write other rows."""

    def __init__(self, most: int = ROWS) -> None:
        self._most, self._build = most, -1
        self._rows: dict[tuple[str, int, int], Any] = {}

    def of(self, build: int) -> "Rows":
        if build != self._build:
            self._rows.clear()
            self._build = build
        return self

    def get(self, table: str, id: UUID, position: int) -> Any:
        """The row, or None if it is not cached."""
        return self._rows.get((table, id.int, position))

    def keep(self, table: str, id: UUID, position: int, row: Any) -> None:
        self._rows[table, id.int, position] = row
        if len(self._rows) > self._most:
            for oldest in list(islice(self._rows, self._most // 10 + 1)):
                del self._rows[oldest]
