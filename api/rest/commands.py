"""How a request becomes a command: one way for all of them.

A route is a function from what was asked (path, body, who) to a command of the domain: derived from the command itself
(`api.rest.offers`), or written by hand. Everything else is done here: who asks, how often, under which idempotency key, on which
version, and how the outcome is told. The domain alone decides whether it is allowed.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import UUID, uuid5

import msgspec
from starlette.types import Receive, Scope, Send

from api.ports import Ports
from api.problems import Problem
from api.rest.attachments import must_be_there
from api.rest.context import Context
from api.rest.forms import Done
from api.security import Caller
from api.within import within
from domain.kernel import Command
from domain.record import Account, Represented

KEY_LENGTH = 200
FAILED = "sijill.failed"
"""Where the scope of a request holds the error that running its command has ended with."""

_encoder = msgspec.json.Encoder()


class Wanted(msgspec.Struct, frozen=True):
    """A command with more to it than who asks: for whom, and when it happened."""

    command: Command
    on_behalf_of: Represented | None = None
    occurred_at: datetime | None = None


class Asked(msgspec.Struct, frozen=True):
    """What a route's function is given: who asks, the parts of the path and the query."""

    ports: Ports
    caller: Caller
    path: Mapping[str, Any]
    query: bytes
    command_id: UUID

    @property
    def new(self) -> UUID:
        """The id for what is new. It follows from the account and the idempotency key: a repetition names the same thing."""
        return uuid5(self.command_id, "new")

    def query_value(self, name: str) -> str | None:
        return parse_qs(self.query.decode("latin-1")).get(name, [None])[0]


Said = Command | Wanted
Function = Callable[..., Said | Awaitable[Said]]


class Answer(msgspec.Struct, frozen=True):
    """What is sent when a command was run."""

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes

    async def send(self, send: Send, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
        """Sends it, with more headers."""
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *more]})
        await send({"type": "http.response.body", "body": self.content})


class Endpoint:
    """One route as an ASGI app: `function` is given what was asked and, where there is a form, the body in it.

    `location` is where the new thing is, in terms of the request's path, the thing, `new` (the id that was given to what is
    new within the thing) and the body.
    """

    def __init__(
        self, function: Function, form: type[msgspec.Struct] | None, *, status: int, location: str | None, edits: bool
    ) -> None:
        self._function, self._status, self._location, self._edits = function, status, location, edits
        self._awaits = inspect.iscoroutinefunction(function)
        self.form = form
        self._decoder = msgspec.json.Decoder(form) if form else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole way through FastAPI: for what has failed, so that its handlers make an answer of the error."""
        if FAILED in scope:
            raise scope[FAILED]
        await (await self.answer(scope, receive)).send(send)

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Runs the command. `scope` has the app and the parameters of the path. Raises what is refused or goes wrong."""
        context: Context = scope["app"].state.context
        headers: dict[bytes, bytes] = dict(scope["headers"])
        caller = await context.tokens.caller(headers.get(b"authorization"))
        context.commands.take(caller.account)
        command_id = idempotent(context.ports, caller, headers.get(b"idempotency-key"))
        expected = if_match(headers.get(b"if-match"), needed=self._edits)
        body = None if self._decoder is None else await self._body(context, headers, receive)
        asked = Asked(context.ports, caller, scope["path_params"], scope["query_string"], command_id)
        if len(context.running) >= context.limits.in_flight:
            raise Problem("busy", retry_after=1)
        if command_id in context.running:
            raise Problem("idempotency-key.in-progress", retry_after=1)
        context.running.add(command_id)
        try:
            done = await self._run(asked, body, expected)
        finally:
            context.running.discard(command_id)
        return self._answer(scope, asked, done, body)

    async def _run(self, asked: Asked, body: Any, expected: int | None) -> Done:
        arguments = (asked,) if self._decoder is None else (asked, body)
        said: Any = self._function(*arguments)
        if self._awaits:
            said = await said
        wanted = said if isinstance(said, Wanted) else Wanted(said)
        await must_be_there(asked.ports, wanted.command)
        outcome = await asked.ports.record.execute(
            wanted.command,
            by=Account(asked.caller.person),
            on_behalf_of=wanted.on_behalf_of,
            command_id=asked.command_id,
            occurred_at=wanted.occurred_at,
            expected=expected,
        )
        return Done(outcome.thing, outcome.version, outcome.position, outcome.events, outcome.repeated)

    async def _body(self, context: Context, headers: Mapping[bytes, bytes], receive: Receive) -> Any:
        if not headers.get(b"content-type", b"").lower().startswith(b"application/json"):
            raise Problem("request.not-json-typed")
        assert self._decoder is not None
        return decoded(self._decoder, await read(headers, receive, context))

    def _answer(self, scope: Scope, asked: Asked, done: Done, body: Any) -> Answer:
        content = _encoder.encode(done)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(content)),
            (b"etag", b'"%d"' % done.version),
            (b"sijill-position", b"%d" % done.position),
            (b"cache-control", b"no-store"),
        ]
        if self._location is not None:
            said = {"path": scope["path"], "thing": done.id, "new": asked.new, "body": body, **asked.path}
            location = self._location.format(**said)
            headers.append((b"location", quote(location).encode()))
        return Answer(self._status, headers, content)


def idempotent(ports: Ports, caller: Caller, key: bytes | None) -> UUID:
    """The id of the command: it follows from account and key, and tells neither."""
    if not key or len(key) > KEY_LENGTH or not key.isascii() or not key.decode().isprintable():
        raise Problem("idempotency-key.missing")
    return UUID(bytes=ports.digest("command", f"{caller.account}:{key.decode()}"))


def if_match(header: bytes | None, *, needed: bool) -> int | None:
    """The version that the caller has read; None for `*`, or where no version is needed."""
    if header is None:
        if needed:
            raise Problem("precondition.missing")
        return None
    tag = header.strip()
    if tag == b"*":
        return None
    if not (tag[:1] == tag[-1:] == b'"' and tag[1:-1].isdigit() and len(tag) < 12):
        raise Problem("precondition.unreadable")
    return int(tag[1:-1])


async def read(headers: Mapping[bytes, bytes], receive: Receive, context: Context) -> bytes:
    """The body of a request, if it is not too large and comes in time."""
    most = context.limits.body
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > most:
        raise Problem("request.too-large", most=most)
    try:
        return await within(context.limits.body_seconds, arriving(receive, most))
    except TimeoutError:
        raise Problem("request.too-slow") from None


async def arriving(receive: Receive, most: int) -> bytes:
    """The body of a request, of so many bytes at most, when it has come."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("request.not-json")
        body += message.get("body", b"")
        if len(body) > most:
            raise Problem("request.too-large", most=most)
        if not message.get("more_body"):
            return body


def decoded(decoder: msgspec.json.Decoder[Any], body: bytes) -> Any:
    """The body in the form that is asked for. What is wrong is told with a JSON pointer to the field."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise Problem("request.invalid", errors=[(pointer(what, where), what)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("request.not-json") from None


def pointer(what: str, where: str) -> str:
    """From the decoder's words (`$.name[...]`, "missing required field `body`") to a JSON pointer (`/name`, `/body`)."""
    path = where.rpartition("$")[2].rstrip("`").split("[", maxsplit=1)[0].replace(".", "/")
    if "field `" in what:
        path += "/" + what.rpartition("field `")[2].rstrip("`")
    return path
