"""Communities over REST: register, rename, say where they stand, whose rules hold for them, how many inhabitants they have."""

from typing import Annotated

from msgspec import Meta

from api.rest.forms import WORDS_BY_LANGUAGE, ByLanguage, Form, Text
from api.rest.routes import Commands
from domain import codes
from domain.communities import community as domain

commands = Commands("communities")

Kind = Annotated[
    str, Meta(description="The kind of community as a short code.", examples=["region", "province", "rural_commune"])
]
Jurisdiction = Annotated[
    str, Meta(description="The jurisdiction whose rules apply, as named by the rule sets.", examples=["MA"])
]
ParentCode = Annotated[str, Meta(description="The code of the community that it is part of.", examples=["ma.oriental"])]


class NewCommunity(Form, frozen=True, kw_only=True):
    code: Text
    name: ByLanguage
    time_zone: Text = "Africa/Casablanca"
    kind: Kind | None = None
    parent: ParentCode | None = None
    jurisdiction: Jurisdiction | None = None


class Placing(Form, frozen=True, kw_only=True):
    kind: Kind | None
    parent: ParentCode | None


commands.offers(
    domain.Register,
    "POST",
    "/communities",
    form=NewCommunity,
    coded=["parent"],
    at="{path}/{body.code}",
    says="Register a community. Only an office held on the platform counts.",
    example={"code": "ma.oriental", "name": {"ar": "جهة الشرق", "fr": "Région de l'Oriental"}},
    refusals=(
        domain.AlreadyRegistered,
        codes.BadCode,
        codes.UnknownTimeZone,
        codes.BadKind,
        domain.ParentNotRegistered,
        domain.InACircle,
        codes.BadJurisdiction,
        *WORDS_BY_LANGUAGE,
    ),
)
commands.offers(
    domain.Rename,
    "PUT",
    "/communities/{code}/name",
    edits=True,
    form="CommunityName",
    says="Rename a community.",
    example={"name": {"ar": "جهة الشرق"}},
    refusals=(domain.NotRegistered, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.SetTimeZone,
    "PUT",
    "/communities/{code}/time-zone",
    edits=True,
    form="TimeZone",
    says="Set a community's time zone.",
    example={"time_zone": "Africa/Casablanca"},
    refusals=(domain.NotRegistered, codes.UnknownTimeZone),
)
commands.offers(
    domain.Place,
    "PUT",
    "/communities/{code}/place",
    edits=True,
    form=Placing,
    coded=["parent"],
    says="Set a community's kind and parent community. Only an office held on the platform counts.",
    example={"kind": "urban_commune", "parent": "ma.oriental"},
    refusals=(domain.NotRegistered, codes.BadKind, domain.ParentNotRegistered, domain.InACircle),
)
commands.offers(
    domain.SetJurisdiction,
    "PUT",
    "/communities/{code}/jurisdiction",
    edits=True,
    form="CommunityJurisdiction",
    says="Set the jurisdiction whose rules apply to a community. Only an office held on the platform counts.",
    example={"jurisdiction": "MA"},
    refusals=(domain.NotRegistered, codes.BadJurisdiction),
)
commands.offers(
    domain.CountPopulation,
    "PUT",
    "/communities/{code}/population",
    edits=True,
    form="CommunityPopulation",
    says="Record a community's population by a census. Only an office held on the platform counts.",
    example={"population": 1_275_428, "year": 2024},
    refusals=(domain.NotRegistered, domain.BadPopulation),
)
