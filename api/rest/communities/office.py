"""Offices over REST: grant and revoke. Somebody is named by login, and recorded under the pseudonym in that community."""

from api.problems import Problem
from api.rest.commands import Call
from api.rest.forms import Form, Text
from api.rest.logins import holder
from api.rest.routes import Commands
from domain.communities import community
from domain.communities import office as domain

commands = Commands("offices", refusals=(community.NotRegistered,))


class Appointment(Form, frozen=True, kw_only=True):
    login: Text
    role: domain.Role


commands.offers(
    domain.Grant,
    "POST",
    "/communities/{code}/offices",
    login="holder",
    form=Appointment,
    at="{path}/{body.role}",
    says="Grant an office to a person.",
    example={"login": "amina@example.org", "role": "moderator"},
    refusals=(domain.AlreadyHeld,),
)


@commands.does("DELETE", "/communities/{code}/offices/{role}", query=["login"], refusals=(domain.NotHeld,))
async def revoke(call: Call) -> domain.Revoke:
    """Revoke a person's office.

    Allowed for administrators of the community or of the platform.
    """
    scope, role = community.community_id(call.path["code"]), call.path["role"]
    if role not in domain.ROLES:
        raise Problem("office.unknown-role")
    login = call.query_value("login") or ""
    return domain.Revoke(scope, await holder(call, scope, login, domain.Revoke.by), role)
