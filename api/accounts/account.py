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
from psycopg import AsyncConnection

from api.accounts.passwords import is_easy
from api.ports import Ports
from api.problems import Problem
from projections.toolkit.sql import queries_of

T = TypeVar("T")

QUERIES = queries_of(__file__)
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's least parameters for argon2id: about 20 ms."""

SHORTEST_LOGIN, SHORTEST_PASSWORD, LONGEST = 3, 10, 200

BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that are not seen: Hangul fillers, and the empty Braille pattern."""

LOCKED = "!"
"""In the place of a password: nobody logs in with one."""

_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Choose any login that you can remember. It is not stored in clear text, and nothing is ever sent to it."""

    login: Annotated[str, Meta(description="A text.", min_length=SHORTEST_LOGIN, max_length=LONGEST)]
    password: Annotated[str, Meta(description="A text.", min_length=SHORTEST_PASSWORD, max_length=LONGEST)]


class Account(msgspec.Struct, frozen=True):
    """`registration` is the keyed digest of the request that made it, if that had an idempotency key."""

    id: UUID
    person: UUID
    password: str
    disabled: bool
    registration: bytes | None = None


class Listed(msgspec.Struct, frozen=True):
    """An account as an operator sees it: no login is known."""

    id: UUID
    created_at: datetime
    disabled: bool
    tokens: int


def login_digest(ports: Ports, login: str) -> bytes:
    """The stored digest of a login: case and compatibility forms do not matter."""
    return ports.digest("login", normal(login))


def normal(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip().casefold()


def must_be_fit(login: str, password: str | None) -> None:
    """Raises the problems `request.invalid` for a login without enough characters that are seen, `password.easy`."""
    seen = [letter for letter in normal(login) if unicodedata.category(letter)[0] not in "CZ" and letter not in BLANK]
    if len(seen) < SHORTEST_LOGIN:
        raise Problem("request.invalid", errors=[("/login", f"Expected at least {SHORTEST_LOGIN} visible characters")])
    if password is not None:
        must_be_hard(password, login)


def must_be_hard(password: str, login: str = "") -> None:
    """Raises the problem `password.easy`."""
    if is_easy(password, login):
        raise Problem("password.easy")


@cache
def nobodys() -> str:
    """The hash against which a password is checked if the login does not exist, so that the answer takes as long."""
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
    account = Account(uuid4(), uuid4(), await hashed(password), disabled=False)
    async with ports.pool.connection() as db:
        return account if await insert(db, ports, account, login) else None


async def insert(db: AsyncConnection[Any], ports: Ports, account: Account, login: str) -> bool:
    """Stores an account, unless its login is taken."""
    given = {
        "id": account.id,
        "login": login_digest(ports, login),
        "password": account.password,
        "person": account.person,
        "registration": account.registration,
    }
    return (await db.execute(QUERIES["insert"], given)).rowcount == 1


async def by_login(ports: Ports, login: str) -> Account | None:
    async with ports.pool.connection() as db:
        cursor = await db.execute(QUERIES["by_login"], {"login": login_digest(ports, login)})
        row = await cursor.fetchone()
    return Account(*row) if row else None


async def authenticated(ports: Ports, login: str, password: str) -> Account | None:
    """The account of a login and its password; None, at the same cost, for whatever does not fit."""
    account = await by_login(ports, login)
    return account if await is_password_of(account, password) else None


async def is_password_of(account: Account | None, password: str) -> bool:
    """Whether an account that may log in has this password. It takes the same time for one that is not there."""
    usable = account is not None and not account.disabled and account.password != LOCKED
    kept = account.password if account is not None and usable else None
    fits = await aside(verified, kept, unicodedata.normalize("NFC", password))
    return usable and fits


def verified(kept: str | None, password: str) -> bool:
    try:
        return HASHER.verify(kept or nobodys(), password)
    except (VerificationError, InvalidHashError):
        return False


async def by_id(ports: Ports, id: UUID) -> Account:
    """The account with an id that exists."""
    async with ports.pool.connection() as db:
        row = await (await db.execute(QUERIES["by_id"], {"id": id})).fetchone()
    assert row is not None
    return Account(*row)


async def set_password(ports: Ports, account: UUID, password: str) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["set_password"], {"id": account, "password": await hashed(password)})


async def set_disabled(ports: Ports, account: UUID, *, disabled: bool) -> None:
    async with ports.pool.connection() as db:
        await db.execute(QUERIES["set_disabled"], {"id": account, "disabled": disabled})


async def every(ports: Ports) -> list[Listed]:
    async with ports.pool.connection() as db:
        return [Listed(*row) for row in await (await db.execute(QUERIES["all"])).fetchall()]
