"""Bearer tokens: 32 random bytes, told once, kept as a keyed digest."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg
from psycopg import AsyncConnection

from api.ports import Ports
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)

IDLE_DAYS = 14
"""A token that is unused for so long has ended."""

MOST = 20
"""The tokens that an account may have; a new one ends the one that is unused for longest."""


class Token(msgspec.Struct, frozen=True):
    """A session: the token to send as `Authorization: Bearer …`, and when it expires."""

    token: str
    expires_at: datetime


class Session(msgspec.Struct, frozen=True):
    """A valid token as its person sees it; `current`: the request was sent with it."""

    id: UUID
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    current: bool


class Holder(msgspec.Struct, frozen=True):
    """`unnoted`: that the token is used is not noted since an hour."""

    account: UUID
    person: UUID
    seconds_left: float
    unnoted: bool


async def issue(ports: Ports, account: UUID, days: int) -> Token:
    """A new token of an account."""
    async with ports.pool.connection() as db:
        return await insert(db, ports, account, days, secrets.token_urlsafe(32))


async def insert(db: AsyncConnection[Any], ports: Ports, account: UUID, days: int, secret: str) -> Token:
    """A new token of an account, with a given secret."""
    given = {"account": account, "days": days, "idle_days": IDLE_DAYS, "most": MOST}
    row = await (await db.execute(QUERIES["insert"], {"digest": ports.digest("token", secret), **given})).fetchone()
    assert row is not None
    return Token(secret, row[0])


async def again(ports: Ports, account: UUID, secret: str) -> Token | None:
    """The token of an account with a secret, if it is valid."""
    async with ports.pool.connection() as db:
        given = {"digest": ports.digest("token", secret), "account": account}
        row = await (await db.execute(QUERIES["expiry"], given)).fetchone()
    return Token(secret, row[0]) if row else None


async def holder(ports: Ports, digest: bytes) -> Holder | None:
    """Whose token has this digest, if it is valid. Retries once if the connection breaks: the pool then waits for a new one, so
    that a command outlasts a restart of the database."""
    try:
        row = await holder_row(ports, digest)
    except psycopg.OperationalError:
        row = await holder_row(ports, digest)
    return Holder(*row) if row else None


async def holder_row(ports: Ports, digest: bytes) -> Any:
    async with ports.pool.connection() as db:
        return await (await db.execute(QUERIES["holder"], {"digest": digest, "idle_days": IDLE_DAYS})).fetchone()


async def note_use(ports: Ports, digest: bytes) -> None:
    """Notes that a token is used: a token that nobody uses ends."""
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["used"], {"digest": digest})


async def sessions(ports: Ports, account: UUID, digest: bytes) -> list[Session]:
    """The valid tokens of an account, the last used first. `digest` is that of the current one."""
    given = {"account": account, "digest": digest, "idle_days": IDLE_DAYS}
    async with ports.pool.connection() as db:
        return [Session(*row) for row in await (await db.execute(QUERIES["sessions"], given)).fetchall()]


async def revoke_one(ports: Ports, account: UUID, id: UUID) -> bool:
    """Ends a token of an account by its id. Gives whether there was one."""
    async with ports.pool.connection() as db:
        return await (await db.execute(QUERIES["revoke_one"], {"account": account, "id": id})).fetchone() is not None


async def revoke_others(ports: Ports, account: UUID, digest: bytes) -> None:
    """Ends all tokens of an account but the one with this digest."""
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["revoke_others"], {"account": account, "digest": digest})


async def revoke(ports: Ports, digest: bytes) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["revoke"], {"digest": digest})


async def revoke_all(ports: Ports, account: UUID) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["revoke_all"], {"account": account})
