"""Restoring: a backup is read through first, and only if it is whole and untouched is it read again, into an empty record.

All of it goes in by one transaction: a record is restored, or it is empty as before.
"""

import gzip
import tarfile
import zlib
from collections.abc import AsyncIterator, Generator, Iterable
from contextlib import closing
from hashlib import sha256
from hmac import compare_digest
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from ops.backup import (
    FILES,
    FORMAT,
    LEFT_OUT,
    MANIFEST,
    PIECE,
    QUERIES,
    READ,
    SEAL,
    Manifest,
    OnProgress,
    Part,
    must_fit,
    seal,
)
from ops.files import FileStore
from ops.keys import BadMasterKey, Keyring

FOLLOWERS = "record.follower"
LARGEST_PIECE = 16 * PIECE

Piece = tuple[str, bytes]
"""A table's name, a file's (`files/SHA-256`), or that of the manifest or the seal; and content."""


class CannotRestore(Exception):
    """A backup cannot be restored; the message says why. Nothing has been written."""


def check(file: Path, keyring: Keyring, known: dict[str, str]) -> Manifest:
    """Reads a backup through. `known` are this version's migrations with their digests. Raises CannotRestore."""
    parts: dict[str, Reading] = {}
    written = sealed = None
    for name, content in pieces(file):
        if written is None and name not in (MANIFEST, SEAL):
            parts.setdefault(name, Reading()).take(content)
        elif written is None and name == MANIFEST:
            written = content
        elif written is not None and sealed is None and name == SEAL:
            sealed = content
        else:
            raise CannotRestore(f"{file} was altered: it contains {name} in an unexpected place.")
    if written is None or sealed is None:
        raise CannotRestore(f"{file} was cut off: its end is missing.")
    manifest = read_manifest(file, written)
    if not compare_digest(sealed, seal(keyring, written)):
        raise CannotRestore(
            f"{file} was altered, or the master key belongs to another record: restore with the key of the backed-up record."
        )
    held = {name: (reading.counted(name), reading.sha256) for name, reading in parts.items()}
    promised = {part.table: (part.rows, part.sha256) for part in manifest.parts if part.rows}
    promised |= {f"{FILES}/{kept.sha256}": (kept.size, kept.sha256) for kept in manifest.files if kept.size}
    if held != promised:
        wrong = sorted(name for name in {*held, *promised} if held.get(name) != promised.get(name))
        raise CannotRestore(f"{file} was altered: {', '.join(wrong)} has other content than when it was written.")
    if not manifest.migrations.items() <= known.items():
        raise CannotRestore(f"{file} was written by a newer version of Sijill: restore it with that version.")
    return manifest


def restore(
    db: Connection[Any], file: Path, manifest: Manifest, keyring: Keyring, on_progress: OnProgress, *, followers: bool
) -> dict[str, int]:
    """Brings a backup, checked before, into the empty record of which `db` is the owner's connection: all of it or nothing.
    Gives how many rows of each table.

    `followers`: the topics that followers of the log have filled are still there, so that they go on where they were; else
    they begin again at position 0. Raises CannotRestore.
    """
    with db.transaction():
        db.execute(QUERIES["alone"])
        must_be_ready(db, manifest)
        db.execute(QUERIES["settings"])
        db.execute("delete from record.head")
        wanted = {part.table: part for part in manifest.parts if followers or part.table != FOLLOWERS}
        taken = {part.table: 0 for part in wanted.values()}
        with closing(pieces(file)) as content:
            tables: dict[str, Reading] = {}
            for name, piece in content:
                if name in wanted:
                    reading = tables.setdefault(name, Reading())
                    reading.take(piece)
                    write(db, wanted[name], piece)
                    on_progress(name, reading.rows, wanted[name].rows)
        for name, reading in tables.items():
            taken[name] = reading.rows
            if reading.sha256 != wanted[name].sha256:
                raise CannotRestore(f"{file} was altered while it was read.")
        if {name: part.rows for name, part in wanted.items()} != taken:
            raise CannotRestore(f"{file} was altered while it was read.")
        must_be_sound(db, file, manifest)
        try:
            must_fit(db, keyring)
        except BadMasterKey:
            raise CannotRestore(
                "The master key does not decrypt the data keys of this backup: use the key of the backed-up record."
            ) from None
    db.execute("analyze record.log; analyze record.command; analyze record.opening")
    return taken


async def restore_files(file: Path, manifest: Manifest, store: FileStore, on_progress: OnProgress) -> None:
    """Brings the files of a backup, checked before, to where files are kept: before the record that names them. Those that
    are there already stay. Raises CannotRestore, FilesAway."""
    wanted = {f"{FILES}/{kept.sha256}": kept.sha256 for kept in manifest.files}
    with closing(pieces(file)) as content:
        for name, parts in groupby(content, key=itemgetter(0)):
            if name in wanted:
                kept = await store.keep(one_by_one(piece for _, piece in parts))
                if kept.sha256 != wanted.pop(name):
                    raise CannotRestore(f"{file} was altered while it was read.")
                on_progress(FILES, len(manifest.files) - len(wanted), len(manifest.files))
    if wanted:
        raise CannotRestore(f"{file} was altered while it was read.")


async def one_by_one(pieces: Iterable[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


class Reading:
    """What has been read of one table, or of one file."""

    def __init__(self) -> None:
        self.rows, self.size, self._digest = 0, 0, sha256()

    def take(self, piece: bytes) -> None:
        self.rows += piece.count(b"\n")
        self.size += len(piece)
        self._digest.update(piece)

    def counted(self, name: str) -> int:
        """The rows of a table, the bytes of a file."""
        return self.size if name.startswith(f"{FILES}/") else self.rows

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def pieces(file: Path) -> Generator[Piece, None, None]:
    """What a backup holds, in its order. Raises CannotRestore if it is none, or ends too early."""
    try:
        with gzip.open(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or member.size > LARGEST_PIECE:
                    raise CannotRestore(f"{file} was altered: {member.name} is not part of a backup.")
                yield member.name.rpartition("/")[0] or member.name, content.read()
            while packed.read(PIECE):  # to its very end, where its checksum stands
                pass
    except FileNotFoundError:
        raise CannotRestore(f"The file {file} does not exist.") from None
    except EOFError:
        raise CannotRestore(f"{file} was cut off: its end is missing.") from None
    except (gzip.BadGzipFile, zlib.error, tarfile.TarError) as reason:
        raise CannotRestore(f"{file} is not a backup, or was altered: {reason}.") from None
    except OSError as reason:
        raise CannotRestore(f"{file} cannot be read: {reason.strerror or reason}.") from None


def read_manifest(file: Path, written: bytes) -> Manifest:
    try:
        form = msgspec.json.decode(written, type=dict[str, Any]).get("format")
        if form not in READ:
            raise CannotRestore(f"{file} has format {form}; this version of Sijill reads formats up to {FORMAT}.")
        return msgspec.json.decode(written, type=Manifest)
    except msgspec.MsgspecError:
        raise CannotRestore(f"{file} was altered: its manifest cannot be read.") from None


def must_be_ready(db: Connection[Any], manifest: Manifest) -> None:
    """Holds that the record is empty, and its tables those of the backup."""
    if dict(db.execute(QUERIES["migrations"]).fetchall()) != manifest.migrations:
        raise CannotRestore("This record was created by a newer version than the backup: restore into a new folder.")
    tables = {name: columns for name, columns, _ in db.execute(QUERIES["tables"]).fetchall()}
    for part in manifest.parts:
        if tables.get(part.table) != part.columns:
            raise CannotRestore(
                f"This version of Sijill has no table {part.table} with the columns {', '.join(part.columns)}."
            )
    for name in tables:
        if name not in LEFT_OUT and name != "record.head" and not is_empty(db, name):
            raise CannotRestore(f"This record is not empty ({name}): restore into a new folder or database.")


def is_empty(db: Connection[Any], table: str) -> bool:
    return db.execute(SQL("select from {} limit 1").format(Identifier(*table.split(".")))).fetchone() is None


def write(db: Connection[Any], part: Part, piece: bytes) -> None:
    names = SQL(", ").join(map(Identifier, part.columns))
    into = SQL("copy {} ({}) from stdin").format(Identifier(*part.table.split(".")), names)
    with db.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(piece)


def must_be_sound(db: Connection[Any], file: Path, manifest: Manifest) -> None:
    """Holds that positions and versions are without gaps, and log time does not go back."""
    ((next_position,),) = db.execute(QUERIES["head"]).fetchall()
    ((positions, versions, times),) = db.execute(QUERIES["faults"]).fetchall()
    faults = {"positions": positions or next_position != manifest.next, "versions": versions, "times": times}
    if any(faults.values()):
        wrong = ", ".join(name for name, is_wrong in faults.items() if is_wrong)
        raise CannotRestore(f"The log in {file} is damaged: its {wrong} have gaps.")
