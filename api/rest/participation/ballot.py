"""Ballots over REST: cast, change, withdraw; and a voter sees one's own."""

from typing import Any
from uuid import UUID

import msgspec
from fastapi import APIRouter, Request, Response

from api.rest import documentation
from api.rest.context import Context
from api.rest.forms import Form
from api.rest.routes import PREFIX, Commands
from domain.participation import ballot as domain
from domain.participation import proposal_state as proposal
from domain.participation.allowance import UsedUp
from domain.participation.consultation import Imported, NotOpen, Unknown
from domain.registry import decode
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
ONE = "/consultations/{consultation:uuid}/proposals/{proposal:uuid}/ballot"

commands = Commands("ballots", refusals=(Unknown, proposal.Unknown, proposal.Settled, NotOpen, Imported))
reads = APIRouter(prefix=PREFIX, tags=["ballots"])


class Vote(Form, frozen=True, kw_only=True):
    """`support` if the consultation collects support only; otherwise `agree`, `disagree` or `pass`."""

    choice: domain.Choice


class OwnBallot(msgspec.Struct, frozen=True):
    """The caller's ballot. `id` identifies it in the record: with the position it is the voter's receipt."""

    id: UUID
    choice: domain.Choice
    version: int
    position: int


commands.offers(
    domain.Cast,
    "POST",
    ONE,
    form=Vote,
    at=None,
    says="Vote on a proposal. Allowed for participants of the consultation, once per proposal.",
    example={"choice": "agree"},
    refusals=(domain.AlreadyCast, domain.WrongKind, UsedUp),
)
commands.offers(
    domain.Change,
    "PUT",
    ONE,
    form=Vote,
    says="Change your ballot while the consultation is open.",
    example={"choice": "disagree"},
    refusals=(domain.NotCast, domain.WrongKind),
)
commands.offers(
    domain.Withdraw,
    "DELETE",
    ONE,
    says="Withdraw your ballot while the consultation is open.",
    refusals=(domain.NotCast,),
)


documentation.forms.add(OwnBallot)
SEEN: dict[str, Any] = {
    "security": [{"token": []}],
    "responses": {
        "200": documentation.read_answer(
            OwnBallot, {"id": documentation.THING, "choice": "agree", "version": 1, "position": 204_090}
        ),
        **documentation.problems(["not-logged-in", "unavailable"], [domain.NotCast]),
    },
}


@reads.get(ONE, summary="Read your ballot", operation_id="ballots.own", response_model=None, openapi_extra=SEEN)
async def own(request: Request, consultation: UUID, proposal: UUID) -> Response:
    """The caller's ballot on a proposal. Nobody else can see who cast it."""
    context: Context = request.app.state.context
    caller = await context.tokens.caller(request.headers.get("authorization", "").encode("latin-1"))
    scopes = (domain.ballots_scope(consultation), consultation)
    streams = [domain.ballot_stream(proposal, context.ports.pseudonym(scope, caller.person)) for scope in scopes]
    async with context.ports.pool.connection() as db:
        row = await (await db.execute(QUERIES["last"], {"streams": streams})).fetchone()
    if row is None:
        raise domain.NotCast
    position, entry = row[0], decode(row[1])
    choice = domain.ballots.evolve(domain.ballots.initial, entry).choice
    if choice is None:
        raise domain.NotCast
    seen = OwnBallot(entry.stream, choice, entry.version, position)
    headers = {"ETag": f'"{entry.version}"', "Sijill-Position": str(position), "Cache-Control": "private, no-store"}
    return Response(msgspec.json.encode(seen), headers=headers, media_type="application/json")
