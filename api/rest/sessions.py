"""Sessions and the password over REST: a person sees and ends the own sessions, and changes the password."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response
from msgspec import Meta

from api.accounts import account, token
from api.clients import household
from api.problems import Problem
from api.rest import documentation
from api.rest.commands import form
from api.rest.context import Context
from api.rest.routes import PREFIX
from api.security import Caller

router = APIRouter(prefix=PREFIX, tags=["accounts"])


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The present password, and the new one."""

    password: Annotated[str, Meta(description="The present password.", max_length=account.LONGEST)]
    new_password: Annotated[
        str,
        Meta(description="The new one.", min_length=account.SHORTEST_PASSWORD, max_length=account.LONGEST),
    ]


class Sessions(msgspec.Struct, frozen=True):
    """The valid sessions of an account, the last used first."""

    sessions: list[token.Session]


_decoder = msgspec.json.Decoder(NewPassword)
SESSION = {
    "id": documentation.THING,
    "created_at": "2026-11-22T08:00:00Z",
    "used_at": "2026-11-28T17:00:00Z",
    "expires_at": "2026-12-22T08:00:00Z",
    "current": True,
}


def described(codes: list[str], **more: Any) -> dict[str, Any]:
    """The description of a route for those who are logged in."""
    answers = documentation.problems(["not-logged-in", "unavailable", *codes])
    return {"security": [{"token": []}], "responses": {**more.pop("responses", {}), **answers}, **more}


async def logged_in(request: Request) -> tuple[Context, Caller]:
    """The caller of a request, and what requests are answered with. Raises a Problem."""
    context: Context = request.app.state.context
    return context, await context.tokens.caller(request.headers.get("authorization", "").encode("latin-1"))


@router.get(
    "/tokens",
    summary="List your sessions",
    operation_id="accounts.sessions",
    response_model=None,
    openapi_extra=described([], responses={"200": documentation.read_answer(Sessions, {"sessions": [SESSION]})}),
)
async def sessions(request: Request) -> Response:
    """The valid sessions of the account, the last used first; uses are noted once an hour."""
    context, caller = await logged_in(request)
    found = Sessions(await token.sessions(context.ports, caller.account, caller.token))
    return Response(msgspec.json.encode(found), 200, {"Cache-Control": "no-store"}, "application/json")


@router.delete(
    "/tokens/current",
    status_code=204,
    summary="Log out",
    operation_id="accounts.log-out",
    response_model=None,
    openapi_extra=described([]),
)
async def log_out(request: Request) -> Response:
    """Revokes the token that the request is sent with."""
    context, caller = await logged_in(request)
    await token.revoke(context.ports, caller.token)
    return ended(context, caller)


@router.delete(
    "/tokens/others",
    status_code=204,
    summary="End your other sessions",
    operation_id="accounts.end-others",
    response_model=None,
    openapi_extra=described([]),
)
async def end_others(request: Request) -> Response:
    """Revokes all tokens of the account but the one that the request is sent with."""
    context, caller = await logged_in(request)
    await token.revoke_others(context.ports, caller.account, caller.token)
    return ended(context, caller)


@router.delete(
    "/tokens/{session:uuid}",
    status_code=204,
    summary="End a session",
    operation_id="accounts.end",
    response_model=None,
    openapi_extra=described(["not-found"]),
)
async def end(request: Request, session: UUID) -> Response:
    """Revokes one token of the account, by the id of its session."""
    context, caller = await logged_in(request)
    if not await token.revoke_one(context.ports, caller.account, session):
        raise Problem("not-found")
    return ended(context, caller)


@router.put(
    "/accounts/current/password",
    status_code=204,
    summary="Change your password",
    operation_id="accounts.password",
    response_model=None,
    openapi_extra=described(
        ["rate-limited", *documentation.WITH_BODY, "login.wrong", "password.easy"],
        requestBody=documentation.body(
            NewPassword,
            {"password": "a long sentence of one's own", "new_password": "seven quiet herons by the lagoon"},
        ),
    ),
)
async def change_password(request: Request) -> Response:
    """Changes the password of the account, and ends its other sessions."""
    context, caller = await logged_in(request)
    client = household(request.scope)
    sent: NewPassword = await form(request, context, _decoder)
    context.attempts.begin(caller.account, client)
    if not await account.is_password_of(await account.by_id(context.ports, caller.account), sent.password):
        raise Problem("login.wrong")
    context.attempts.succeeded(caller.account, client)
    account.must_be_hard(sent.new_password)
    of_the_same_name = await account.by_login(context.ports, sent.new_password)
    if of_the_same_name is not None and of_the_same_name.id == caller.account:
        raise Problem("password.easy")
    await account.set_password(context.ports, caller.account, sent.new_password)
    await token.revoke_others(context.ports, caller.account, caller.token)
    return ended(context, caller)


def ended(context: Context, caller: Caller) -> Response:
    """The answer to a request after which sessions of the caller's account have ended: this process forgets them at once."""
    context.tokens.forget(caller.account)
    return Response(status_code=204)
