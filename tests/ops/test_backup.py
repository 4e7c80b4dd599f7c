"""Backup and restore: one consistent whole out of a living record, and back, or nothing."""

import asyncio
import shutil
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from typer.testing import CliRunner

from domain.participation import consultation, proposal
from domain.text import Sealed
from ops.backup import LEFT_OUT
from ops.cli.main import app
from ops.keys import Keyring
from ops.settings import Settings
from ops.wiring import Services, opened
from projections.toolkit.runner import LIVE
from tests.kit.full_record import COMMUNITY, WRITTEN, Living
from tests.kit.log import all_rows, append, ballots
from tests.ops.backups import back_up, bring_back, content, untouched

pytestmark = pytest.mark.anyio  # of those that are async


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
    assert "already exists" in again.stderr

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
