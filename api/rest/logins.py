"""Resolves a login in a command to a pseudonym in a community: the login is never recorded."""

from collections.abc import Set
from uuid import UUID

from api.accounts import account
from api.problems import Problem
from api.rest.commands import Call
from domain.communities.office import office_stream, offices
from domain.kernel import PLATFORM
from domain.refusal import NotAllowed
from domain.registry import decode
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)


async def holder(call: Call, scope: UUID, login: str, roles: Set[str]) -> UUID:
    """The pseudonym, in a community, of the person with a login.

    Only callers with one of `roles`, which the command needs, learn that a login does not exist: the problem `account.unknown`.
    All others get NotAllowed: here, or from the record if the login exists.
    """
    named = await account.by_login(call.ports, login)
    if named is not None:
        return call.ports.pseudonym(scope, named.person)
    if await held(call, scope) & roles:
        raise Problem("account.unknown")
    raise NotAllowed


async def held(call: Call, community: UUID) -> frozenset[str]:
    """The roles that the caller holds in a community and on the platform."""
    scopes = (community, PLATFORM)
    streams = [office_stream(scope, call.ports.pseudonym(scope, call.caller.person)) for scope in scopes]
    async with call.ports.pool.connection() as db:
        rows = await (await db.execute(QUERIES["offices"], {"streams": streams})).fetchall()
    states = dict.fromkeys(streams, offices.initial)
    for stream, entry in rows:
        states[stream] = offices.evolve(states[stream], decode(entry))
    return frozenset().union(*(state.held for state in states.values()))
