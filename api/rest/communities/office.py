"""Offices over REST: grant and revoke. Somebody is named by login, and recorded under the pseudonym in that community."""

from api.problems import Problem
from api.rest.commands import Call, Wanted
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


commands.offers(
    domain.Revoke,
    "POST",
    "/communities/{code}/offices/revocations",
    login="holder",
    form="Dismissal",
    says="Revoke a person's office.",
    example={"login": "amina@example.org", "role": "moderator"},
    refusals=(domain.NotHeld,),
)


@commands.does(
    "DELETE",
    "/communities/{code}/offices/{role}",
    query=["login"],
    refusals=(domain.NotHeld,),
    command=domain.Revoke,
    deprecated=True,
)
async def revoke_by_address(call: Call) -> Wanted:
    """Revoke a person's office (deprecated).

    The address contains the person's login, and proxies and servers log addresses. Use `POST …/offices/revocations` instead.
    """
    scope, role = community.community_id(call.path["code"]), call.path["role"]
    if role not in domain.ROLES:
        raise Problem("office.unknown-role")
    person = await holder(call, scope, call.query_value("login") or "")
    return Wanted(domain.Revoke(scope, person.pseudonym, role), confidential=person.must_exist)
