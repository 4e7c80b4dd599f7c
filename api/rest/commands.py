"""Turns a request into a command and runs it, in the same way for all commands.

A route's function makes the command from the call (caller, path, query) and the body: it is derived from the command's class
(`api.rest.offers`), or written by hand. This module does the rest: authentication, rate limits, idempotency keys, preconditions,
answers. Only the domain decides whether a command is allowed.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs, quote
from uuid import UUID, uuid5

import msgspec
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from api.clients import household
from api.ports import Ports
from api.problems import Problem
from api.rest.attachments import may_name_files, must_be_stored
from api.rest.context import Context
from api.rest.forms import Done
from api.security import Caller
from api.within import within
from domain.kernel import Command
from domain.record import Account, Confidential, Represented

KEY_LENGTH = 200
FAILED = "sijill.failed"
"""The key of a request's scope that holds the error of its command."""

_encoder = msgspec.json.Encoder()


class Wanted(msgspec.Struct, frozen=True):
    """A command with the person or organisation that it is given on behalf of, the time when it happened, and a check whose
    result is confidential."""

    command: Command
    on_behalf_of: Represented | None = None
    occurred_at: datetime | None = None
    confidential: Confidential | None = None


class Call(msgspec.Struct, frozen=True):
    """The input of a route's function: the caller, the parameters of the path, and the query."""

    ports: Ports
    caller: Caller
    path: Mapping[str, Any]
    query: bytes
    command_id: UUID

    @property
    def new(self) -> UUID:
        """The id of a new thing. It derives from account and idempotency key, so that a repeated request gets the same id."""
        return uuid5(self.command_id, "new")

    def query_value(self, name: str) -> str | None:
        """A parameter of the query, if it is given."""
        return parse_qs(self.query.decode("latin-1")).get(name, [None])[0]


Function = Callable[..., Command | Wanted | Awaitable[Command | Wanted]]
"""A route's function: `(call)` or `(call, body)` gives the command."""


class Answer(msgspec.Struct, frozen=True):
    """The answer to a command."""

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes

    async def send(self, send: Send, more: Sequence[tuple[bytes, bytes]] = ()) -> None:
        """Sends the answer, with additional headers."""
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers, *more]})
        await send({"type": "http.response.body", "body": self.content})


class Endpoint:
    """One route as an ASGI app. `function` gets the call and, if there is a form, the decoded body.

    `location` is the template of the new thing's URL, with the placeholders `path`, `thing`, `new` (the id of what is new within
    the thing), `body`, and the parameters of the path. `new` is the command's field with that id. `edits`: the request must have
    an If-Match header.
    """

    def __init__(
        self,
        function: Function,
        form: type[msgspec.Struct] | None,
        *,
        status: int,
        location: str | None,
        edits: bool,
        new: str | None = None,
    ) -> None:
        self._function, self._status, self._location, self._edits = function, status, location, edits
        self._new = new
        self._awaits = inspect.iscoroutinefunction(function)
        self.form = form
        self._decoder = msgspec.json.Decoder(form) if form else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers through FastAPI: for a command that has failed, so that FastAPI's handlers turn the error into an answer."""
        if FAILED in scope:
            raise scope[FAILED]
        await (await self.answer(scope, receive)).send(send)

    async def answer(self, scope: Scope, receive: Receive) -> Answer:
        """Runs the command of a request. `scope` holds the app and the parameters of the path. Raises Problem, Refusal."""
        context: Context = scope["app"].state.context
        headers: dict[bytes, bytes] = dict(scope["headers"])
        caller = await context.tokens.caller(headers.get(b"authorization"))
        context.commands.consume(caller.account)
        context.crowd.consume(household(scope))
        command_id = idempotent(context.ports, caller, headers.get(b"idempotency-key"))
        expected = if_match(headers.get(b"if-match"), needed=self._edits)
        body = None if self._decoder is None else await self._body(context, headers, receive)
        call = Call(context.ports, caller, scope["path_params"], scope["query_string"], command_id)
        if len(context.running) >= context.limits.in_flight:
            raise Problem("busy", retry_after=1)
        if command_id in context.running:
            raise Problem("idempotency-key.in-progress", retry_after=1)
        context.running.add(command_id)
        try:
            done = await self._run(call, body, expected)
        finally:
            context.running.discard(command_id)
        return self._answer(scope, call, done, body)

    async def _run(self, call: Call, body: Any, expected: int | None) -> Done:
        arguments = (call,) if self._decoder is None else (call, body)
        command: Any = self._function(*arguments)
        if self._awaits:
            command = await command
        wanted = command if isinstance(command, Wanted) else Wanted(command)
        confidential = wanted.confidential
        if may_name_files(type(wanted.command)):
            confidential = partial(must_be_stored, call.ports, wanted.command)
        outcome = await call.ports.record.execute(
            wanted.command,
            by=Account(call.caller.person),
            on_behalf_of=wanted.on_behalf_of,
            command_id=call.command_id,
            occurred_at=wanted.occurred_at,
            expected=expected,
            confidential=confidential,
        )
        new = getattr(wanted.command, self._new) if self._new else outcome.thing
        within = None if new == outcome.thing else new
        return Done(outcome.thing, outcome.version, outcome.position, outcome.events, outcome.repeated, within)

    async def _body(self, context: Context, headers: Mapping[bytes, bytes], receive: Receive) -> Any:
        if not headers.get(b"content-type", b"").lower().startswith(b"application/json"):
            raise Problem("request.not-json-typed")
        assert self._decoder is not None
        return decoded(self._decoder, await read(headers, receive, context))

    def _answer(self, scope: Scope, call: Call, done: Done, body: Any) -> Answer:
        content = _encoder.encode(done)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(content)),
            (b"etag", b'"%d"' % done.version),
            (b"sijill-position", b"%d" % done.position),
            (b"cache-control", b"no-store"),
        ]
        if self._location is not None:
            values = {"path": scope["path"], "thing": done.id, "new": done.new or done.id, "body": body, **call.path}
            location = self._location.format(**values)
            headers.append((b"location", quote(location).encode()))
        return Answer(self._status, headers, content)


def idempotent(ports: Ports, caller: Caller, key: bytes | None) -> UUID:
    """The id of a command: a keyed digest of account and idempotency key, which reveals neither. Raises a Problem without a
    key."""
    return UUID(bytes=ports.digest("command", f"{caller.account}:{must_be_key(key)}"))


def must_be_key(key: bytes | None) -> str:
    """An idempotency key as a text. Raises a Problem if it is none."""
    if not key or len(key) > KEY_LENGTH or not key.isascii() or not key.decode().isprintable():
        raise Problem("idempotency-key.missing")
    return key.decode()


def if_match(header: bytes | None, *, needed: bool) -> int | None:
    """The version in an If-Match header; None for `*`, or if there is none and none is `needed`. Raises a Problem."""
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


async def form(request: Request, context: Context, decoder: msgspec.json.Decoder[Any]) -> Any:
    """The decoded body of a request that is no command. Raises a Problem."""
    headers = dict(request.scope["headers"])
    if not headers.get(b"content-type", b"").lower().startswith(b"application/json"):
        raise Problem("request.not-json-typed")
    return decoded(decoder, await read(headers, request.receive, context))


async def read(headers: Mapping[bytes, bytes], receive: Receive, context: Context) -> bytes:
    """Reads the body of a request. Raises a Problem if it is too large or too slow."""
    most = context.limits.body
    length = headers.get(b"content-length", b"0")
    if length.isdigit() and int(length) > most:
        raise Problem("request.too-large", most=most)
    try:
        return await within(context.limits.body_seconds, arriving(receive, most))
    except TimeoutError:
        raise Problem("request.too-slow") from None


async def arriving(receive: Receive, most: int) -> bytes:
    """Receives the body of a request, of at most `most` bytes. Raises a Problem."""
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
    """Decodes a body. Raises a Problem, with a JSON pointer to the field that is wrong."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at ")
        raise Problem("request.invalid", errors=[(pointer(what, where), what)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Problem("request.not-json") from None


def pointer(what: str, where: str) -> str:
    """The JSON pointer (`/name`, `/body`) for an error of the decoder (`$.name[...]`, "missing required field `body`")."""
    path = where.rpartition("$")[2].rstrip("`").split("[", maxsplit=1)[0].replace(".", "/")
    if "field `" in what:
        path += "/" + what.rpartition("field `")[2].rstrip("`")
    return path
