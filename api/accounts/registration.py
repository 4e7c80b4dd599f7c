"""Registration: a new account with its first token. The same request again gives the same answer.

The token is not stored: it is derived, under the master key, from the idempotency key, the login and the password. Who repeats a
registration must know all three.
"""

import secrets
from base64 import urlsafe_b64encode
from uuid import uuid4

from api.accounts import account, token
from api.accounts.account import Account, Credentials
from api.ports import Ports


async def register(ports: Ports, sent: Credentials, key: str | None, days: int) -> token.Token | None:
    """The first token of a new account; of the account that the same request, with the same idempotency key, has made, as long as
    that token is valid. None if the login is taken."""
    login = account.login_digest(ports, sent.login)
    request = f"{login.hex()}\n{key}"
    digest = None if key is None else ports.digest("registration", request)
    secret = secrets.token_urlsafe(32) if key is None else derived(ports, f"{request}\n{sent.password}")
    new = Account(uuid4(), uuid4(), await account.hashed(sent.password), disabled=False, registration=digest)
    async with ports.pool.connection() as db, db.transaction():
        if await account.insert(db, ports, new, sent.login):
            return await token.insert(db, ports, new.id, days, secret)
    made = await account.by_login(ports, sent.login)
    if digest is None or made is None or made.registration != digest:
        return None
    return await token.again(ports, made.id, secret) if await account.is_password_of(made, sent.password) else None


def derived(ports: Ports, text: str) -> str:
    """A secret of 32 bytes that only the holder of the master key can derive from a text."""
    halves = (ports.digest(f"first token, half {number}", text) for number in (1, 2))
    return urlsafe_b64encode(b"".join(halves)).rstrip(b"=").decode()
