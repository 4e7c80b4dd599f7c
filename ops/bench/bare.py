"""Bare ASGI apps: what HTTP itself costs here, and what a query costs whose JSON PostgreSQL makes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from ops.bench.questions import BY_HAND
from ops.database import Database
from ops.settings import Settings

BODY = b'{"id":"5d70d15e-7e6f-449a-b48f-e746d8effeb4","version":1,"position":204090,"events":1,"repeated":false}'
WHICH = "select id from consultation limit 1"
HEADERS = [(b"content-type", b"application/json")]


async def answer(send: Any, body: bytes) -> None:
    headers = [*HEADERS, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def read(receive: Any) -> None:
    while (await receive()).get("more_body"):
        pass


@asynccontextmanager
async def bare_app(settings: Settings) -> AsyncIterator[Any]:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await read(receive)
        await answer(send, BODY)

    yield app


@asynccontextmanager
async def sql_app(settings: Settings) -> AsyncIterator[Any]:
    """One statement, prepared and planned once; PostgreSQL turns the rows into JSON."""
    database = Database(settings)
    database.start()
    pool: AsyncConnectionPool[Any]
    async with AsyncConnectionPool(
        database.url(), open=False, kwargs={"autocommit": True, "prepare_threshold": 0}, configure=plan_once
    ) as pool:
        async with pool.connection() as db:
            ((consultation,),) = await (await db.execute(WHICH)).fetchall()
        asked = {"consultation": consultation}

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await read(receive)
            async with pool.connection() as db:
                ((body,),) = await (await db.execute(BY_HAND, asked)).fetchall()
            await answer(send, body.encode())

        yield app


async def plan_once(db: AsyncConnection[Any]) -> None:
    await db.execute("set plan_cache_mode = force_generic_plan")
