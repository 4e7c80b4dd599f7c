"""Records backed up and brought back, and what is in them."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from ops.backup import QUERIES, Manifest, write_backup
from ops.database import Database
from ops.keys import Keyring
from ops.postgres import migrations
from ops.restore import check, restore
from ops.settings import Settings
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import Runner
from tests.kit.full_record import Living

OTHER_KEY = Keyring(b"k" * 32)


def quiet(table: str, done: int, total: int) -> None:
    pass


def known() -> dict[str, str]:
    """The migrations that there are, with their hashes."""
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


def untouched(settings: Settings) -> bool:
    """Whether nothing has been made in a database."""
    assert settings.database_url
    with psycopg.connect(settings.database_url) as db:
        return db.execute("select to_regnamespace('record') is null").fetchone() == (True,)


async def lived(register: Services) -> Living:
    living = await Living(register).live()
    with register.database.as_owner() as db:
        db.execute("insert into record.follower values ('kafka', 7)")
    runner = Runner(register.database, MODELS)
    runner.catch_up()
    runner.close()
    return living
