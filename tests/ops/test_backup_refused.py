"""What is no sound backup, or not of this record, is refused and restores nothing."""

# ruff: noqa: ASYNC240 - files of a test may be read where it stands

import gzip
import io
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import psycopg
import pytest

import ops.postgres
from ops.backup import MANIFEST, SEAL, Manifest, seal, write_backup
from ops.database import Database
from ops.keys import BadMasterKey, Keyring
from ops.restore import CannotRestore, check
from ops.settings import Settings
from tests.kit.full_record import Living
from tests.ops.backups import OTHER_KEY, back_up, bring_back, content, known, quiet, untouched

pytestmark = pytest.mark.anyio  # of those that are async


@pytest.mark.parametrize("left", [0, 1, 9, 200, 0.3, 0.7, -1, -9, -100])
def test_a_file_that_was_cut_off_is_recognised(file: Path, its_key: Keyring, another: Settings, left: float) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: int(left * len(whole)) if 0 < left < 1 else int(left)])
    with pytest.raises(CannotRestore):
        bring_back(another, file, its_key)
    assert untouched(another)


def altered(file: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Writes the file again, with other content."""
    packed = io.BytesIO()
    with tarfile.open(file) as old, tarfile.open(fileobj=packed, mode="w") as new:
        for member in old:
            reader = old.extractfile(member)
            assert reader
            changed = change(member.name, reader.read())
            member.size = len(changed)
            new.addfile(member, io.BytesIO(changed))
    file.write_bytes(gzip.compress(packed.getvalue()))


def test_an_altered_row_is_recognised(file: Path, its_key: Keyring, another: Settings) -> None:
    def change(name: str, content: bytes) -> bytes:
        return content.replace(b"7", b"8", 1) if name.startswith("record.log/") else content

    altered(file, change)
    with pytest.raises(CannotRestore, match="record.log"):
        bring_back(another, file, its_key)
    assert untouched(another)


@pytest.mark.parametrize("resealed_by", [None, OTHER_KEY])
def test_an_altered_manifest_is_recognised(
    file: Path, its_key: Keyring, another: Settings, resealed_by: Keyring | None
) -> None:
    forged = b""

    def change(name: str, content: bytes) -> bytes:
        nonlocal forged
        if name == MANIFEST:
            manifest = msgspec.json.decode(content, type=Manifest)
            forged = msgspec.json.encode(msgspec.structs.replace(manifest, next=manifest.next - 1))
            return forged
        return seal(resealed_by, forged) if name == SEAL and resealed_by else content

    altered(file, change)
    with pytest.raises(CannotRestore, match="altered"):
        bring_back(another, file, its_key)
    assert untouched(another)


def test_a_part_too_much_or_too_few_is_recognised(file: Path, its_key: Keyring) -> None:
    altered(file, lambda name, content: b"" if name.startswith("record.opening/") else content)
    with pytest.raises(CannotRestore, match="record.opening"):
        check(file, its_key, known())


def test_other_files_are_no_backups(its_key: Keyring, tmp_path: Path) -> None:
    other = tmp_path / "other"
    for wrong in (b"", b"name,value\n", gzip.compress(b"name,value\n" * 500)):
        other.write_bytes(wrong)
        with pytest.raises(CannotRestore):
            check(other, its_key, known())
    with pytest.raises(CannotRestore, match="does not exist"):
        check(tmp_path / "none", its_key, known())


def test_another_master_key_is_refused(file: Path, another: Settings) -> None:
    with pytest.raises(CannotRestore, match="master key"):
        bring_back(another, file, OTHER_KEY)
    assert untouched(another)


async def test_a_key_that_does_not_fit_is_refused_when_backing_up(living: Living, tmp_path: Path) -> None:
    with living.register.database.as_owner() as db, pytest.raises(BadMasterKey):
        write_backup(db, OTHER_KEY, tmp_path / "never", quiet)
    assert not list(tmp_path.glob("never*"))


def test_a_record_with_anything_in_it_is_left_alone(file: Path, its_key: Keyring, another: Settings) -> None:
    bring_back(another, file, its_key)
    with psycopg.connect(another.database_url or "", autocommit=True) as db:
        was = content(db)
        with pytest.raises(CannotRestore, match="not empty"):
            bring_back(another, file, its_key)
        assert content(db) == was


def test_a_restore_that_is_interrupted_leaves_the_record_empty(file: Path, its_key: Keyring, another: Settings) -> None:
    def interrupt(table: str, done: int, total: int) -> None:
        if table == "record.opening":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring_back(another, file, its_key, on_progress=interrupt)
    with psycopg.connect(another.database_url or "") as db:
        assert db.execute("select count(*) from record.log").fetchone() == (0,)
    assert bring_back(another, file, its_key)["record.log"] > 0


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ("delete from record.log where position = 3", "positions"),
        ("delete from record.log where position = (select max(position) from record.log)", "positions"),
        ("update record.log set version = 7 where position = 0", "versions"),
        ("update record.log set at = '2001-01-01' where position = 5", "times"),
    ],
)
async def test_an_unsound_log_is_not_restored(
    living: Living, keyring: Keyring, another: Settings, tmp_path: Path, damage: str, what: str
) -> None:
    with living.register.database.as_owner() as db:
        db.execute(damage)
    back_up(living.register, tmp_path / "unsound")
    with pytest.raises(CannotRestore, match=what):
        bring_back(another, tmp_path / "unsound", keyring)
    with psycopg.connect(another.database_url or "") as db:
        assert db.execute("select count(*) from record.log").fetchone() == (0,)


def test_an_older_backup_is_migrated_and_a_newer_one_refused(
    file: Path, its_key: Keyring, another: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = tmp_path / "migrations"
    shutil.copytree(ops.postgres.MIGRATIONS, newer)
    (newer / "9999_later.sql").write_text("alter table command rename column thing to subject;")
    with pytest.raises(CannotRestore, match="version"):
        check(file, its_key, {name: digest for name, digest in known().items() if not name.startswith("0003")})
    monkeypatch.setattr(ops.postgres, "MIGRATIONS", newer)
    bring_back(another, file, its_key)
    database = Database(another)
    database.start()
    with database.as_owner() as db:
        assert db.execute("select count(subject) > 0 from record.command").fetchone() == (True,)
