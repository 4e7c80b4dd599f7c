"""The file store: files by the SHA-256 of their bytes, each once, in a local folder or a bucket.

An incoming file has a temporary name, and is renamed to its address when it is complete: so the bytes at an address are complete
and match it.
"""

import asyncio
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, from_url

from api.ports import Arrived, FilesAway, StoredFile

INCOMING = "incoming"
CHUNK = 256 * 1024
"""Bytes of a piece when a file is read."""

PART, PARTS_AT_ONCE = 5 * 2**20, 2
"""Bytes of a part of an upload (the least that buckets accept), and how many parts are uploaded at once."""


class BadPlace(ValueError):
    """Files cannot be stored at the configured place; the message gives the place and the reason."""


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turns the errors of the storage into FilesAway."""
    try:
        yield
    except BaseError as error:
        raise FilesAway(str(error).partition("\n")[0]) from error


class FileStore:
    """The files of a record. `folder` is given if a local folder stores them."""

    def __init__(self, store: Any, folder: Path | None) -> None:
        self._store, self.folder = store, folder

    async def keep(self, chunks: AsyncIterable[bytes], arrived: Arrived | None = None) -> StoredFile:
        """Stores a file, once. If `chunks` or `arrived` raises, nothing is stored. Raises FilesAway."""
        digest, size = sha256(), 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        incoming = f"{INCOMING}/{uuid4()}"
        with storage_errors():
            await obstore.put_async(self._store, incoming, counted(), chunk_size=PART, max_concurrency=PARTS_AT_ONCE)
            address = address_of(digest.hexdigest())
            if arrived is not None:
                try:
                    await arrived(digest.hexdigest())
                except BaseException:
                    await obstore.delete_async(self._store, incoming)
                    raise
            new = await self.size(digest.hexdigest()) != size
            if new:
                await obstore.rename_async(self._store, incoming, address)
                await asyncio.to_thread(self._sync, address)
            else:
                await obstore.delete_async(self._store, incoming)
        return StoredFile(digest.hexdigest(), size, new)

    async def size(self, sha256: str) -> int | None:
        """The size of a file in bytes; None if it is not stored. Raises FilesAway."""
        try:
            with storage_errors():
                size: int = (await obstore.head_async(self._store, address_of(sha256)))["size"]
        except FileNotFoundError:
            return None
        return size

    async def delete(self, sha256: str) -> None:
        """Deletes a file, if it is stored. Raises FilesAway."""
        with suppress(FileNotFoundError), storage_errors():
            await obstore.delete_async(self._store, address_of(sha256))

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """The bytes of a file, in pieces. Raises FileNotFoundError at the first piece, FilesAway."""
        with storage_errors():
            result = await obstore.get_async(self._store, address_of(sha256))
            async for piece in result.stream(min_chunk_size=CHUNK):
                yield bytes(piece)

    def local(self) -> Iterator[Path]:
        """The files in the local folder, in the order of their addresses; none if a bucket stores them."""
        if self.folder is not None:
            yield from sorted(file for file in self.folder.glob("*/*") if file.parent.name != INCOMING)

    def _sync(self, address: str) -> None:
        """Makes a file durable, for the log will name it."""
        if self.folder is None:
            return
        (self.folder / address).chmod(0o600)  # a file is secret until the record names it
        for path in (self.folder / address, (self.folder / address).parent):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def keep_from_others(folder: Path) -> None:
    """Takes all rights to a folder of ours from users who are neither its owner nor of its group."""
    status = folder.stat()
    if status.st_uid == os.geteuid() and status.st_mode & 0o007:
        folder.chmod(status.st_mode & 0o7777 & ~0o007)


def address_of(sha256: str) -> str:
    """The path of a file: in a folder named after its first two digits, so that no folder grows too large."""
    return f"{sha256[:2]}/{sha256}"


def open_files(where: str | Path) -> FileStore:
    """The file store at a path, or at a URL (`s3://bucket/prefix`, `file:///…`). The credentials of a bucket are in the
    environment, under its provider's names: AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL … Raises BadPlace."""
    try:
        if isinstance(where, Path) or "://" not in where:
            folder = Path(where)
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            keep_from_others(folder)
            return FileStore(LocalStore(folder), folder)
        store = from_url(where)
    except (OSError, BaseError) as error:
        why = str(error).partition("\n")[0]
        raise BadPlace(f"Files cannot be stored at {where}: {why}") from error
    return FileStore(store, Path(store.prefix) if isinstance(store, LocalStore) and store.prefix else None)
