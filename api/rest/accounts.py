"""Registration and login over REST. Nothing of them enters the log: identities stay outside of the record."""

from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response

from api.accounts import account, token
from api.accounts.account import Credentials
from api.accounts.registration import register
from api.clients import household
from api.problems import Problem
from api.rest import documentation
from api.rest.commands import form, must_be_key
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
    """The description of a route that takes credentials and gives a token."""
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
    openapi_extra={
        **described(["login.taken", "password.easy", "idempotency-key.missing"]),
        "parameters": [{**documentation.KEY, "required": False}],
    },
)
async def create(request: Request) -> Response:
    """Creates an account and logs in. With an Idempotency-Key, the same request again gives the same answer, as long as the
    session lasts."""
    context: Context = request.app.state.context
    client = household(request.scope)
    sent = await credentials(request, context)
    key = request.headers.get("idempotency-key")
    if key is not None:
        must_be_key(key.encode("latin-1"))
    account.must_be_fit(sent.login, sent.password)
    context.registrations.consume(client)
    context.attempts.begin_registration(client)
    issued = await register(context.ports, sent, key, context.limits.token_days)
    if issued is None:
        raise Problem("login.taken")
    context.attempts.registered(client)
    return answer(issued)


@router.post(
    "/tokens",
    status_code=201,
    summary="Log in",
    operation_id="accounts.log-in",
    response_model=None,
    openapi_extra=described(["login.wrong"]),
)
async def log_in(request: Request) -> Response:
    """Issues a new token. An account has 20 at most: a new one ends the one that was unused for longest. A token ends after
    30 days, or when it was unused for 14."""
    context: Context = request.app.state.context
    client = household(request.scope)
    sent = await credentials(request, context)
    login = account.login_digest(context.ports, sent.login)
    context.attempts.begin(login, client)
    logged_in = await account.authenticated(context.ports, sent.login, sent.password)
    if logged_in is None:
        raise Problem("login.wrong")
    context.attempts.succeeded(login, client)
    return answer(await token.issue(context.ports, logged_in.id, context.limits.token_days))


async def credentials(request: Request, context: Context) -> Credentials:
    """The login and password of a request. Raises a Problem: among others if the client exceeds its rate limit."""
    context.guests.consume(household(request.scope))
    sent: Credentials = await form(request, context, _decoder)
    return sent


def answer(new: token.Token) -> Response:
    """The answer with a new token."""
    return Response(msgspec.json.encode(new), 201, {"Cache-Control": "no-store"}, "application/json")
