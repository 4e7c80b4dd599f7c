"""The composition root: which implementation stands behind each port."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from psycopg_pool import AsyncConnectionPool

from api.ports import Ports
from domain.rules.rulesets import Rulebook
from ops.application import RecordRegister
from ops.database import Database
from ops.files import FileStore, open_files
from ops.keys import Keyring, read_master_key
from ops.record import SqlRecord
from ops.rules import read_rulebook
from ops.settings import Settings
from ops.store.committer import Committer
from ops.store.store import Server
from ops.store.vault import Vault

COLLECT = (50_000, 20, 20)
"""How rarely cycles are looked for. Commands leave next to none behind, but much that is looked through: as often as Python
does by itself, it takes a fifth of the time of an append."""


class Services(msgspec.Struct, frozen=True):
    """The running register: what commands, reads and the command line work with."""

    database: Database
    pool: AsyncConnectionPool[Any]
    keyring: Keyring
    vault: Vault
    rules: Rulebook
    files: FileStore
    record: SqlRecord
    application: RecordRegister

    def ports(self) -> Ports:
        """What the API is given of it."""
        return Ports(
            record=self.record,
            application=self.application,
            rules=self.rules,
            pool=self.pool,
            files=self.files,
            open_texts=self.vault.open,
            pseudonym=lambda scope, person: self.keyring.pseudonym(scope, person.bytes),
            digest=lambda purpose, text: self.keyring.fingerprint(purpose.encode(), text.encode()),
        )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """The register of some settings, its database started and migrated; closed again on the way out. Raises
    RuleFault, and BadPlace if there is no keeping files where they should be."""
    database = Database(settings)
    rules, files = read_rulebook(*settings.rules), open_files(settings.files)
    gc.set_threshold(*COLLECT)
    try:
        database.start()
        keyring = Keyring(read_master_key(settings.master_key))
        async with database.pool() as pool, Committer(database.connect) as committer:
            await must_fit(keyring, pool)
            vault = Vault(pool, keyring)
            env = {"SIJILL_DATABASE_URL": database.owner_url}
            with RecordRegister(env, server=Server(pool, committer)) as application:
                record = SqlRecord(application, pool, keyring, vault, rules)
                yield Services(database, pool, keyring, vault, rules, files, record, application)
    finally:
        database.stop()


async def must_fit(keyring: Keyring, pool: AsyncConnectionPool[Any]) -> None:
    """Raises BadMasterKey if the record was written with another master key: nothing may be added to it under this one."""
    async with pool.connection() as db:
        found = await (await db.execute("select id, wrapped from data_key limit 1")).fetchone()
    if found:
        keyring.unwrap(found[0], bytes(found[1]))
