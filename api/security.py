"""Verifies bearer tokens, and adds security headers to answers."""

from hashlib import sha256
from time import monotonic
from uuid import UUID

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts import token
from api.ports import Ports
from api.problems import Problem

CACHED_TOKENS = 20_000
CACHED_FOR = 30.0
"""Seconds for which a verified token is cached: a revocation by another process takes effect that late."""


class Caller(msgspec.Struct, frozen=True):
    """A person who is logged in. Both ids leave the API only as pseudonyms or digests. `token` is the token's digest."""

    account: UUID
    person: UUID
    token: bytes


class Tokens:
    """Verifies tokens, with a cache."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._cache: dict[bytes, tuple[Caller, float]] = {}

    async def caller(self, authorization: bytes | None) -> Caller:
        """The caller of an Authorization header. Raises the problem `not-logged-in`."""
        sent = sha256(authorization or b"").digest()  # the cache holds no tokens
        cached = self._cache.get(sent)
        if cached is not None and cached[1] > monotonic():
            return cached[0]
        self._cache.pop(sent, None)
        scheme, _, secret = (authorization or b"").partition(b" ")
        if scheme.lower() != b"bearer" or not 20 <= len(secret) <= 200:
            raise Problem("not-logged-in")
        digest = self._ports.digest("token", secret.decode("latin-1"))
        holder = await token.holder(self._ports, digest)
        if holder is None:
            raise Problem("not-logged-in")
        caller = Caller(holder.account, holder.person, digest)
        self._cache[sent] = (caller, monotonic() + min(CACHED_FOR, holder.seconds_left))
        if len(self._cache) > CACHED_TOKENS:
            del self._cache[next(iter(self._cache))]
        return caller

    async def revoke(self, caller: Caller) -> None:
        """Revokes the caller's token, in this process at once."""
        await token.revoke(self._ports, caller.token)
        for sent in [sent for sent, (cached, _) in self._cache.items() if cached.token == caller.token]:
            del self._cache[sent]


HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
)
"""Default headers of all answers; pages set a policy of their own."""


class SecurityHeaders:
    """Adds HEADERS to all answers that do not set them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in present)]
            await send(message)

        await self._app(scope, receive, secured)
