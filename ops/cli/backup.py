"""`sijill backup` and `sijill restore`."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from api.ports import FilesAway
from ops.backup import write_backup
from ops.cli.existing import ended, existing, started
from ops.cli.options import AsJson, DataDir, print_json, progress
from ops.cli.stages import staged
from ops.files import BadPlace, FileStore, open_files
from ops.keys import BadMasterKey, Keyring, read_master_key
from ops.postgres import migrations
from ops.restore import CannotRestore, check, restore_files
from ops.restore import restore as restore_into
from ops.settings import Settings, read_settings
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup: a compressed tar.")]
TopicsSurvived = Annotated[
    bool,
    typer.Option(
        "--topics-survived",
        help="What the relay had published is still in its topics: it goes on where it was. Without this it publishes the log "
        "from its beginning, and consumers drop what they have seen.",
    ),
]


def backup(file: BackupFile, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Back a record up to a file, while it is in use.

    Log, words, data keys, outcomes of commands, accounts, and files that are in
    a folder: all as they stood at one moment. Left out are tokens, the read
    models, files in a bucket, and the master key: keep that
    (DATA-DIR/master.key or SIJILL_MASTER_KEY) elsewhere, and safe. The backup
    cannot be restored without it.
    """
    settings = read_settings(data_dir)
    with existing(data_dir) as database:
        keyring, files = read_keyring(settings), opened_files(settings)
        try:
            with database.as_owner() as db, staged() as on_progress:
                manifest = write_backup(db, keyring, file, on_progress, files.local)
        except FileExistsError:
            raise ended(f"{file} is there already: it is not written over.") from None
        except BadMasterKey:
            raise ended("The master key is not the one of this record: its backup could never be restored.") from None
        except OSError as reason:
            raise ended(f"{file} cannot be written: {reason.strerror or reason}.") from None
    head = manifest.next - 1 if manifest.next else None
    if as_json:
        rows = {part.table: part.rows for part in manifest.parts}
        told = {"head": head, "rows": rows, "files": len(manifest.files), "damaged": manifest.damaged}
        print_json({"file": str(file), "bytes": file.stat().st_size, **told})
    else:
        what = f"{manifest.next:,} events and {len(manifest.files):,} files, {file.stat().st_size:,} bytes"
        typer.echo(f"{file}: {what}. The master key is not in it.")
        if files.folder is None:
            typer.echo(f"The files of the record are in {settings.files}: keep a copy of that bucket too.")
        for name in manifest.damaged:
            typer.echo(f"The file {name} is damaged and was left out: an older backup may still have it.", err=True)


def restore(
    file: BackupFile, data_dir: DataDir = None, topics_survived: TopicsSurvived = False, as_json: AsJson = False
) -> None:
    """Restore a backup into an empty record.

    Needs the master key of the record that the backup was made of: in
    DATA-DIR/master.key, or in SIJILL_MASTER_KEY. The file is read through
    first: if it is cut off or altered, nothing is written. Then the read
    models are made from the log. Tokens are not in a backup: people log in
    again.
    """
    settings = read_settings(data_dir)
    keyring = read_keyring(settings)
    known = {migration.name: sha256(migration.read_bytes()).hexdigest() for migration in migrations()}
    try:
        with reading(file):
            manifest = check(file, keyring, known)
        files = opened_files(settings)
        with staged() as on_progress:
            asyncio.run(restore_files(file, manifest, files, on_progress))
        with started(settings, only=manifest.migrations) as database:
            with database.as_owner() as db, staged() as on_progress:
                rows = restore_into(db, file, manifest, keyring, on_progress, followers=topics_survived)
            database.start()
            with staged() as on_progress:
                rebuilt = rebuild(database, MODELS, on_progress=on_progress)
    except CannotRestore as reason:
        raise ended(f"{reason} Nothing was restored.") from None
    except FilesAway as reason:
        raise ended(f"The files cannot be brought to {settings.files}: {reason}. Nothing was restored.") from None
    if as_json:
        read_models = {name: next - 1 if next else None for name, next in sorted(rebuilt.next.items())}
        told = {"rows": rows, "files": len(manifest.files), "read_models": read_models}
        print_json({"head": manifest.next - 1 if manifest.next else None, **told})
    else:
        what = f"{manifest.next:,} events and {len(manifest.files):,} files"
        typer.echo(f"{what} are back, and the read models that follow from them.")


@contextmanager
def reading(file: Path) -> Iterator[None]:
    with progress() as bar:
        bar.add_task(f"Reading {file.name} through", total=None)
        yield


def opened_files(settings: Settings) -> FileStore:
    try:
        return open_files(settings.files)
    except BadPlace as reason:
        raise ended(str(reason)) from None


def read_keyring(settings: Settings) -> Keyring:
    """What follows from the master key, which must be there: here none is made."""
    if not os.environ.get("SIJILL_MASTER_KEY") and not settings.master_key.exists():
        raise ended(
            f"The master key of the record is needed: put it in {settings.master_key}, or in SIJILL_MASTER_KEY."
        )
    try:
        return Keyring(read_master_key(settings.master_key))
    except BadMasterKey:
        raise ended("The master key is not 32 bytes in base64.") from None
