"""Accounts: who may log in. The login is kept as a keyed digest only, the password by argon2, off the event loop."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from typing import Annotated, Any, TypeVar
from uuid import UUID, uuid4

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Meta

from api.ports import Ports
from projections.toolkit.sql import queries_of

T = TypeVar("T")

QUERIES = queries_of(__file__)
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's least parameters for argon2id: about 20 ms."""

LOCKED = "!"
"""In the place of a password: nobody logs in with one."""

_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Choose any login that you can remember. It is not stored in clear text, and nothing is ever sent to it."""

    login: Annotated[str, Meta(description="A text.", min_length=3, max_length=200)]
    password: Annotated[str, Meta(description="A text.", min_length=10, max_length=200)]


class Account(msgspec.Struct, frozen=True):
    id: UUID
    person: UUID
    password: str
    disabled: bool


class Listed(msgspec.Struct, frozen=True):
    """An account as an operator sees it: no login is known."""

    id: UUID
    created_at: datetime
    disabled: bool
    tokens: int


def login_digest(ports: Ports, login: str) -> bytes:
    """What is kept of a login: case and compatibility forms do not matter."""
    return ports.digest("login", unicodedata.normalize("NFKC", login).strip().casefold())


@cache
def nobodys() -> str:
    """What a password is held against when there is no such login, so that the answer costs the same."""
    return HASHER.hash("the password of nobody")


async def hashed(password: str | None) -> str:
    if password is None:
        return LOCKED
    return await aside(HASHER.hash, unicodedata.normalize("NFC", password))


async def aside(work: Callable[..., T], *arguments: Any) -> T:
    """Does what is meant to be slow beside the event loop, little of it at once."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, work, *arguments)


async def create(ports: Ports, login: str, password: str | None) -> Account | None:
    """A new account with a new person behind it; None if the login is taken. Without password: for tokens only."""
    account = Account(uuid4(), uuid4(), await hashed(password), False)
    asked = {
        "id": account.id,
        "login": login_digest(ports, login),
        "password": account.password,
        "person": account.person,
    }
    async with ports.pool.connection() as db:
        made = await (await db.execute(QUERIES["insert"], asked)).fetchone()
    return account if made else None


async def by_login(ports: Ports, login: str) -> Account | None:
    async with ports.pool.connection() as db:
        cursor = await db.execute(QUERIES["by_login"], {"login": login_digest(ports, login)})
        row = await cursor.fetchone()
    return Account(*row) if row else None


async def authenticated(ports: Ports, login: str, password: str) -> Account | None:
    """The account of a login and its password; None, at the same cost, for whatever does not fit."""
    account = await by_login(ports, login)
    usable = account is not None and not account.disabled and account.password != LOCKED
    kept = account.password if account is not None and usable else None
    fits = await aside(verified, kept, unicodedata.normalize("NFC", password))
    return account if usable and fits else None


def verified(kept: str | None, password: str) -> bool:
    try:
        return HASHER.verify(kept or nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


async def set_password(ports: Ports, account: UUID, password: str) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["set_password"], {"id": account, "password": await hashed(password)})


async def set_disabled(ports: Ports, account: UUID, *, disabled: bool) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["set_disabled"], {"id": account, "disabled": disabled})


async def every(ports: Ports) -> list[Listed]:
    async with ports.pool.connection() as db:
        return [Listed(*row) for row in await (await db.execute(QUERIES["all"])).fetchall()]
