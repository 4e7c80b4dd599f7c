"""The application's connections cannot become the owner, whichever addresses are given."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from typer.testing import CliRunner

from ops.cli.main import app
from ops.database import Database
from ops.postgres import Unsuitable
from ops.roles import LOGIN, login_beside, may_own
from ops.settings import Settings, read_settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.full_record import Living
from tests.ops.conftest import empty

REFUSED = (
    "set role postgres",
    "set role none; update record.log set version = 9",
    "reset role; update record.log set version = 9",
    "reset session authorization; update record.log set version = 9",
    "set session authorization postgres",
    "update record.log set version = 9",
    "delete from record.log",
    "truncate record.log",
    "insert into record.log values (9)",
    "update record.head set next = 9",
    "delete from record.command",
    "update record.command set position = 9",
    "delete from record.opening",
    "update record.opening set key = event",
    "delete from record.data_key",
    "update record.migration set name = 'none'",
    "drop table record.log",
    "alter table record.log add column more text",
    "create table record.more ()",
    "create or replace function record.position_at(instant timestamptz) returns bigint language sql as 'select 1'",
    "grant sijill_app to pg_monitor",
    "create role another superuser",
    "alter role current_user superuser",
)


@pytest.fixture
def bare(server: str, tmp_path: Path) -> Iterator[Settings]:
    with empty(server, tmp_path / "record") as settings:
        yield settings


def address(settings: Settings, **fields: str) -> str:
    return make_conninfo(str(settings.database_url), **fields)


def apart(settings: Settings) -> Settings:
    """The owner and the application, each with an address of its own."""
    login = address(settings, user=f"app_{uuid4().hex[:8]}", password="a password")
    return msgspec.structs.replace(settings, owner_url=settings.database_url, database_url=login)


@pytest.fixture(params=["one address", "two addresses", "embedded"])
def database(request: pytest.FixtureRequest, bare: Settings, tmp_path: Path) -> Iterator[Database]:
    settings = {"one address": bare, "two addresses": apart(bare), "embedded": Settings(data_dir=tmp_path / "own")}
    database = Database(settings[request.param])
    database.start()
    yield database
    database.stop()


def test_an_application_s_connection_cannot_become_the_owner(database: Database) -> None:
    """`set role none` was enough: it was the owner's connection under another role."""
    Runner(database, MODELS).catch_up()
    for statement in REFUSED:
        with database.connect_sync() as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(statement)
    with database.connect_sync() as db:
        assert not may_own(db)
        db.execute("reset role")
        assert db.execute("select current_user").fetchone() != ("postgres",)
        assert not may_own(db)


@pytest.mark.anyio
async def test_everything_works_under_two_addresses(bare: Settings) -> None:
    settings = apart(bare)
    async with opened(settings) as register:
        await Living(register).live()
        assert not register.database.owner_alone
    without_owner = msgspec.structs.replace(settings, owner_url=None)
    async with opened(without_owner) as register:
        with register.database.connect_sync() as db:
            assert not may_own(db)
        with pytest.raises(Unsuitable, match="SIJILL_OWNER_URL"):
            assert register.database.owner_url


def test_the_application_alone_does_not_migrate(bare: Settings) -> None:
    login = f"app_{uuid4().hex[:8]}"
    with psycopg.connect(str(bare.database_url), autocommit=True) as db:
        db.execute(f"create role {login} login")
        db.execute("revoke create on database " + db.info.dbname + " from public")
    settings = msgspec.structs.replace(bare, database_url=address(bare, user=login))
    with pytest.raises(Unsuitable, match="sijill migrate"):
        Database(settings).start()
    owner = {"SIJILL_OWNER_URL": str(bare.database_url), "SIJILL_DATABASE_URL": str(settings.database_url)}
    done = CliRunner().invoke(app, ["migrate"], env=owner)
    assert done.exit_code == 0, done.output
    Database(settings).start()


def test_an_application_that_can_become_the_owner_is_refused(bare: Settings) -> None:
    settings = msgspec.structs.replace(bare, owner_url=bare.database_url)
    with pytest.raises(Unsuitable, match="is the owner of the database, or can become it"):
        Database(settings).start()
    member = f"app_{uuid4().hex[:8]}"
    with psycopg.connect(str(bare.database_url), autocommit=True) as db:
        db.execute(f"create role {member} login createrole")
    settings = msgspec.structs.replace(settings, database_url=address(bare, user=member))
    with pytest.raises(Unsuitable, match="or can become it"):
        Database(settings).start()


def test_one_address_of_the_owner_gets_a_login_beside_it(bare: Settings) -> None:
    """So have installations that know no other; a server says that they could be kept apart."""
    database = Database(bare)
    database.start()
    assert database.owner_alone
    with database.connect_sync() as db:
        assert db.execute("select session_user, current_user").fetchone() == (LOGIN, "sijill_app")


def test_its_password_follows_from_the_owner_s() -> None:
    one = login_beside("postgresql://owner:secret@db/sijill")
    assert one == login_beside("postgresql://owner:secret@db/sijill")
    assert one != login_beside("postgresql://owner:other@db/sijill")
    assert "secret" not in one
    assert "password" not in login_beside("postgresql://owner@db/sijill")


def test_an_explicit_folder_means_neither_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SIJILL_OWNER_URL", "postgresql://owner@db/sijill")
    assert read_settings(tmp_path).owner_url is None
    assert read_settings().owner_url == "postgresql://owner@db/sijill"
