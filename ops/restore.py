"""Restores backups: checks the whole file first, then copies it into an empty record.

One transaction copies everything: after a failure the record is as empty as before.
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
"""A name (a table, a file as `files/SHA-256`, the manifest or the seal), and a piece of its content."""


class CannotRestore(Exception):
    """A backup cannot be restored; the message gives the reason. Nothing was written."""


def check(file: Path, keyring: Keyring, migrations: dict[str, str]) -> Manifest:
    """Verifies a whole backup. `migrations` holds this version's migrations with their digests. Raises CannotRestore."""
    parts: dict[str, Tally] = {}
    written = sealed = None
    for name, content in pieces(file):
        if written is None and name not in (MANIFEST, SEAL):
            parts.setdefault(name, Tally()).add(content)
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
    actual = {name: (tally.counted(name), tally.sha256) for name, tally in parts.items()}
    expected = {part.table: (part.rows, part.sha256) for part in manifest.parts if part.rows}
    expected |= {f"{FILES}/{one.sha256}": (one.size, one.sha256) for one in manifest.files if one.size}
    if actual != expected:
        wrong = sorted(name for name in {*actual, *expected} if actual.get(name) != expected.get(name))
        raise CannotRestore(f"{file} was altered: {', '.join(wrong)} has other content than when it was written.")
    if not manifest.migrations.items() <= migrations.items():
        raise CannotRestore(f"{file} was written by a newer version of Sijill: restore it with that version.")
    return manifest


def restore(
    db: Connection[Any], file: Path, manifest: Manifest, keyring: Keyring, on_progress: OnProgress, *, followers: bool
) -> dict[str, int]:
    """Copies a backup that was checked into an empty record, in one transaction; `db` is a connection of the database's owner.
    Gives the number of rows of each table.

    `followers`: restore the positions of followers, since the topics that they have filled still exist; else they start again at
    position 0. Raises CannotRestore.
    """
    with db.transaction():
        db.execute(QUERIES["alone"])
        must_be_ready(db, manifest)
        db.execute(QUERIES["settings"])
        db.execute("delete from record.head")
        wanted = {part.table: part for part in manifest.parts if followers or part.table != FOLLOWERS}
        copied = {part.table: 0 for part in wanted.values()}
        with closing(pieces(file)) as content:
            tables: dict[str, Tally] = {}
            for name, piece in content:
                if name in wanted:
                    tally = tables.setdefault(name, Tally())
                    tally.add(piece)
                    write(db, wanted[name], piece)
                    on_progress(name, tally.rows, wanted[name].rows)
        for name, tally in tables.items():
            copied[name] = tally.rows
            if tally.sha256 != wanted[name].sha256:
                raise CannotRestore(f"{file} was altered while it was read.")
        if {name: part.rows for name, part in wanted.items()} != copied:
            raise CannotRestore(f"{file} was altered while it was read.")
        must_be_sound(db, file, manifest)
        try:
            must_fit(db, keyring)
        except BadMasterKey:
            raise CannotRestore(
                "The master key does not decrypt the data keys of this backup: use the key of the backed-up record."
            ) from None
    db.execute("analyze record.log; analyze record.command; analyze record.opening")
    return copied


async def restore_files(file: Path, manifest: Manifest, store: FileStore, on_progress: OnProgress) -> None:
    """Copies the files of a backup that was checked to the file store; call it before the record that names them is restored.
    Files that are there already stay. Raises CannotRestore, FilesAway."""
    wanted = {f"{FILES}/{one.sha256}": one.sha256 for one in manifest.files}
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
    """An iterable as an asynchronous iterator."""
    for piece in pieces:
        yield piece


class Tally:
    """Rows, bytes and digest of the pieces of one table or file."""

    def __init__(self) -> None:
        self.rows, self.size, self._digest = 0, 0, sha256()

    def add(self, piece: bytes) -> None:
        self.rows += piece.count(b"\n")
        self.size += len(piece)
        self._digest.update(piece)

    def counted(self, name: str) -> int:
        """The number of rows of a table, or of bytes of a file."""
        return self.size if name.startswith(f"{FILES}/") else self.rows

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def pieces(file: Path) -> Generator[Piece, None, None]:
    """The pieces of a backup, in its order. Raises CannotRestore if the file is no backup, or is truncated."""
    try:
        with gzip.open(file, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or member.size > LARGEST_PIECE:
                    raise CannotRestore(f"{file} was altered: {member.name} is not part of a backup.")
                yield member.name.rpartition("/")[0] or member.name, content.read()
            while packed.read(PIECE):  # to the end of the file: gzip then verifies its checksum
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
    """Decodes a manifest. Raises CannotRestore if its format is unknown."""
    try:
        form = msgspec.json.decode(written, type=dict[str, Any]).get("format")
        if form not in READ:
            raise CannotRestore(f"{file} has format {form}; this version of Sijill reads formats up to {FORMAT}.")
        return msgspec.json.decode(written, type=Manifest)
    except msgspec.MsgspecError:
        raise CannotRestore(f"{file} was altered: its manifest cannot be read.") from None


def must_be_ready(db: Connection[Any], manifest: Manifest) -> None:
    """Raises CannotRestore if the record is not empty, or its tables are not those of the backup."""
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
    """Copies a piece of rows into its table."""
    names = SQL(", ").join(map(Identifier, part.columns))
    into = SQL("copy {} ({}) from stdin").format(Identifier(*part.table.split(".")), names)
    with db.cursor() as cursor, cursor.copy(into) as copy:
        copy.write(piece)


def must_be_sound(db: Connection[Any], file: Path, manifest: Manifest) -> None:
    """Raises CannotRestore if positions or versions have gaps, or if log time goes back."""
    ((next_position,),) = db.execute(QUERIES["head"]).fetchall()
    ((positions, versions, times),) = db.execute(QUERIES["faults"]).fetchall()
    faults = {"positions": positions or next_position != manifest.next, "versions": versions, "times": times}
    if any(faults.values()):
        wrong = ", ".join(name for name, is_wrong in faults.items() if is_wrong)
        raise CannotRestore(f"The log in {file} is damaged: its {wrong} have gaps.")
