"""Offices over REST: grant and revoke. Somebody is named by login, and recorded under the pseudonym in that community."""

from typing import Any
from uuid import UUID, uuid4

from api.accounts import account
from api.commands import Asked
from api.forms import Form, Text
from api.problems import Problem
from api.routes import Commands
from domain.communities import community
from domain.communities import office as domain
from domain.kernel import Command
from domain.record import Account

commands = Commands("offices", refusals=(community.NotRegistered,))


class Appointment(Form, frozen=True, kw_only=True):
    login: Text
    role: domain.Role


@commands.creates(
    "/communities/{code}/offices",
    at="{path}/{body.role}",
    example={"login": "amina@example.org", "role": "moderator"},
    refusals=(domain.AlreadyHeld,),
)
async def grant(asked: Asked, body: Appointment) -> Command:
    """Grants somebody an office.

    For administrators of the community or of the platform.
    """
    scope = community.community_id(asked.path["code"])
    return domain.Grant(scope, await holder(asked, scope, body.login, body.role), body.role)


@commands.does("DELETE", "/communities/{code}/offices/{role}", query=["login"], refusals=(domain.NotHeld,))
async def revoke(asked: Asked) -> Command:
    """Takes an office from somebody.

    For administrators of the community or of the platform.
    """
    scope, role = community.community_id(asked.path["code"]), asked.path["role"]
    if role not in domain.ROLES:
        raise Problem("office.unknown-role")
    return domain.Revoke(scope, await holder(asked, scope, asked.query_value("login") or "", role), role)


async def holder(asked: Asked, scope: UUID, login: str, role: Any) -> UUID:
    """The pseudonym, in a community, of the person behind a login."""
    found = await account.by_login(asked.ports, login)
    if found is not None:
        return asked.ports.pseudonym(scope, found.person)
    # Whether a login exists is told only to those who may appoint. The rules know who that is: they refuse everybody else
    # first, and nobody can lose an office that is not held, so that nothing comes of asking.
    try:
        await asked.ports.record.execute(domain.Revoke(scope, uuid4(), role), by=Account(asked.caller.person))
    except domain.NotHeld:
        raise Problem("account.unknown") from None
    raise AssertionError("nobody holds the office")
