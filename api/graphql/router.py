"""GraphQL over HTTP, by its specification: GET and POST, both media types, entity tags; and GraphiQL for browsers."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import msgspec
import orjson
from starlette.applications import Starlette
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from api.clients import household
from api.graphql.engine import limits
from api.graphql.engine.cache import Kept
from api.graphql.engine.engine import Engine, QueryRequest
from api.graphql.engine.language import preferred
from api.graphql.schema import GRAPH
from api.security import HEADERS
from api.within import within

PATH = "/graphql"
GRAPHIQL = Path(__file__).parent / "graphiql"
GRAPHQL, JSON = b"application/graphql-response+json", b"application/json"
NULL = b"null"

log = logging.getLogger(__name__)

Headers = list[tuple[bytes, bytes]]


GRAPHIQL_POLICY = (
    b"default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Bad(Exception):
    """A request that is not one of GraphQL: its status, and what is wrong."""

    def __init__(self, status: int, message: str, headers: Headers | None = None) -> None:
        self.status, self.message, self.headers = status, message, headers or []
        super().__init__(message)


class Body(msgspec.Struct):
    query: str
    operationName: str | None = None
    variables: msgspec.Raw = msgspec.Raw(NULL)
    extensions: dict[str, Any] | None = None


_body = msgspec.json.Decoder(Body)


class Endpoint:
    """`/graphql`. An ASGI app of its own, for a framework's requests and responses cost more than a remembered answer."""

    engine: Engine

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        try:
            if scope["method"] == "GET" and wants_page(headers, scope["query_string"]):
                await page(send)
                return
            media_type = accepted(headers.get(b"accept", b""))
            asked = await read(scope, headers, receive)
            kept = await self.engine.answer(asked)
        except Bad as bad:
            await error(send, bad)
        except Exception:
            log.exception("a query failed")
            await error(send, Bad(500, "An internal error occurred and has been logged."))
        else:
            await respond(scope, headers, send, kept, media_type)


async def read(scope: Scope, headers: dict[bytes, bytes], receive: Receive) -> QueryRequest:
    """Reads the request. Raises Bad."""
    languages = preferred_by(headers.get(b"accept-language", b""))
    client = household(scope)
    if scope["method"] == "GET":
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        body: dict[str, Any] = {name: given[name] for name in ("query", "operationName") if name in given}
        try:
            for name in ("variables", "extensions"):
                if given.get(name):
                    body[name] = orjson.loads(given[name])
            sent = orjson.dumps(body)
        except (
            orjson.JSONDecodeError,
            orjson.JSONEncodeError,
        ):  # the second, if they are nested deeper than can be written
            raise Bad(400, "`variables` and `extensions` are JSON objects.") from None
        return understood(sent, languages, client)
    if scope["method"] != "POST":
        raise Bad(405, "Use GET or POST.", [(b"allow", b"GET, POST")])
    kind, _, parameters = headers.get(b"content-type", b"").lower().partition(b";")
    if kind.strip() != JSON or (b"charset" in parameters and b"utf-8" not in parameters):
        raise Bad(415, "Send the query as application/json in UTF-8.")
    try:
        sent = await within(limits.BODY_SECONDS, received(receive))
    except TimeoutError:
        raise Bad(408, f"The body did not arrive within {limits.BODY_SECONDS:.0f} seconds.") from None
    return understood(sent, languages, client)


def understood(body: bytes, languages: tuple[str, ...], client: str) -> QueryRequest:
    try:
        given = _body.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise Bad(400, f"This is not a GraphQL request: {wrong}.") from None
    except RecursionError:
        raise Bad(400, "This is not a request of GraphQL: it is nested too deeply.") from None
    variables = bytes(given.variables).strip() or NULL
    if variables != NULL and not variables.startswith(b"{"):
        raise Bad(400, "`variables` must be an object.")
    return QueryRequest(given.query, given.operationName, variables, languages, client)


async def received(receive: Receive) -> bytes:
    """The body of a request, if it is not too large."""
    body = b""
    while True:
        message = await receive()
        body += bytes(message.get("body", b""))
        if len(body) > limits.BODY_BYTES:
            raise Bad(413, f"The request exceeds {limits.BODY_BYTES} bytes.")
        if not message.get("more_body"):
            return body


@lru_cache(maxsize=500)
def accepted(accept: bytes) -> bytes:
    """The media type to answer with: GraphQL's own if it is named, else JSON. Raises Bad."""
    kinds = [part.partition(b";")[0].strip().lower() for part in accept.split(b",") if b"q=0;" not in part + b";"]
    if GRAPHQL in kinds:
        return GRAPHQL
    if not accept or any(kind in (JSON, b"application/*", b"*/*") for kind in kinds):
        return JSON
    raise Bad(406, "The available media types are application/graphql-response+json and application/json.")


@lru_cache(maxsize=500)
def preferred_by(accept_language: bytes) -> tuple[str, ...]:
    return preferred(accept_language.decode("latin-1"))


async def respond(scope: Scope, headers: dict[bytes, bytes], send: Send, kept: Kept, media_type: bytes) -> None:
    answered = kept.answered
    # A server that speaks plain JSON says 200 of every well-formed request, whatever came of the query.
    status = answered.status if media_type == GRAPHQL or answered.status >= 500 else 200
    out: Headers = [(b"content-type", media_type + b"; charset=utf-8"), (b"vary", b"Accept, Accept-Language")]
    if answered.position is not None:
        out.append((b"sijill-position", b"%d" % answered.position))
    if kept.etag and answered.keep:
        out += [(b"etag", kept.etag), (b"cache-control", b"public, no-cache")]
        if scope["method"] == "GET" and kept.etag in headers.get(b"if-none-match", b""):
            await reply(send, 304, out, b"")
            return
    await reply(send, status, out, answered.body)


async def error(send: Send, bad: Bad) -> None:
    body = orjson.dumps({"errors": [{"message": bad.message, "extensions": {"code": "request.invalid"}}]})
    await reply(send, bad.status, [(b"content-type", JSON + b"; charset=utf-8"), *bad.headers], body)


async def reply(send: Send, status: int, headers: Headers, body: bytes) -> None:
    if status != 304:
        headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def wants_page(headers: dict[bytes, bytes], query: bytes) -> bool:
    """Whether a browser comes to look, not a client to ask."""
    return b"text/html" in headers.get(b"accept", b"") and not (query.startswith(b"query=") or b"&query=" in query)


async def page(send: Send) -> None:
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", GRAPHIQL_POLICY)]
    headers += [pair for pair in HEADERS if pair[0] != b"content-security-policy"]
    await reply(send, 200, headers, (GRAPHIQL / "index.html").read_bytes())


def mount(app: Starlette) -> Endpoint:
    """Puts GraphQL into an app whose lifespan brings its ports as `app.state.ports`. Gives what answers queries."""
    endpoint = Endpoint()
    around = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Any]:
        async with around(app) as state:
            engine = endpoint.engine = Engine(app.state.ports, GRAPH)
            await engine.open()
            try:
                yield state
            finally:
                await engine.close()

    app.router.lifespan_context = lifespan
    assets = Mount(f"{PATH}/assets", StaticFiles(directory=GRAPHIQL), name="graphiql")
    app.router.routes.insert(0, Route(PATH, endpoint, include_in_schema=False))
    app.router.routes.append(assets)
    return endpoint
