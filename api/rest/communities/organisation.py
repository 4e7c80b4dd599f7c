"""Organisations over REST: register, name who speaks for it, dissolve."""

from api.rest.forms import UNDETERMINED, WORDS_BY_LANGUAGE, Form, Language, Text
from api.rest.routes import Commands
from domain.communities import community
from domain.communities import organisation as domain

commands = Commands("organisations", refusals=(community.NotRegistered, *WORDS_BY_LANGUAGE))

ONE = "/communities/{code}/organisations/{organisation:uuid}"


class Representative(Form, frozen=True, kw_only=True):
    """The representative of an organisation: login and display name."""

    login: Text
    name: Text
    language: Language = UNDETERMINED


commands.offers(
    domain.RegisterOrganisation,
    "POST",
    "/communities/{code}/organisations",
    name="register",
    form="NewOrganisation",
    says="Register an association, a cooperative or another partner.",
    example={"name": {"ar": "جمعية الحي", "fr": "Association du quartier"}, "kind": "association"},
    refusals=(domain.AlreadyRegistered,),
)
commands.offers(
    domain.NameRepresentative,
    "PUT",
    ONE + "/representative",
    edits=True,
    login="representative",
    form=Representative,
    says="Name the representative of an organisation.",
    example={"login": "amina@example.org", "name": "أمينة", "language": "ar"},
    refusals=(domain.NotRegistered,),
)
commands.offers(
    domain.DissolveOrganisation,
    "DELETE",
    ONE,
    name="dissolve",
    says="Dissolve an organisation.",
    example={"reason": "Dissoute par son assemblée", "language": "fr"},
    refusals=(domain.NotRegistered,),
)
