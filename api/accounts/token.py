"""Bearer tokens: 32 random bytes, told once, kept as a keyed digest."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg

from api.ports import Ports
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


class Token(msgspec.Struct, frozen=True):
    """A session: the token to send as `Authorization: Bearer …`, and when it expires."""

    token: str
    expires_at: datetime


class Holder(msgspec.Struct, frozen=True):
    account: UUID
    person: UUID
    seconds_left: float


async def issue(ports: Ports, account: UUID, days: int) -> Token:
    """A new token of an account."""
    secret = secrets.token_urlsafe(32)
    async with ports.pool.connection() as db:
        asked = {"digest": ports.digest("token", secret), "account": account, "days": days}
        row = await (await db.execute(QUERIES["insert"], asked)).fetchone()
    assert row is not None
    return Token(secret, row[0])


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
        return await (await db.execute(QUERIES["holder"], {"digest": digest})).fetchone()


async def revoke(ports: Ports, digest: bytes) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["revoke"], {"digest": digest})


async def revoke_all(ports: Ports, account: UUID) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["revoke_all"], {"account": account})
