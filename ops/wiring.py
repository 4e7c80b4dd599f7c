"""The composition root: makes the implementations of all ports and connects them."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from psycopg_pool import AsyncConnectionPool

from api.ports import Ports
from domain.rules.rulesets import Rulebook
from ops.application import RecordRegister
from ops.clock import Clock
from ops.database import Database
from ops.ended_sessions import ended_sessions
from ops.files import FileStore, open_files
from ops.keys import Keyring, read_master_key
from ops.record import SqlRecord
from ops.rules import read_rulebook
from ops.settings import Settings
from ops.stopping import interruptible
from ops.store.committer import Committer
from ops.store.store import Server
from ops.store.vault import Vault

GC_THRESHOLDS = (50_000, 20, 20)
"""Commands create few reference cycles and many objects: at Python's default thresholds, garbage collection takes a fifth of the
time of an append."""


class Services(msgspec.Struct, frozen=True):
    """The services of an open record."""

    database: Database
    pool: AsyncConnectionPool[Any]
    keyring: Keyring
    vault: Vault
    rules: Rulebook
    files: FileStore
    record: SqlRecord
    application: RecordRegister

    def ports(self) -> Ports:
        """The ports that the API needs."""
        return Ports(
            record=self.record,
            application=self.application,
            rules=self.rules,
            pool=self.pool,
            files=self.files,
            open_texts=self.vault.open,
            pseudonym=lambda scope, person: self.keyring.pseudonym(scope, person.bytes),
            fault=self.record.fault,
            digest=lambda purpose, text: self.keyring.fingerprint(purpose.encode(), text.encode()),
            ended_sessions=lambda: ended_sessions(self.database.connect),
            search_token=self.keyring.token,
        )


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Services]:
    """Starts and migrates the database of some settings, and opens the record on it; closes both at the end.

    Raises RuleFault; BadPlace if files cannot be stored at the configured place; Unsuitable, CannotStart, BadMasterKey.
    """
    database = Database(settings)
    rules, files = read_rulebook(*settings.rules), open_files(settings.files)
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        with interruptible():
            database.start()
        keyring = Keyring(read_master_key(settings.master_key))
        async with database.pool() as pool, Committer(database.connect) as committer:
            await must_fit(keyring, pool)
            vault = Vault(pool, keyring)
            env = {"SIJILL_DATABASE_URL": database.login_url}
            with RecordRegister(env, server=Server(pool, committer)) as application:
                record = SqlRecord(
                    application, pool, keyring, vault, rules, Clock(pool.connection, settings.clock_skew)
                )
                yield Services(database, pool, keyring, vault, rules, files, record, application)
    finally:
        database.stop()


async def must_fit(keyring: Keyring, pool: AsyncConnectionPool[Any]) -> None:
    """Raises BadMasterKey if the record was written under another master key."""
    async with pool.connection() as db:
        data_key = await (await db.execute("select id, wrapped from data_key limit 1")).fetchone()
    if data_key:
        keyring.unwrap(data_key[0], bytes(data_key[1]))
