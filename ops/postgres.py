"""A PostgreSQL with the record's schema: embedded, or by its address; migrated by its owner, used under the application's
role."""

import asyncio
import time
from collections.abc import AsyncIterator, Container, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool

from ops import clock
from ops.embedded import EmbeddedPostgres
from ops.roles import LOGIN, login_beside, make_login, may_own, set_password
from ops.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
SEARCH_PATH = "views,record,accounts"
POOL_SIZE = 12
OLDEST, NEWEST = 15, 18
MAX_CLOCK_SKEW = 0.5
"""Seconds between this machine's clock and the database's at a start. The log refuses an append that is off by a second."""

CLOCK_PATIENCE = 10.0
"""Seconds for which a start waits for the time service of a virtual machine that was just resumed."""

START_TIMEOUT = 60.0
"""Seconds for which `start` retries if the embedded server is killed while it starts."""


APART = (
    "Give the owner's address in SIJILL_OWNER_URL, and in SIJILL_DATABASE_URL that of another login without rights: it is made "
    "if it is not there (docs/operations.md)."
)


class Unsuitable(Exception):
    """The database cannot be used; the message says why and what to do."""


class Postgres:
    """The database of some settings: the embedded server, or the one at `database_url` and `owner_url`.

    Where only one address is known, or the server is embedded, the application gets a login of its own beside the owner's. Where
    the one address is the application's, nothing is migrated here.
    """

    def __init__(self, settings: Settings) -> None:
        given = settings.database_url or settings.owner_url
        self._embedded = None if given else EmbeddedPostgres(settings.data_dir)
        self._owner, self._login = settings.owner_url, settings.database_url
        if self._owner and not self._login:
            self._login = login_beside(self._owner)
        self.owner_alone = False
        """Whether the address of the application is the owner's, who could be kept apart."""
        self._clock_skew = settings.clock_skew
        self._starting = asyncio.Lock()
        self._stopped = False

    def start(self, only: Container[str] | None = None) -> None:
        """Starts the embedded server, if these settings use one, and applies the migrations that are missing; with `only`, those
        of them that are named there (a restore applies the migrations of its backup first).

        Raises Unsuitable, CannotStart, psycopg.OperationalError.
        """
        self._stopped = False
        if self._embedded is None:
            self._open(only)
            return
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            self._owner = self._embedded.start()
            self._login = login_beside(self._owner)
            try:
                self._migrate(only)
                return
            except psycopg.OperationalError:  # it was killed between the two
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        """Releases the embedded server; it ends when no other process uses it."""
        self._stopped = True  # no connection starts it again
        if self._embedded:
            self._embedded.stop()

    @property
    def owner_url(self) -> str:
        """The address under the role that owns the tables. Only after `start`. Raises Unsuitable if it is not known."""
        if self._owner is None:
            raise Unsuitable("This needs the owner of the database: give its address in SIJILL_OWNER_URL.")
        return self._owner

    @property
    def login_url(self) -> str:
        """The address under the application's login. Only after `start`."""
        assert self._login is not None, "the database has not been started"
        return self._login

    def url(self, search_path: str = SEARCH_PATH) -> str:
        """The address under the application's role, with a search path."""
        given = conninfo_to_dict(self.login_url).get("options") or ""
        options = f"{given} -c role=sijill_app -c search_path={search_path} -c timezone=UTC -c jit=off".strip()
        return make_conninfo(self.login_url, options=options, connect_timeout=10)

    async def connect(self) -> AsyncConnection[Any]:
        """A new connection, in autocommit. Restarts the embedded server if it has crashed."""
        try:
            return await AsyncConnection.connect(self.url(), autocommit=True, prepare_threshold=1)
        except psycopg.OperationalError:
            if self._embedded is None or self._stopped:
                raise
            async with self._starting:
                await asyncio.to_thread(self._embedded.start)
            return await AsyncConnection.connect(self.url(), autocommit=True, prepare_threshold=1)

    def connect_sync(self, search_path: str = SEARCH_PATH) -> Connection[Any]:
        """`connect` for threads and for the command line."""
        try:
            return Connection.connect(self.url(search_path), autocommit=True, prepare_threshold=1)
        except psycopg.OperationalError:
            if self._embedded is None or self._stopped:
                raise
            self._embedded.start()
            return Connection.connect(self.url(search_path), autocommit=True, prepare_threshold=1)

    @asynccontextmanager
    async def pool(self, size: int = POOL_SIZE) -> AsyncIterator[AsyncConnectionPool[Any]]:
        """A pool of `size` connections at most, under the application's role; closed at the end."""
        pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            self.url(),
            min_size=1,
            max_size=size,
            open=False,
            check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, "prepare_threshold": 1},
            reconnect_timeout=600,
            name="sijill",
        )
        await pool.open(wait=True, timeout=30)
        try:
            yield pool
        finally:
            await pool.close()

    @contextmanager
    def as_owner(self) -> Iterator[Connection[Any]]:
        """A connection under the role that owns the tables."""
        with psycopg.connect(self.owner_url, autocommit=True, connect_timeout=10) as db:
            yield db

    def _open(self, only: Container[str] | None) -> None:
        """Opens a database that has an address: migrates it if its owner is known, and tries the application's login."""
        if self._owner is None:
            with psycopg.connect(self.login_url, autocommit=True, connect_timeout=10) as db:
                if not may_own(db):
                    must_be_migrated(db)
                    self._clocks_must_agree(db)
                    return
            self._owner, self._login = self.login_url, login_beside(self.login_url)
            self.owner_alone = True
        self._migrate(only)
        self._login_must_work()

    def _login_must_work(self) -> None:
        """Connects as the application's login. Raises Unsuitable if it does not work, or could become the owner."""
        try:
            try:
                db = psycopg.connect(self.login_url, autocommit=True, connect_timeout=10)
            except psycopg.OperationalError:
                if conninfo_to_dict(self.login_url).get("user") != LOGIN:
                    raise
                with self.as_owner() as owner:  # the owner's password is another one since
                    set_password(owner, LOGIN, conninfo_to_dict(self.login_url).get("password"))
                db = psycopg.connect(self.login_url, autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[-1]
            raise Unsuitable(f"The application's login does not work: {reason}. {APART}") from None
        with db:
            if may_own(db):
                raise Unsuitable(f"SIJILL_DATABASE_URL is the owner of the database, or can become it. {APART}")

    def _migrate(self, only: Container[str] | None) -> None:
        with self.as_owner() as db:
            version = db.info.server_version // 10_000
            if not OLDEST <= version <= NEWEST:
                raise Unsuitable(f"PostgreSQL {version} is not supported: use {OLDEST} to {NEWEST}.")
            if db.execute("show server_encoding").fetchone() != ("UTF8",):
                raise Unsuitable("The database is not in UTF-8: create it with `encoding 'UTF8'`.")
            self._clocks_must_agree(db)
            with db.transaction():
                db.execute("select pg_advisory_xact_lock(hashtext('sijill migrations'))")
                db.execute("create schema if not exists record")
                db.execute("set local search_path = record, pg_temp")  # temporary tables never come first
                db.execute("create table if not exists migration (name text primary key, sha256 text not null)")
                done: dict[str, str] = dict(db.execute("select name, sha256 from migration").fetchall())
                for file in migrations():
                    digest = sha256(file.read_bytes()).hexdigest()
                    if only is not None and file.name not in only:
                        continue
                    if file.name not in done:
                        db.execute(file.read_text())
                        db.execute("insert into migration values (%s, %s)", [file.name, digest])
                    elif done[file.name] != digest:
                        raise Unsuitable(
                            f"The migration {file.name} was changed after it had been applied to this database."
                        )
                make_login(db, self.login_url)

    def _clocks_must_agree(self, db: Connection[Any]) -> None:
        """Waits a moment for the clocks to agree. Raises Unsuitable."""
        deadline = time.monotonic() + CLOCK_PATIENCE
        while abs(seconds := clock.ahead(db)) > MAX_CLOCK_SKEW:
            if abs(seconds) > self._clock_skew or time.monotonic() > deadline:
                raise Unsuitable(clock.message(seconds))
            time.sleep(0.2)


def must_be_migrated(db: Connection[Any]) -> None:
    """Raises Unsuitable if migrations are missing, for the application's login cannot apply them."""
    missing = {file.name for file in migrations()}
    with suppress(
        psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidSchemaName
    ):
        missing -= {name for (name,) in db.execute("select name from record.migration")}
    if missing:
        raise Unsuitable(
            "The database is not migrated to this version, and SIJILL_DATABASE_URL is not its owner: run `sijill migrate` with "
            "the owner's address in SIJILL_OWNER_URL first."
        )


def migrations() -> list[Path]:
    """The migration files, in the order in which they are applied."""
    return sorted(MIGRATIONS.glob("*.sql"))


def host(url: str) -> str:
    """Host and path of an address, for messages: without user and password."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local'}{parts.path}"
