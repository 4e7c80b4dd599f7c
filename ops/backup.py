"""A backup: all of a record that cannot be made again from the rest, as it stood at one moment, in one file.

The file is a tar, compressed by gzip, that any tool lists. It holds each table as PostgreSQL's text COPY gives it, in pieces
of some megabytes (`record.log/00000000`, …); then the files that the record names, where they are in a folder
(`files/SHA-256/00000000`, …); then `manifest.json`: the format, what there is, and the SHA-256 of each table; and last `seal`, a
digest of the manifest that only who has the master key can make. So a file that was cut off or altered is recognised before
anything is taken from it.

The master key is not in it: without it the file gives no word that a person wrote, and cannot be restored. Left out as well
are tokens (people log in again), the read models (they follow from the log) and files in a bucket (which keeps its own). What
was erased after a backup was made is still in it: keep backups no longer than an erasure may take.
"""

import gzip
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from ops.keys import Keyring
from projections.toolkit.sql import beside

FORMAT = 2
READ = frozenset({1, FORMAT})
"""The formats that can be restored: the first one had no files."""

PIECE = 4 * 2**20
LEFT_OUT = frozenset({"accounts.token", "record.migration"})
"""Tables that are not kept. The migrations stand in the manifest."""

MANIFEST, SEAL, FILES = "manifest.json", "seal", "files"
QUERIES = beside(__file__)

OnProgress = Callable[[str, int, int], None]
"""Is told the table, how many rows of it are done, and of about how many."""


Files = Callable[[], Iterable[Path]]


class Part(msgspec.Struct, frozen=True):
    """One table of a backup. `sha256` is that of its rows as text, all pieces together."""

    table: str
    columns: list[str]
    rows: int
    sha256: str


class Kept(msgspec.Struct, frozen=True):
    """One file of a backup."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True):
    """What a backup holds: `next` is the position that the next entry would have got, `migrations` what made the tables.
    `damaged` are files that were not what their addresses said, and so were left out."""

    format: int
    made_at: datetime
    postgresql: int
    next: int
    migrations: dict[str, str]
    parts: list[Part]
    files: list[Kept] = []
    damaged: list[str] = []


def write_backup(
    db: Connection[Any], keyring: Keyring, file: Path, on_progress: OnProgress, files: Files = tuple
) -> Manifest:
    """Backs the record up to a file that nobody but its owner may read. `db` is the database owner's; the register may go on.
    `files` gives those of the record, each named by its SHA-256, once the log has been read: all that it names are there.

    Raises FileExistsError, and BadMasterKey if the key is not the record's. The file is there when it is whole.
    """
    if file.exists():
        raise FileExistsError(file)
    must_fit(db, keyring)
    unfinished = file.with_name(f"{file.name}.partial")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            with gzip.GzipFile(fileobj=out, mode="wb", filename="", compresslevel=1) as packed:
                manifest = write_parts(db, keyring, packed, on_progress, files)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(file)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return manifest


def must_fit(db: Connection[Any], keyring: Keyring) -> None:
    """Holds every wrapped data key against the master key. Raises BadMasterKey."""
    with db.transaction(), db.cursor("wrapped keys") as cursor:
        cursor.itersize = 10_000
        for key, wrapped in cursor.execute(QUERIES["keys"]):
            keyring.unwrap(key, bytes(wrapped))


def write_parts(
    db: Connection[Any], keyring: Keyring, out: gzip.GzipFile, on_progress: OnProgress, files: Files
) -> Manifest:
    """The whole content of a backup, from one snapshot of the database."""
    db.isolation_level, db.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
    with db.transaction(), tarfile.open(fileobj=out, mode="w|") as tar:
        db.execute(QUERIES["settings"])
        ((next_position,),) = db.execute(QUERIES["head"]).fetchall()
        migrations = dict(db.execute(QUERIES["migrations"]).fetchall())
        parts = []
        for table, columns, about in db.execute(QUERIES["tables"]).fetchall():
            if table not in LEFT_OUT:
                total = next_position if table == "record.log" else about
                parts.append(write_part(db, tar, table, columns, partial(told, on_progress, table, total)))
        kept, damaged = write_files(tar, [*files()], on_progress)
        version = db.info.server_version // 10_000
        manifest = Manifest(FORMAT, datetime.now(UTC), version, next_position, migrations, parts, kept, damaged)
        written = msgspec.json.format(msgspec.json.encode(manifest))
        add(tar, MANIFEST, written)
        add(tar, SEAL, seal(keyring, written))
    return manifest


def write_part(
    db: Connection[Any], tar: tarfile.TarFile, table: str, columns: list[str], on_rows: Callable[[int], None]
) -> Part:
    rows, digest = 0, sha256()
    on_rows(rows)
    for number, piece in enumerate(copied(db, table, columns)):
        digest.update(piece)
        rows += piece.count(b"\n")  # a line break within a value is written as two characters
        add(tar, f"{table}/{number:08}", piece)
        on_rows(rows)
    return Part(table, columns, rows, digest.hexdigest())


def write_files(tar: tarfile.TarFile, files: list[Path], on_progress: OnProgress) -> tuple[list[Kept], list[str]]:
    """Adds files, and gives what was added, and the names of those that are not what they are called."""
    kept, damaged = [], []
    for number, path in enumerate(files, 1):
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != path.name:
                damaged.append(path.name)
                continue
            file.seek(0)
            for count, piece in enumerate(iter(partial(file.read, PIECE), b"")):
                add(tar, f"{FILES}/{path.name}/{count:08}", piece)
            kept.append(Kept(path.name, file.tell()))
        on_progress(FILES, number, len(files))
    return kept, damaged


def told(on_progress: OnProgress, table: str, total: int, rows: int) -> None:
    on_progress(table, rows, max(total, rows))


def copied(db: Connection[Any], table: str, columns: list[str]) -> Iterator[bytes]:
    """The rows of a table as text, in pieces of whole rows."""
    names = SQL(", ").join(map(Identifier, columns))
    with (
        db.cursor() as cursor,
        cursor.copy(SQL("copy {} ({}) to stdout").format(Identifier(*table.split(".")), names)) as out,
    ):
        piece = bytearray()
        for row in out:
            piece += row
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
        if piece:
            yield bytes(piece)


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, BytesIO(content))


def seal(keyring: Keyring, manifest: bytes) -> bytes:
    """What only who has the master key can make of a manifest."""
    return keyring.fingerprint(b"sijill backup", manifest).hex().encode()
