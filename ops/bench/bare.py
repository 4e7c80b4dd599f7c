"""Bare ASGI apps: what HTTP itself costs here, and what a query costs whose JSON PostgreSQL makes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from psycopg_pool import AsyncConnectionPool

from ops.bench.questions import BY_POSTGRES, parameters
from ops.database import Database
from ops.settings import Settings

BODY = b'{"id":"5d70d15e-7e6f-449a-b48f-e746d8effeb4","version":1,"position":204090,"events":1,"repeated":false}'
WHICH = "select (select id from consultation limit 1), (select next - 1 from head)"
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
    """One query, prepared; PostgreSQL turns what it finds into JSON."""
    database = Database(settings)
    database.start()
    pool: AsyncConnectionPool[Any]
    async with database.pool() as pool:
        async with pool.connection() as db:
            ((consultation, position),) = await (await db.execute(WHICH)).fetchall()
        asked = parameters(consultation, position)

        async def app(scope: Any, receive: Any, send: Any) -> None:
            await read(receive)
            async with pool.connection() as db:
                ((body,),) = await (await db.execute(BY_POSTGRES, asked)).fetchall()
            await answer(send, body.encode())

        yield app
