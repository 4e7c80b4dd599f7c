"""Backup and restore of the files that the record names: all of them, or it is said which ones are not in it."""

import asyncio
import gzip
import io
import shutil
import tarfile
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from ops.backup import MANIFEST, SEAL, FileInBackup, Manifest, seal, write_backup
from ops.cli.main import app
from ops.files import open_files
from ops.keys import Keyring, read_master_key
from ops.postgres import migrations
from ops.restore import CannotRestore, check, restore_files
from ops.settings import Settings
from ops.wiring import Services, opened

pytestmark = pytest.mark.anyio

FILES = (b"%PDF-1.7 minutes", b"\n" * 5_000_000 + b"a plan of the wells", b"a,b\n1,2\n")
NAMES = [sha256(content).hexdigest() for content in FILES]


def quiet(table: str, done: int, total: int) -> None:
    pass


def known() -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in migrations()}


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
async def filled(register: Services) -> Services:
    for content in FILES:
        await register.files.keep(once(content))
    return register


def back_up(register: Services, file: Path) -> Manifest:
    with register.database.as_owner() as db:
        return write_backup(db, register.keyring, file, quiet, register.files.local)


async def test_files_come_back_as_they_were(filled: Services, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    written = back_up(filled, file)
    assert sorted(kept.sha256 for kept in written.files) == sorted(NAMES)
    assert written.damaged == []
    manifest = check(file, filled.keyring, known())
    there = open_files(tmp_path / "there")
    await there.keep(once(FILES[0]))  # one of them is there already
    await restore_files(file, manifest, there, quiet)
    assert {path.name: path.read_bytes() for path in there.local()} == dict(zip(NAMES, FILES, strict=True))


async def test_what_is_damaged_is_left_out_and_named(filled: Services, tmp_path: Path) -> None:
    (tmp_path / "record" / "files" / NAMES[0][:2] / NAMES[0]).write_bytes(b"rot")
    written = back_up(filled, tmp_path / "backup")
    assert written.damaged == [NAMES[0]]
    assert {kept.sha256 for kept in written.files} == {*NAMES[1:]}
    check(tmp_path / "backup", filled.keyring, known())


async def test_a_file_that_is_swept_during_the_backup_is_left_out(filled: Services, tmp_path: Path) -> None:
    """The backup failed at a file that was listed and is gone."""

    def listed() -> list[Path]:
        paths = [*filled.files.local()]
        paths[0].unlink()
        return paths

    with filled.database.as_owner() as db:
        written = write_backup(db, filled.keyring, tmp_path / "backup", quiet, listed)
    assert [kept.sha256 for kept in written.files] == sorted(NAMES)[1:]
    assert written.damaged == []
    assert check(tmp_path / "backup", filled.keyring, known()) == written


async def test_counts_and_marks_of_uploads_are_left_out(filled: Services, tmp_path: Path) -> None:
    assert not {"accounts.upload", "record.uploaded_file"} & {
        part.table for part in back_up(filled, tmp_path / "b").parts
    }


def altered(file: Path, keyring: Keyring, *, of: str, into: bytes) -> None:
    """Puts another content in the place of a file's, under a manifest and a seal that do not know."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(gzip.decompress(file.read_bytes()))) as old,
        tarfile.open(fileobj=out, mode="w") as new,
    ):
        for member in old:
            taken = old.extractfile(member)
            assert taken is not None
            content = into if of in member.name else taken.read()
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    file.write_bytes(gzip.compress(out.getvalue(), 1))


async def test_an_altered_file_is_recognised(filled: Services, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    back_up(filled, file)
    altered(file, filled.keyring, of=NAMES[2], into=b"a,b\n1,3\n")
    with pytest.raises(CannotRestore, match=f"files/{NAMES[2]} has other content than when it was written"):
        check(file, filled.keyring, known())


async def test_a_file_that_is_missing_or_too_much_is_recognised(filled: Services, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    written = back_up(filled, file)
    for files in (written.files[1:], [*written.files, FileInBackup("ab" * 32, 7)]):
        manifest = msgspec.json.encode(msgspec.structs.replace(written, files=files))
        altered(file, filled.keyring, of=MANIFEST, into=manifest)
        altered(file, filled.keyring, of=SEAL, into=seal(filled.keyring, manifest))
        with pytest.raises(CannotRestore, match="has other content than when it was written"):
            check(file, filled.keyring, known())


async def test_a_backup_of_the_first_format_is_read(filled: Services, tmp_path: Path) -> None:
    file = tmp_path / "backup"
    with filled.database.as_owner() as db:
        written = write_backup(db, filled.keyring, file, quiet)
    old = msgspec.to_builtins(msgspec.structs.replace(written, format=1))
    manifest = msgspec.json.encode({name: value for name, value in old.items() if name not in {"files", "damaged"}})
    altered(file, filled.keyring, of=MANIFEST, into=manifest)
    altered(file, filled.keyring, of=SEAL, into=seal(filled.keyring, manifest))
    assert check(file, filled.keyring, known()).files == []


async def test_the_commands_bring_files_too(
    filled: Services, settings: Settings, another: Settings, tmp_path: Path
) -> None:
    runner, file = CliRunner(), tmp_path / "by-command"
    places = {
        settings: {"SIJILL_DATABASE_URL": settings.database_url, "SIJILL_DATA_DIR": str(settings.data_dir)},
        another: {"SIJILL_DATABASE_URL": another.database_url, "SIJILL_DATA_DIR": str(another.data_dir)},
    }
    written = await asyncio.to_thread(runner.invoke, app, ["backup", str(file)], env=places[settings])
    assert written.exit_code == 0, written.output
    assert " and 3 files" in written.stdout
    another.data_dir.mkdir(exist_ok=True)
    shutil.copy(settings.master_key, another.master_key)
    restored = await asyncio.to_thread(runner.invoke, app, ["restore", str(file)], env=places[another])
    assert restored.exit_code == 0, restored.output
    assert " and 3 files were restored" in restored.stdout
    async with opened(another) as register:
        assert sorted(path.name for path in register.files.local()) == sorted(NAMES)
    assert Keyring(read_master_key(another.master_key))
