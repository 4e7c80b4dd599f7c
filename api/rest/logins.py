"""Somebody named by login in a command: recorded under the pseudonym in the community, and the login nowhere."""

from collections.abc import Set
from uuid import UUID

from api.accounts import account
from api.problems import Problem
from api.rest.commands import Asked
from domain.communities.office import office_stream, offices
from domain.kernel import PLATFORM
from domain.refusal import NotAllowed
from domain.registry import decode
from projections.toolkit.sql import beside

QUERIES = beside(__file__)


async def holder(asked: Asked, scope: UUID, login: str, roles: Set[str]) -> UUID:
    """The pseudonym, in a community, of the person behind a login.

    Whether there is such a login is told only to those who hold one of `roles`, those that the command asks for. Everybody
    else is refused alike, whatever they ask: where the login exists, by the record. Raises NotAllowed, Problem.
    """
    found = await account.by_login(asked.ports, login)
    if found is not None:
        return asked.ports.pseudonym(scope, found.person)
    if await held(asked, scope) & roles:
        raise Problem("account.unknown")
    raise NotAllowed


async def held(asked: Asked, community: UUID) -> frozenset[str]:
    """The roles that the caller holds in a community and on the platform."""
    scopes = (community, PLATFORM)
    streams = [office_stream(scope, asked.ports.pseudonym(scope, asked.caller.person)) for scope in scopes]
    async with asked.ports.pool.connection() as db:
        rows = await (await db.execute(QUERIES["offices"], {"streams": streams})).fetchall()
    known = dict.fromkeys(streams, offices.initial)
    for stream, entry in rows:
        known[stream] = offices.evolve(known[stream], decode(entry))
    return frozenset().union(*(one.held for one in known.values()))
