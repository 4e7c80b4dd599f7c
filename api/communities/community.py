"""Communities over REST: register, rename, set the time zone."""

from typing import Annotated

from msgspec import Meta

from api.commands import Asked
from api.forms import WORDS_BY_LANGUAGE, ByLanguage, Form, Text
from api.routes import Commands
from domain.communities import community as domain
from domain.communities.community import community_id
from domain.kernel import Command

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


class CommunityName(Form, frozen=True, kw_only=True):
    name: ByLanguage


class TimeZone(Form, frozen=True, kw_only=True):
    time_zone: Text


@commands.creates(
    "/communities",
    at="{path}/{body.code}",
    example={"code": "ma.oriental", "name": {"ar": "جهة الشرق", "fr": "Région de l'Oriental"}},
    refusals=(
        domain.AlreadyRegistered,
        domain.BadCode,
        domain.UnknownTimeZone,
        domain.BadKind,
        domain.ParentNotRegistered,
        domain.InACircle,
        *WORDS_BY_LANGUAGE,
    ),
)
def register(asked: Asked, body: NewCommunity) -> Command:
    """Registers a community.

    For administrators of the platform.
    """
    parent = None if body.parent is None else community_id(body.parent)
    return domain.Register(body.code, body.name, body.time_zone, body.kind, parent)


@commands.does(
    "PUT",
    "/communities/{code}/name",
    edits=True,
    example={"name": {"ar": "جهة الشرق"}},
    refusals=(domain.NotRegistered, *WORDS_BY_LANGUAGE),
)
def rename(asked: Asked, body: CommunityName) -> Command:
    """Renames a community.

    For its administrators.
    """
    return domain.Rename(community_id(asked.path["code"]), body.name)


@commands.does(
    "PUT",
    "/communities/{code}/time-zone",
    edits=True,
    example={"time_zone": "Africa/Casablanca"},
    refusals=(domain.NotRegistered, domain.UnknownTimeZone),
)
def set_time_zone(asked: Asked, body: TimeZone) -> Command:
    """Sets the time zone of a community.

    For its administrators.
    """
    return domain.SetTimeZone(community_id(asked.path["code"]), body.time_zone)
