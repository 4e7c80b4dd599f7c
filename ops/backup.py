"""Writes backups: one file with a consistent snapshot of everything in a record that cannot be derived from the rest.

The file is a gzipped tar. It holds each table as PostgreSQL's text COPY, in pieces of some megabytes (`record.log/00000000`, …);
then the files that the record names, if a folder stores them (`files/SHA-256/00000000`, …); then `manifest.json`: the format, the
contents, and the SHA-256 of each table; and last `seal`, a digest of the manifest that only the owner of the master key can
make. So a restore recognises a truncated or altered file before it uses any of it.

The master key is not in the backup: without it nobody can read people's words, and nobody can restore. Also left out are tokens
(people log in again), counts of uploads, read models and the index of the search (they are made again from the log), and files in
a bucket (back the bucket up itself). Words that are erased after a backup are still in it: delete backups before the deadline for
an erasure.
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
from projections.toolkit.sql import queries_of

FORMAT = 2
READ = frozenset({1, FORMAT})
"""The formats that `restore` reads; format 1 had no files."""

PIECE = 4 * 2**20
"""Bytes of a piece of a table or a file."""

LEFT_OUT = frozenset(
    {
        *("accounts.token", "accounts.upload", "record.migration"),
        *("record.search_index", "record.searchable", "record.uploaded_file"),
    }
)
"""Tables that a backup leaves out. The manifest lists the migrations; the index of the search is made again."""

MANIFEST, SEAL, FILES = "manifest.json", "seal", "files"
QUERIES = queries_of(__file__)

OnProgress = Callable[[str, int, int], None]
"""Called with the table, the number of rows done, and about how many there are."""


Files = Callable[[], Iterable[Path]]
"""Gives the files of a record, each named by its SHA-256."""


class Part(msgspec.Struct, frozen=True):
    """One table of a backup. `sha256` is the digest of all its rows as text."""

    table: str
    columns: list[str]
    rows: int
    sha256: str


class FileInBackup(msgspec.Struct, frozen=True):
    """One file of a backup; `size` in bytes."""

    sha256: str
    size: int


class Manifest(msgspec.Struct, frozen=True):
    """The contents of a backup. `next` is the next position of the log, `migrations` holds those that were applied, with digests.
    `damaged` are the files that were left out because their bytes do not match their names."""

    format: int
    made_at: datetime
    postgresql: int
    next: int
    migrations: dict[str, str]
    parts: list[Part]
    files: list[FileInBackup] = []
    damaged: list[str] = []


def write_backup(
    db: Connection[Any], keyring: Keyring, file: Path, on_progress: OnProgress, files: Files = tuple
) -> Manifest:
    """Writes a backup to a file that only its owner may read. The record may go on appending. `files` is called after the log was
    read, so that it gives every file that the log names.

    Raises FileExistsError, and BadMasterKey if the key is not the record's. The file appears only when it is complete.
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
    """Unwraps every data key. Raises BadMasterKey if one was wrapped by another master key."""
    with db.transaction(), db.cursor("wrapped keys") as cursor:
        cursor.itersize = 10_000
        for key, wrapped in cursor.execute(QUERIES["keys"]):
            keyring.unwrap(key, bytes(wrapped))


def write_parts(
    db: Connection[Any], keyring: Keyring, out: gzip.GzipFile, on_progress: OnProgress, files: Files
) -> Manifest:
    """Writes all parts of a backup, from one snapshot of the database."""
    db.isolation_level, db.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
    with db.transaction(), tarfile.open(fileobj=out, mode="w|") as tar:
        db.execute(QUERIES["settings"])
        ((next_position,),) = db.execute(QUERIES["head"]).fetchall()
        migrations = dict(db.execute(QUERIES["migrations"]).fetchall())
        parts = []
        for table, columns, estimate in db.execute(QUERIES["tables"]).fetchall():
            if table not in LEFT_OUT:
                total = next_position if table == "record.log" else estimate
                parts.append(write_part(db, tar, table, columns, partial(report, on_progress, table, total)))
        stored, damaged = write_files(tar, [*files()], on_progress)
        version = db.info.server_version // 10_000
        manifest = Manifest(FORMAT, datetime.now(UTC), version, next_position, migrations, parts, stored, damaged)
        written = msgspec.json.format(msgspec.json.encode(manifest))
        add(tar, MANIFEST, written)
        add(tar, SEAL, seal(keyring, written))
    return manifest


def write_part(
    db: Connection[Any], tar: tarfile.TarFile, table: str, columns: list[str], on_rows: Callable[[int], None]
) -> Part:
    """Adds a table. Calls `on_rows` with the number of rows so far."""
    rows, digest = 0, sha256()
    on_rows(rows)
    for number, piece in enumerate(copy_out(db, table, columns)):
        digest.update(piece)
        rows += piece.count(b"\n")  # a line break within a value is written as two characters
        add(tar, f"{table}/{number:08}", piece)
        on_rows(rows)
    return Part(table, columns, rows, digest.hexdigest())


def write_files(
    tar: tarfile.TarFile, files: list[Path], on_progress: OnProgress
) -> tuple[list[FileInBackup], list[str]]:
    """Adds files. Gives those that were added, and the names of the damaged ones: their bytes do not match their names."""
    stored, damaged = [], []
    for number, path in enumerate(files, 1):
        try:
            file = path.open("rb")
        except FileNotFoundError:  # swept since the folder was listed: no event names it
            continue
        with file:
            if file_digest(file, "sha256").hexdigest() != path.name:
                damaged.append(path.name)
                continue
            file.seek(0)
            for count, piece in enumerate(iter(partial(file.read, PIECE), b"")):
                add(tar, f"{FILES}/{path.name}/{count:08}", piece)
            stored.append(FileInBackup(path.name, file.tell()))
        on_progress(FILES, number, len(files))
    return stored, damaged


def report(on_progress: OnProgress, table: str, total: int, rows: int) -> None:
    """Reports progress; `total` may be an estimate."""
    on_progress(table, rows, max(total, rows))


def copy_out(db: Connection[Any], table: str, columns: list[str]) -> Iterator[bytes]:
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
    """A digest of the manifest that only the owner of the master key can make."""
    return keyring.fingerprint(b"sijill backup", manifest).hex().encode()
