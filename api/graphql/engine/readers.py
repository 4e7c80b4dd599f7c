"""The connection pool of public reads: connections are read-only, statements have a time limit, and the connections of
commands stay free."""

import asyncio
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import AsyncConnectionPool

from api.graphql.engine import limits
from projections.queries import as_of
from projections.queries.as_of import Reached

CONNECTIONS = 8
"""As many as queries that are computed at once, so that one client's long statements leave some to the others."""

FRESH = 0.1
"""Seconds for which the read models' position is cached. A client that must see its own write uses `atLeast`."""


EACH_TIME = "/* planned each time */"
"""Marks a statement whose best plan depends on its positions. All others are planned once per connection: their texts are
specific, and planning them costs more than running them."""


COSTLY = "/* costly */ "
"""Marks a statement that reads many rows to find few: a filtered audit trail."""
COSTLY_AT_ONCE = 1
"""Costly statements that run at the same time: the database's cores are also those that take votes."""


class Readers:
    def __init__(self, like: AsyncConnectionPool[Any]) -> None:
        """`like` is the pool whose database is read, under its role."""
        self._pool, self._each_time = pool(like, "force_generic_plan"), pool(like, "force_custom_plan")
        self._costly = asyncio.Semaphore(COSTLY_AT_ONCE)
        self._reached: Reached | None = None
        self._looked = 0.0
        self._looking: asyncio.Task[Reached] | None = None

    async def open(self) -> None:
        await self._pool.open()
        await self._each_time.open()

    async def close(self) -> None:
        await self._pool.close()
        await self._each_time.close()

    async def fetch(self, query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows of a query. Reconnects if the connection was lost."""
        async with self._costly if COSTLY in query else nullcontext():
            return await self._fetch(query, parameters)

    async def _fetch(self, query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        pool = self._each_time if EACH_TIME in query else self._pool
        for _ in range(CONNECTIONS + 1):
            db = await pool.getconn()  # autocommit: no transaction to end
            try:
                cursor = await db.execute(query, parameters, binary=True)
                return list(await cursor.fetchall())
            except psycopg.OperationalError:
                if not db.closed:
                    raise
            finally:
                await pool.putconn(db)
        raise psycopg.OperationalError("the database is away")

    async def reached(self) -> Reached:
        """The position that all read models have reached, from the cache. Concurrent calls share one query, and wait for it
        only if the cached value is twice as old as FRESH."""
        age = asyncio.get_running_loop().time() - self._looked
        if self._reached is not None and age < FRESH:
            return self._reached
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(lambda done: done.cancelled() or done.exception())
        if self._reached is not None and age < 2 * FRESH:
            return self._reached
        return await asyncio.shield(self._looking)

    async def _look(self) -> Reached:
        return self._keep(await as_of.reached(self.fetch))

    async def until(self, position: int) -> Reached:
        """The position that all read models have reached, once it is `position` or more. Raises
        projections.queries.as_of.NotReached."""
        known = await self.reached()
        return known if known.position >= position else self._keep(await as_of.until(self.fetch, position))

    def _keep(self, reached: Reached) -> Reached:
        """Caches the newer of two results, so that a slow query does not set the position back."""
        known = self._reached
        if known is None or known.build != reached.build or known.position <= reached.position:
            self._reached = known = reached
            self._looked = asyncio.get_running_loop().time()
        return known


def pool(like: AsyncConnectionPool[Any], plans: str) -> AsyncConnectionPool[Any]:
    """A pool of read-only connections, which plan statements once (`plan_cache_mode`)."""
    address = str(like.conninfo)
    options = conninfo_to_dict(address).get("options") or ""
    settings = (
        "default_transaction_read_only=on",
        f"plan_cache_mode={plans}",
        f"statement_timeout={limits.STATEMENT_SECONDS}s",
    )
    return AsyncConnectionPool(
        make_conninfo(address, options=" ".join([str(options), *(f"-c {setting}" for setting in settings)]).strip()),
        min_size=1,
        max_size=CONNECTIONS,
        open=False,
        kwargs={"autocommit": True, "prepare_threshold": 1},
        reconnect_timeout=600,
        name="readers",
    )
