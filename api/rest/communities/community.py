"""Communities over REST: register, rename, say where they stand, whose rules hold for them, how many inhabitants they have."""

from typing import Annotated

from msgspec import Meta

from api.rest.forms import WORDS_BY_LANGUAGE, ByLanguage, Form, Text
from api.rest.routes import Commands
from domain import codes
from domain.communities import community as domain

commands = Commands("communities")

Kind = Annotated[
    str, Meta(description="Of what kind it is, as a short code.", examples=["region", "province", "rural_commune"])
]
Jurisdiction = Annotated[
    str, Meta(description="Whose rules hold for it, by the name that rule sets have for it.", examples=["MA"])
]
ParentCode = Annotated[str, Meta(description="The code of the community that it belongs to.", examples=["ma.oriental"])]


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
    says="Registers a community. The office is one of the platform.",
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
    says="Renames a community.",
    example={"name": {"ar": "جهة الشرق"}},
    refusals=(domain.NotRegistered, *WORDS_BY_LANGUAGE),
)
commands.offers(
    domain.SetTimeZone,
    "PUT",
    "/communities/{code}/time-zone",
    edits=True,
    form="TimeZone",
    says="Sets the time zone of a community.",
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
    says="Says of what kind a community is, and to which other one it belongs. The office is one of the platform.",
    example={"kind": "urban_commune", "parent": "ma.oriental"},
    refusals=(domain.NotRegistered, codes.BadKind, domain.ParentNotRegistered, domain.InACircle),
)
commands.offers(
    domain.SetJurisdiction,
    "PUT",
    "/communities/{code}/jurisdiction",
    edits=True,
    form="CommunityJurisdiction",
    says="Says whose rules hold for a community. The office is one of the platform.",
    example={"jurisdiction": "MA"},
    refusals=(domain.NotRegistered, codes.BadJurisdiction),
)
commands.offers(
    domain.CountPopulation,
    "PUT",
    "/communities/{code}/population",
    edits=True,
    form="CommunityPopulation",
    says="Says how many inhabitants a census has counted, and in which year. The office is one of the platform.",
    example={"population": 1_275_428, "year": 2024},
    refusals=(domain.NotRegistered, domain.BadPopulation),
)
