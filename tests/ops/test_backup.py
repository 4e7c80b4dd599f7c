"""Backup and restore: one consistent whole out of a living record, and back, or nothing."""

# ruff: noqa: ASYNC240 - files of a test may be read where it stands

import asyncio
import gzip
import io
import shutil
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from psycopg import Connection
from psycopg.sql import SQL, Identifier
from typer.testing import CliRunner

import ops.postgres
from domain.participation import consultation, proposal
from domain.text import Sealed
from ops.backup import LEFT_OUT, MANIFEST, QUERIES, SEAL, Manifest, seal, write_backup
from ops.cli.main import app
from ops.database import Database
from ops.keys import BadMasterKey, Keyring, read_master_key
from ops.postgres import migrations
from ops.restore import CannotRestore, check, restore
from ops.settings import Settings
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE, Runner
from tests.kit.full_record import COMMUNITY, WRITTEN, Living
from tests.projections.histories import all_rows, append, ballots

pytestmark = pytest.mark.anyio  # of those that are async

OTHER_KEY = Keyring(b"k" * 32)


def quiet(table: str, done: int, total: int) -> None:
    pass


def known() -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in migrations()}


def back_up(register: Services, file: Path) -> Manifest:
    with register.database.as_owner() as db:
        return write_backup(db, register.keyring, file, quiet)


def bring_back(settings: Settings, file: Path, keyring: Keyring, **how: Any) -> dict[str, int]:
    """Checks and restores, as the command does."""
    manifest = check(file, keyring, known())
    database = Database(settings)
    database.start(manifest.migrations)
    how = {"followers": False, "on_progress": quiet, **how}
    with database.as_owner() as db:
        rows = restore(db, file, manifest, keyring, how.pop("on_progress"), **how)
    rebuild(database, MODELS)
    return rows


def content(db: Connection[Any]) -> dict[str, list[str]]:
    """Every row of every table of the record and the accounts, as text."""
    names = [name for name, _, _ in db.execute(QUERIES["tables"]).fetchall()]
    return {
        name: [
            row
            for (row,) in db.execute(SQL("select t::text from {} as t order by 1").format(Identifier(*name.split("."))))
        ]
        for name in names
    }


async def lived(register: Services) -> Living:
    living = await Living(register).live()
    with register.database.as_owner() as db:
        db.execute("insert into record.follower values ('kafka', 7)")
    runner = Runner(register.database, MODELS)
    runner.catch_up()
    runner.close()
    return living


@pytest.fixture
async def living(register: Services) -> Living:
    return await lived(register)


@pytest.fixture
def keyring(settings: Settings) -> Keyring:
    return Keyring(read_master_key(settings.master_key))


@pytest.fixture(scope="module")
def kept(lasting: Settings) -> tuple[bytes, Keyring]:
    """A backup, and the master key's keyring."""

    async def make() -> bytes:
        async with opened(lasting) as register:
            await lived(register)
            file = lasting.data_dir / "backup"
            back_up(register, file)
            return file.read_bytes()

    return asyncio.run(make()), Keyring(read_master_key(lasting.master_key))


@pytest.fixture
def file(kept: tuple[bytes, Keyring], tmp_path: Path) -> Path:
    file = tmp_path / "backup.tar.gz"
    file.write_bytes(kept[0])
    return file


@pytest.fixture
def its_key(kept: tuple[bytes, Keyring]) -> Keyring:
    return kept[1]


def untouched(settings: Settings) -> bool:
    """Whether nothing has been made in a database."""
    assert settings.database_url
    with psycopg.connect(settings.database_url) as db:
        return db.execute("select to_regnamespace('record') is null").fetchone() == (True,)


async def test_what_was_backed_up_is_back(
    living: Living, tmp_path: Path, keyring: Keyring, settings: Settings, another: Settings
) -> None:
    file = tmp_path / "backup.tar.gz"
    back_up(living.register, file)
    assert file.stat().st_mode & 0o777 == 0o600
    with living.register.database.as_owner() as db:
        was, views = content(db), all_rows(db, LIVE)
    rows = bring_back(another, file, keyring)
    another.data_dir.mkdir()
    shutil.copy(settings.master_key, another.master_key)
    async with opened(another) as register:
        with register.database.as_owner() as db:
            now = content(db)
            assert all_rows(db, LIVE) == views
        assert was.pop("accounts.token")
        assert was.pop("record.follower")
        assert now.pop("accounts.token") == now.pop("record.follower") == []
        assert now == was
        assert rows == {name: len(kept) for name, kept in was.items() if name not in LEFT_OUT}
        living.register = register
        assert {*WRITTEN} <= {*(await living.texts()).values()}
        repeated = await living.execute(
            consultation.Close(living.consultation), living.administrator, command_id=living.closing
        )
        assert repeated.repeated
        answer = proposal.GiveAnswer(living.consultation, living.proposal, "refused", Sealed("fr", "Autrement."))
        assert (await living.execute(answer, living.administrator)).position == len(was["record.log"])


def test_a_follower_goes_on_only_where_its_topics_survived(file: Path, its_key: Keyring, another: Settings) -> None:
    bring_back(another, file, its_key, followers=True)
    with psycopg.connect(another.database_url or "") as db:
        assert db.execute("select name, next from record.follower").fetchall() == [("kafka", 7)]


async def test_a_record_in_use_is_backed_up_as_it_stood_at_one_moment(
    living: Living, keyring: Keyring, another: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "busy.tar.gz"
    begun, ended = asyncio.Event(), asyncio.Event()
    await living.execute(reopened(living), living.administrator)

    async def submitting() -> int:
        count = 0
        while not ended.is_set():
            await living.execute(
                proposal.Submit(living.consultation, uuid4(), Sealed("fr", f"{count}")), living.citizen
            )
            count += 1
            begun.set()
        return count

    work = [asyncio.create_task(submitting()) for _ in range(4)]
    await begun.wait()
    manifest = await asyncio.to_thread(back_up, living.register, file)
    ended.set()
    assert sum(await asyncio.gather(*work)) > 0
    rows = bring_back(another, file, keyring)
    assert rows["record.log"] == manifest.next
    with psycopg.connect(another.database_url or "") as db:
        assert db.execute("select count(*) from record.command where position >= %s", [manifest.next]).fetchone() == (
            0,
        )
        assert db.execute(
            "select count(*) from record.opening o where not exists ("
            " select from record.entries e where e.entry->>'event_id' = o.event::text)"
        ).fetchone() == (0,)


def reopened(living: Living) -> consultation.Open:
    """Another consultation, open."""
    living.consultation = uuid4()
    now = datetime.now(UTC)
    return consultation.Open(COMMUNITY, living.consultation, {"fr": "Encore"}, {}, now, now + timedelta(days=1))


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
    with pytest.raises(CannotRestore, match="There is no file"):
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


async def test_many_pieces_are_one_whole(
    register: Services, keyring: Keyring, another: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ops.backup.PIECE", 10_000)
    with register.database.as_owner() as db:
        append(db, ballots(400))
    back_up(register, tmp_path / "pieces")
    with tarfile.open(tmp_path / "pieces") as tar:
        assert sum(name.startswith("record.log/") for name in tar.getnames()) > 10
    assert bring_back(another, tmp_path / "pieces", keyring)["record.log"] == 400


class CommandLine:
    def __init__(self, settings: Settings) -> None:
        self.environment = {
            "SIJILL_DATABASE_URL": settings.database_url, "SIJILL_MASTER_KEY_FILE": str(settings.master_key),
            "SIJILL_FILES": str(settings.files),
        }  # fmt: skip

    def run(self, *arguments: object) -> Any:
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=self.environment)

    def json(self, *arguments: object) -> Any:
        done = self.run(*arguments, "--json")
        assert done.exit_code == 0, done.output
        return msgspec.json.decode(done.stdout)


async def test_the_commands(living: Living, settings: Settings, another: Settings, tmp_path: Path) -> None:
    file = tmp_path / "by-command.tar.gz"
    here, there = CommandLine(settings), CommandLine(another)
    written = await asyncio.to_thread(here.json, "backup", file)
    assert written["bytes"] == file.stat().st_size
    again = await asyncio.to_thread(here.run, "backup", file)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "there already" in again.stderr

    without = await asyncio.to_thread(there.run, "restore", file)
    assert without.exit_code == 1
    assert "master key" in without.stderr
    assert not another.data_dir.exists()
    assert untouched(another)

    another.master_key.parent.mkdir()
    shutil.copy(settings.master_key, another.master_key)
    restored = await asyncio.to_thread(there.json, "restore", file)
    assert restored["head"] == written["head"]
    assert set(restored["read_models"].values()) == {written["head"]}
    assert {name: rows for name, rows in written["rows"].items() if name != "record.follower"} == restored["rows"]
