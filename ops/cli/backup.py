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

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup file, a compressed tar archive.")]
TopicsSurvived = Annotated[
    bool,
    typer.Option(
        "--topics-survived",
        help="The Kafka topics still exist: the relay continues from its position in the backup. Without this option the relay "
        "publishes the log from the beginning, and consumers skip the duplicates.",
    ),
]


def backup(file: BackupFile, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Back up a record to a file, while the server is running.

    The backup is a consistent snapshot of the log, texts, data keys, command
    outcomes, accounts, and files that are stored in a folder. It does not
    contain tokens, read models, files in a bucket, or the master key. Keep the
    master key (DATA-DIR/master.key or SIJILL_MASTER_KEY) in a safe place
    elsewhere: without it the backup cannot be restored.
    """
    settings = read_settings(data_dir)
    with existing(data_dir) as database:
        keyring, files = read_keyring(settings), opened_files(settings)
        try:
            with database.connect_sync() as db, staged() as on_progress:
                manifest = write_backup(db, keyring, file, on_progress, files.local)
        except FileExistsError:
            raise ended(f"{file} already exists and is not overwritten.") from None
        except BadMasterKey:
            raise ended("The master key does not belong to this record: its backup could never be restored.") from None
        except OSError as reason:
            raise ended(f"{file} cannot be written: {reason.strerror or reason}.") from None
    head = manifest.next - 1 if manifest.next else None
    if as_json:
        rows = {part.table: part.rows for part in manifest.parts}
        told = {"head": head, "rows": rows, "files": len(manifest.files), "damaged": manifest.damaged}
        print_json({"file": str(file), "bytes": file.stat().st_size, **told})
    else:
        what = f"{manifest.next:,} events and {len(manifest.files):,} files, {file.stat().st_size:,} bytes"
        typer.echo(f"{file}: {what}. It does not contain the master key.")
        if files.folder is None:
            typer.echo(f"The files of the record are in {settings.files}: back up that bucket too.")
        for name in manifest.damaged:
            typer.echo(f"The file {name} is damaged and was left out. An older backup may still contain it.", err=True)


def restore(
    file: BackupFile, data_dir: DataDir = None, topics_survived: TopicsSurvived = False, as_json: AsJson = False
) -> None:
    """Restore a backup into an empty record.

    Needs the master key of the backed-up record, in DATA-DIR/master.key or
    SIJILL_MASTER_KEY. The whole file is verified first: if it is truncated or
    altered, nothing is written. Then the read models are rebuilt from the log.
    A backup contains no tokens, so people must log in again.
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
        raise ended(f"The files cannot be stored in {settings.files}: {reason}. Nothing was restored.") from None
    if as_json:
        read_models = {name: next - 1 if next else None for name, next in sorted(rebuilt.next.items())}
        told = {"rows": rows, "files": len(manifest.files), "read_models": read_models}
        print_json({"head": manifest.next - 1 if manifest.next else None, **told})
    else:
        what = f"{manifest.next:,} events and {len(manifest.files):,} files"
        typer.echo(f"{what} were restored, and the read models rebuilt.")


@contextmanager
def reading(file: Path) -> Iterator[None]:
    with progress() as bar:
        bar.add_task(f"Verifying {file.name}", total=None)
        yield


def opened_files(settings: Settings) -> FileStore:
    try:
        return open_files(settings.files)
    except BadPlace as reason:
        raise ended(str(reason)) from None


def read_keyring(settings: Settings) -> Keyring:
    """The keyring of the master key. The key must exist; it is never created here."""
    if not os.environ.get("SIJILL_MASTER_KEY") and not settings.master_key.exists():
        raise ended(f"The record's master key is missing: put it in {settings.master_key}, or in SIJILL_MASTER_KEY.")
    try:
        return Keyring(read_master_key(settings.master_key))
    except BadMasterKey:
        raise ended("The master key is not 32 bytes in base64.") from None
