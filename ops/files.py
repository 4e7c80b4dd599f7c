"""Object storage: files kept by the SHA-256 of their bytes, each once, in a local folder or in any bucket.

A file is written under a name of its own while it comes in, and gets its address once all of it is there: what can be read at
an address is whole, and is what its address says.
"""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from api.ports import FilesAway, Kept

INCOMING = "incoming"
CHUNK = 256 * 1024
"""Bytes of a file that are in memory at once when it is read."""

PART, PARTS_AT_ONCE = 5 * 2**20, 2
"""Bytes of a part in which a file is written (buckets take none smaller), and how many are on their way."""


class BadPlace(ValueError):
    """Files cannot be kept where they should be; the message says where, and why."""


@contextmanager
def answered() -> Iterator[None]:
    """What goes wrong in the storage itself is one thing to those who use it."""
    try:
        yield
    except BaseError as error:
        raise FilesAway(str(error).partition("\n")[0]) from error


class FileStore:
    """The files of a record. `folder` is where they are, if that is a folder of this machine."""

    def __init__(self, store: Any, folder: Path | None) -> None:
        self._store, self.folder = store, folder

    async def keep(self, chunks: AsyncIterable[bytes]) -> Kept:
        """Keeps what comes in. What `chunks` raises leaves nothing behind. Raises FilesAway."""
        digest, size = sha256(), 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        incoming = f"{INCOMING}/{uuid4()}"
        with answered():
            await obstore.put_async(self._store, incoming, counted(), chunk_size=PART, max_concurrency=PARTS_AT_ONCE)
            address = address_of(digest.hexdigest())
            new = await self.size(digest.hexdigest()) != size
            if new:
                await obstore.rename_async(self._store, incoming, address)
                await asyncio.to_thread(self._settle, address)
            else:
                await obstore.delete_async(self._store, incoming)
        return Kept(digest.hexdigest(), size, new)

    async def size(self, sha256: str) -> int | None:
        """How many bytes a file has; None if it is not there."""
        try:
            with answered():
                found: int = (await obstore.head_async(self._store, address_of(sha256)))["size"]
        except FileNotFoundError:
            return None
        return found

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes of a file, in pieces. Raises FileNotFoundError at the first one."""
        with answered():
            found = await obstore.get_async(self._store, address_of(sha256))
            async for piece in found.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    def local(self) -> Iterator[Path]:
        """The files that are in a folder of this machine, in the order of their addresses."""
        if self.folder is not None:
            yield from sorted(file for file in self.folder.glob("*/*") if file.parent.name != INCOMING)

    def _settle(self, address: str) -> None:
        """Sees to it that a file stays when the machine falls: the log will name it."""
        if self.folder is None:
            return
        for path in (self.folder / address, (self.folder / address).parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def address_of(sha256: str) -> str:
    """Where a file is: in a folder by its first two digits, so that none grows too large."""
    return f"{sha256[:2]}/{sha256}"


def open_files(where: str | Path) -> FileStore:
    """The files at a path, or at a URL (`s3://bucket/prefix`, `file:///…`; what opens a bucket is in the environment, as its
    provider names it: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL …). Raises BadPlace."""
    try:
        if isinstance(where, Path) or "://" not in where:
            folder = Path(where)
            folder.mkdir(parents=True, exist_ok=True)
            return FileStore(LocalStore(folder), folder)
        store = from_url(where)
    except (OSError, BaseError) as error:
        why = str(error).partition("\n")[0]
        raise BadPlace(f"Files cannot be stored at {where}: {why}") from error
    return FileStore(store, Path(store.prefix) if isinstance(store, LocalStore) and store.prefix else None)
