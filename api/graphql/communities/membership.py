"""Memberships: of a community in networks, and of a network its members."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack

import strawberry

from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Document, Node, TaggedText
from projections.communities.community import communities
from projections.communities.membership import MembershipRow, memberships
from projections.decisions.resolution import resolutions

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.decisions.resolution import Resolution


@words
class MembershipStanding(Word):
    """The status of a membership."""

    APPLIED = "applied", "The network has not answered yet."
    ACCEPTED = "accepted"
    ENDED = "ended", "Ended by the network or by the community, or the application was rejected or withdrawn."


async def memberships_of(
    reading: Reading, rows: Objects, standing: list[MembershipStanding] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The memberships of each of some communities: all, or those of certain standings."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, memberships, "page", ids, asked, standings=standing)


async def members_of(
    reading: Reading, rows: Objects, standing: list[MembershipStanding] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The memberships in each of some networks: all, or those of certain standings."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, memberships, "members", ids, asked, standings=standing)


@kind(MembershipRow)
class Membership(Node):
    """A community's membership of a network: applied for, accepted or ended."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    network: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=one(communities, "network")
    )
    standing: MembershipStanding
    resolution: Annotated["Resolution", strawberry.lazy("api.graphql.decisions.resolution")] | None = field(
        "The resolution to join, if it was adopted on this platform.", by=one(resolutions, "resolution")
    )
    document: Document | None = field("The document of the resolution, if it was adopted elsewhere.")
    applied_at: datetime = field("When the community last applied.")
    accepted_at: datetime | None
    ended_at: datetime | None
    reason: str | None = field("The reason for its end.", by=official("reason"))
    reasons: list[TaggedText] = field("In all languages.", by=in_all_languages("reason"))
