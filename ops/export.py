"""Writes exports: everything public, in a folder, as of one position, with the data dictionary and a manifest.

Files have temporary names until all of them are complete; the manifest is renamed last.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from eventsourcing.persistence import Notification

from ops.wiring import Services
from projections.export.dictionary import FIELDS, as_markdown, dictionary
from projections.export.export import Kind, entries, kinds, rows
from projections.export.formats import FOR_PROGRAMS, Dialect, Format, Table
from projections.export.sheets import table
from projections.queries import as_of

FORMAT = 1
PARTIAL = ".partial"
MANIFEST = "manifest.json"

OnProgress = Callable[[str, int], None]
"""Called with the file, and the number of rows written so far."""


class ExportedFile(msgspec.Struct, frozen=True):
    """One file: its rows (or entries), its bytes, and their SHA-256 in hex."""

    name: str
    rows: int
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """The contents of an export. `position` is that of the last entry (null if the log was empty), `log_time` that entry's
    time."""

    format: int
    position: int | None
    log_time: datetime | None
    exported_at: datetime
    files: list[ExportedFile]


class NotEmpty(Exception):
    """The folder is not empty: give an empty one, or one that does not exist yet."""


class Folder:
    """The folder of an export, which is created if it does not exist. Raises NotEmpty."""

    def __init__(self, folder: Path) -> None:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise NotEmpty
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._files: list[ExportedFile] = []

    async def write(self, name: str, pieces: AsyncIterator[tuple[int, bytes]], on_progress: OnProgress) -> None:
        """Writes a file. `pieces` gives pairs of a number of rows and their bytes."""
        digest, number, size = sha256(), 0, 0
        with self._partial(name).open("wb") as out:
            async for count, piece in pieces:
                out.write(piece)
                digest.update(piece)
                number, size = number + count, size + len(piece)
                on_progress(name, number)
            out.flush()
            os.fsync(out.fileno())
        self._files.append(ExportedFile(name, number, size, digest.hexdigest()))

    def finish(self, position: int, log_time: datetime) -> Manifest:
        """Renames all files to their final names, and writes the manifest."""
        is_empty = position < 0
        manifest = Manifest(
            FORMAT, None if is_empty else position, None if is_empty else log_time, datetime.now(UTC), self._files
        )
        written = self._partial(MANIFEST)
        written.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
        for name in (*(file.name for file in self._files), MANIFEST):
            self._partial(name).replace(self._folder / name)
        return manifest

    def clear(self) -> None:
        """Deletes the files that have temporary names."""
        for file in self._folder.glob(f"*{PARTIAL}"):
            with suppress(FileNotFoundError):
                file.unlink()

    def _partial(self, name: str) -> Path:
        return self._folder / f"{name}{PARTIAL}"


async def export(
    register: Services, out: Path, form: Format, position: int, on_progress: OnProgress, dialect: Dialect = FOR_PROGRAMS
) -> Manifest:
    """Writes everything that was public at a position and may still be shown. The read models must have reached the position.

    Raises NotEmpty, OSError; an interrupted export leaves no files.
    """

    async def fetch(query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        async with register.pool.connection() as db:
            return await as_of.over(db)(query, parameters)

    async def select(first: int, most: int, last: int) -> Sequence[Notification]:
        return await asyncio.to_thread(register.application.recorder.select_notifications, first, most, last)

    def of_kind(kind: Kind) -> AsyncIterator[tuple[int, bytes]]:
        names = [column.name for column in kind.columns]
        return written(table(form, dialect, kind.name), names, rows(fetch, register.vault.open, kind, position))

    async def of_dictionary() -> AsyncIterator[Sequence[Sequence[Any]]]:
        yield described

    async def of_the_log() -> AsyncIterator[tuple[int, bytes]]:
        async for batch in entries(select, position):
            yield len(batch), b"".join(entry + b"\n" for entry in batch)

    async def at_once(number: int, written: bytes) -> AsyncIterator[tuple[int, bytes]]:
        yield number, written

    folder, all_kinds = Folder(out), kinds()
    try:
        for name, kind in all_kinds.items():
            await folder.write(f"{name}.{form}", of_kind(kind), on_progress)
        await folder.write("events.jsonl", of_the_log(), on_progress)
        described = [msgspec.structs.astuple(one) for one in dictionary(all_kinds.values())]
        pieces = written(table(form, dialect, "dictionary"), FIELDS, of_dictionary())
        await folder.write(f"dictionary.{form}", pieces, on_progress)
        text = as_markdown(all_kinds.values()).encode()
        await folder.write("dictionary.md", at_once(len(described), text), on_progress)
        return folder.finish(position, await as_of.log_time(fetch, position))
    finally:
        folder.clear()


async def written(
    table: Table, names: Sequence[str], batches: AsyncIterator[Sequence[Sequence[Any]]]
) -> AsyncIterator[tuple[int, bytes]]:
    """A table: pairs of a number of rows and their bytes."""
    try:
        yield 0, table.start(names)
        async for batch in batches:
            yield len(batch), table.rows(batch)
        for piece in table.end():
            yield 0, piece
    finally:
        table.close()


def total(files: Iterable[ExportedFile]) -> int:
    """The number of rows of all files."""
    return sum(file.rows for file in files)
