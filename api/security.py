"""Who asks: bearer tokens, and the headers that every answer carries."""

from hashlib import sha256
from time import monotonic
from uuid import UUID

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.accounts import token
from api.ports import Ports
from api.problems import Problem

REMEMBERED = 20_000
REMEMBERED_FOR = 30.0
"""Seconds for which a verified token is believed without asking the database: a revocation elsewhere takes that long."""


class Caller(msgspec.Struct, frozen=True):
    """Somebody logged in. Neither id leaves the API but as a pseudonym or a digest."""

    account: UUID
    person: UUID
    token: bytes


class Tokens:
    """Knows callers by their tokens, the latest ones by heart."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._known: dict[bytes, tuple[Caller, float]] = {}

    async def caller(self, authorization: bytes | None) -> Caller:
        """Whose token this is. Raises the problem `not-logged-in`."""
        sent = sha256(authorization or b"").digest()  # so that no token stays in memory
        known = self._known.get(sent)
        if known is not None and known[1] > monotonic():
            return known[0]
        self._known.pop(sent, None)
        scheme, _, secret = (authorization or b"").partition(b" ")
        if scheme.lower() != b"bearer" or not 20 <= len(secret) <= 200:
            raise Problem("not-logged-in")
        digest = self._ports.digest("token", secret.decode("latin-1"))
        found = await token.holder(self._ports, digest)
        if found is None:
            raise Problem("not-logged-in")
        caller = Caller(found.account, found.person, digest)
        self._known[sent] = (caller, monotonic() + min(REMEMBERED_FOR, found.seconds_left))
        if len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return caller

    async def revoke(self, caller: Caller) -> None:
        """Ends the token that a caller has come with, here at once."""
        await token.revoke(self._ports, caller.token)
        for sent in [sent for sent, (known, _) in self._known.items() if known.token == caller.token]:
            del self._known[sent]


HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
)
"""For every answer that does not say otherwise: pages bring a policy of their own."""


class SecurityHeaders:
    """Adds HEADERS to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in HEADERS if pair[0] not in given)]
            await send(message)

        await self._app(scope, receive, secured)
