"""A log in PostgreSQL, for the recorders: one schema with the tables of ops/migrations/0001_log.sql, as LATER changes them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Thread, get_ident
from typing import Any

import psycopg
from eventsourcing import persistence as library
from psycopg import AsyncConnection, Connection
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from psycopg_pool import AsyncConnectionPool, ConnectionPool

from ops.store.committer import Append, Committer, Verdict
from ops.store.entries import EntryRows, PlainRows, RowForm

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOG, LATER = MIGRATIONS / "0001_log.sql", MIGRATIONS / "0005_openings_without_words.sql"
BESIDE_THE_LOG = Path(__file__).with_suffix(".sql")
HAS_WORDS = """
    select exists (select from pg_attribute where attrelid = 'opening'::regclass and attname = 'words' and not attisdropped)
"""

CONNECTION: dict[str, Any] = {"autocommit": True, "prepare_threshold": 1}


class Server:
    """The pool and the committer of a server, with the event loop that they run on. Create it on that loop."""

    def __init__(self, pool: AsyncConnectionPool[Any], committer: Committer) -> None:
        self.pool, self.committer = pool, committer
        self._loop, self._thread = asyncio.get_running_loop(), get_ident()

    def commit(self, append: Append) -> Verdict:
        """Commits an append for a caller in another thread."""
        if get_ident() == self._thread:
            raise library.ProgrammingError("on the server's event loop, await recorder.append()")
        return asyncio.run_coroutine_threadsafe(self.committer.commit(append), self._loop).result()


class CommitterThread:
    """A committer on an event loop in its own thread: the appends of many threads share transactions."""

    def __init__(self, connect: Callable[[], Awaitable[AsyncConnection[Any]]]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="committer", daemon=True)
        self._thread.start()
        self._committer = Committer(connect)
        asyncio.run_coroutine_threadsafe(self._committer.__aenter__(), self._loop).result()

    def commit(self, append: Append) -> Verdict:
        return asyncio.run_coroutine_threadsafe(self._committer.commit(append), self._loop).result()

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._committer.__aexit__(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Store:
    """One log and its connections, for callers in any thread. Opens connections lazily.

    Inside a server, `server` commits all appends on its own loop.
    """

    def __init__(self, url: str, schema: str, rows: RowForm, *, server: Server | None = None) -> None:
        self.url, self.schema, self.rows = url, schema, rows
        self._server = server

    @classmethod
    def of_the_record(cls, url: str, server: Server | None = None) -> "Store":
        """The record's log. The migrations create its tables."""
        return cls(url, "record", EntryRows(), server=server)

    @classmethod
    def of_an_application(cls, url: str, schema: str) -> "Store":
        """The log of another application, in its own schema, which is created if it does not exist."""
        url = make_conninfo(url, options=f"-c search_path={schema} -c timezone=UTC -c jit=off")
        store = cls(url, schema, PlainRows())
        with library_errors(), store.connect() as db, db.transaction():
            db.execute("select pg_advisory_xact_lock(hashtext(%s))", [schema])
            if db.execute("select to_regclass('tracking') is null").fetchone() == (True,):
                db.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
                db.execute(LOG.read_text())
                db.execute(BESIDE_THE_LOG.read_text())
            if db.execute(HAS_WORDS).fetchone() == (True,):
                db.execute(LATER.read_text())
        return store

    @property
    def server(self) -> Server:
        """The server that this store is part of. Raises ProgrammingError outside of a server."""
        if self._server is None:
            raise library.ProgrammingError("no server: outside of one, use the blocking methods")
        return self._server

    def commit(self, append: Append) -> Verdict:
        """Commits one append, and blocks until it is durable."""
        return (self._server or self._committer).commit(append)

    def connect(self) -> Connection[Any]:
        return Connection.connect(self.url, **CONNECTION)

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(self.url, **CONNECTION)

    @cached_property
    def _pool(self) -> ConnectionPool[Connection[Any]]:
        check = ConnectionPool.check_connection  # else, after a crash of the database, each connection fails once
        return ConnectionPool(
            self.url, min_size=0, max_size=8, num_workers=1, open=True, check=check, kwargs=CONNECTION, name=self.schema
        )

    @cached_property
    def _committer(self) -> CommitterThread:
        return CommitterThread(self._connect)

    @contextmanager
    def connection(self) -> Iterator[Connection[Any]]:
        """A connection in autocommit. Raises the library's errors."""
        with library_errors(), self._pool.connection() as db:
            yield db

    @contextmanager
    def transaction(self) -> Iterator[Connection[Any]]:
        """A connection in a transaction. Raises the library's errors."""
        with self.connection() as db, db.transaction():
            yield db

    def close(self) -> None:
        for resource in ("_pool", "_committer"):
            if resource in vars(self):
                vars(self).pop(resource).close()


@contextmanager
def library_errors() -> Iterator[None]:
    """Turns psycopg's errors into the library's."""
    try:
        yield
    except psycopg.IntegrityError as error:
        raise library.IntegrityError(str(error)) from error
    except psycopg.OperationalError as error:
        raise library.OperationalError(str(error)) from error
    except psycopg.Error as error:
        raise library.DatabaseError(str(error)) from error
