"""Verifies bearer tokens, and adds security headers to answers."""

import asyncio
import logging
from hashlib import sha256
from time import monotonic
from uuid import UUID

import msgspec
import psycopg
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts import token
from api.ports import Ports
from api.problems import Problem

CACHED_TOKENS = 20_000
CACHED_FOR = 30.0
"""Seconds for which a verified token is cached. Every process hears when a session ends, and forgets it."""

HEARD_FOR, CACHED_UNHEARD_FOR = 1.0, 0.8
"""Seconds after the last sign that announcements arrive until they may be lost; and for which a token is cached then. Together
they are less than two seconds."""

RETRY = 1.0
"""Seconds until announcements are listened to again."""

log = logging.getLogger(__name__)


class Caller(msgspec.Struct, frozen=True):
    """A person who is logged in. Both ids leave the API only as pseudonyms or digests. `token` is the token's digest."""

    account: UUID
    person: UUID
    token: bytes


class Tokens:
    """Verifies tokens, with a cache. While `follow` runs, the cache forgets the sessions that end in any process."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._cache: dict[bytes, tuple[Caller, float, float]] = {}
        """By the digest of the header: the caller, when that was verified, and until when it may be valid."""
        self._heard = -HEARD_FOR
        self._ended = 0

    async def caller(self, authorization: bytes | None) -> Caller:
        """The caller of an Authorization header. Raises the problem `not-logged-in`."""
        sent = sha256(authorization or b"").digest()  # the cache holds no tokens
        cached, now = self._cache.get(sent), monotonic()
        if (
            cached is not None
            and cached[2] > now
            and (now < self._heard + HEARD_FOR or now < cached[1] + CACHED_UNHEARD_FOR)
        ):
            return cached[0]
        self._cache.pop(sent, None)
        scheme, _, secret = (authorization or b"").partition(b" ")
        if scheme.lower() != b"bearer" or not 20 <= len(secret) <= 200:
            raise Problem("not-logged-in")
        digest, ended = self._ports.digest("token", secret.decode("latin-1")), self._ended
        holder = await token.holder(self._ports, digest)
        if holder is None:
            raise Problem("not-logged-in")
        if holder.unnoted:
            await token.note_use(self._ports, digest)
        caller = Caller(holder.account, holder.person, digest)
        if ended == self._ended:  # else this session may have ended after the database was asked
            self._cache[sent] = (caller, now, now + min(CACHED_FOR, holder.seconds_left))
            if len(self._cache) > CACHED_TOKENS:
                del self._cache[next(iter(self._cache))]
        return caller

    def forget(self, account: UUID) -> None:
        """Forgets the sessions of an account, in this process."""
        self._ended += 1
        for sent in [sent for sent, (caller, *_) in self._cache.items() if caller.account == account]:
            del self._cache[sent]

    async def follow(self) -> None:
        """Forgets sessions as they end, until it is cancelled. When announcements may have been lost, forgets all."""
        while True:
            self._cache.clear()
            self._ended += 1
            try:
                async for account in self._ports.ended_sessions():
                    if account is not None:
                        self.forget(account)
                    self._heard = monotonic()
            except (psycopg.Error, OSError) as error:
                if self._heard > 0:
                    log.warning(
                        "Ended sessions are not announced (%s): tokens are verified more often.", type(error).__name__
                    )
            self._heard = -HEARD_FOR
            await asyncio.sleep(RETRY)


HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"strict-transport-security", b"max-age=31536000"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
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
