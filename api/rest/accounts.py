"""Accounts and tokens over REST. Nothing of them enters the log: identities stay outside of the record."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from api.accounts import account, token
from api.accounts.account import Credentials
from api.problems import Problem
from api.rest import documentation
from api.rest.commands import decoded, read
from api.rest.context import Context
from api.rest.routes import PREFIX

router = APIRouter(prefix=PREFIX, tags=["accounts"])

_decoder = msgspec.json.Decoder(Credentials)
EXAMPLE = {"login": "amina@example.org", "password": "a long sentence of one's own"}
ISSUED = {
    "description": "Logged in.",
    "content": {
        "application/json": {
            "schema": {"$ref": documentation.TEMPLATE.format(name="Token")},
            "example": {"token": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA", "expires_at": "2026-12-22T08:00:00Z"},
        }
    },
}
documentation.forms.add(token.Token)


def described(own: list[str]) -> dict[str, Any]:
    codes = ["rate-limited", "unavailable", *documentation.WITH_BODY, *own]
    return {
        "requestBody": documentation.body(Credentials, EXAMPLE),
        "responses": {"201": ISSUED, **documentation.problems(codes)},
    }


@router.post(
    "/accounts",
    status_code=201,
    summary="Create an account",
    operation_id="accounts.create",
    response_model=None,
    openapi_extra=described(["login.taken"]),
)
async def create(request: Request) -> Response:
    """Creates an account and logs in."""
    context: Context = request.app.state.context
    sent = await credentials(request, context)
    made = await account.create(context.ports, sent.login, sent.password)
    if made is None:
        raise Problem("login.taken")
    return issued(await token.issue(context.ports, made.id, context.limits.token_days))


@router.post(
    "/tokens",
    status_code=201,
    summary="Log in",
    operation_id="accounts.log-in",
    response_model=None,
    openapi_extra=described(["login.wrong"]),
)
async def log_in(request: Request) -> Response:
    """Issues a new token."""
    context: Context = request.app.state.context
    sent = await credentials(request, context)
    logged_in = await account.authenticated(context.ports, sent.login, sent.password)
    if logged_in is None:
        raise Problem("login.wrong")
    return issued(await token.issue(context.ports, logged_in.id, context.limits.token_days))


@router.delete(
    "/tokens/current",
    status_code=204,
    summary="Log out",
    operation_id="accounts.log-out",
    response_model=None,
    openapi_extra={
        "security": [{"token": []}],
        "responses": documentation.problems(["not-logged-in", "unavailable"]),
    },
)
async def log_out(request: Request) -> Response:
    """Revokes the token that the request is sent with."""
    context: Context = request.app.state.context
    caller = await context.tokens.caller(request.headers.get("authorization", "").encode("latin-1"))
    await context.tokens.revoke(caller)
    return Response(status_code=204)


async def credentials(request: Request, context: Context) -> Credentials:
    """The login and password of a request. Raises a Problem: among others if the client exceeds its rate limit."""
    context.guests.consume(address(request))
    if not request.headers.get("content-type", "").lower().startswith("application/json"):
        raise Problem("request.not-json-typed")
    headers = dict(request.scope["headers"])
    sent: Credentials = decoded(_decoder, await read(headers, request.receive, context))
    return sent


def address(request: Request) -> str:
    """The client's address for rate limits: for IPv6, the /64 prefix, since a household gets a whole one."""
    host = request.client.host if request.client else "unknown"
    return ":".join(host.split(":")[:4]) if ":" in host else host


def issued(new: token.Token) -> Response:
    """The answer with a new token."""
    return Response(msgspec.json.encode(new), 201, {"Cache-Control": "no-store"}, "application/json")
