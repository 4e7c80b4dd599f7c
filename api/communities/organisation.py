"""Organisations over REST: register, name who speaks for it, dissolve."""

from uuid import UUID

from api.commands import Asked
from api.communities.office import holder
from api.forms import UNDETERMINED, WORDS_BY_LANGUAGE, ByLanguage, Form, Language, Reason, Text, sealed
from api.routes import Commands
from domain.communities import community
from domain.communities import organisation as domain
from domain.kernel import Command

commands = Commands("organisations", refusals=(community.NotRegistered, *WORDS_BY_LANGUAGE))


class NewOrganisation(Form, frozen=True, kw_only=True):
    name: ByLanguage
    kind: domain.Kind


class Representative(Form, frozen=True, kw_only=True):
    """Who speaks for an organisation: the login, and the name to be shown."""

    login: Text
    name: Text
    language: Language = UNDETERMINED


def of(asked: Asked) -> tuple[UUID, UUID]:
    return community.community_id(asked.path["code"]), asked.path["organisation"]


@commands.creates(
    "/communities/{code}/organisations",
    example={"name": {"ar": "جمعية الحي", "fr": "Association du quartier"}, "kind": "association"},
    refusals=(domain.AlreadyRegistered,),
)
def register(asked: Asked, body: NewOrganisation) -> Command:
    """Registers an association, a cooperative or another partner.

    For focal points and administrators.
    """
    scope = community.community_id(asked.path["code"])
    return domain.RegisterOrganisation(scope, asked.new, body.name, body.kind)


@commands.does(
    "PUT",
    "/communities/{code}/organisations/{organisation:uuid}/representative",
    edits=True,
    example={"login": "amina@example.org", "name": "أمينة", "language": "ar"},
    refusals=(domain.NotRegistered,),
)
async def name_representative(asked: Asked, body: Representative) -> Command:
    """Names the person who speaks for an organisation.

    For focal points and administrators.
    """
    scope, organisation = of(asked)
    person = await holder(asked, scope, body.login, "administrator")
    return domain.NameRepresentative(scope, organisation, person, sealed(body.name, body.language))


@commands.does(
    "DELETE",
    "/communities/{code}/organisations/{organisation:uuid}",
    example={"reason": "Dissoute par son assemblée", "language": "fr"},
    refusals=(domain.NotRegistered,),
)
def dissolve(asked: Asked, body: Reason) -> Command:
    """Says that an organisation is dissolved.

    For focal points and administrators.
    """
    return domain.DissolveOrganisation(*of(asked), sealed(body.reason, body.language))
