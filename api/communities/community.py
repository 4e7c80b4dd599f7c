"""Communities over REST: register, rename, set the time zone."""

from typing import Annotated

from msgspec import Meta

from api.forms import WORDS_BY_LANGUAGE, ByLanguage, Form, Text
from api.routes import Commands
from domain import codes
from domain.communities import community as domain

commands = Commands("communities")

Kind = Annotated[
    str, Meta(description="Of what kind it is, as a short code.", examples=["region", "province", "rural_commune"])
]
ParentCode = Annotated[str, Meta(description="The code of the community that it belongs to.", examples=["ma.oriental"])]


class NewCommunity(Form, frozen=True, kw_only=True):
    code: Text
    name: ByLanguage
    time_zone: Text = "Africa/Casablanca"
    kind: Kind | None = None
    parent: ParentCode | None = None


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
