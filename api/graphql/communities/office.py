"""Office holders of communities."""

from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, one
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Node
from projections.communities.community import communities
from projections.communities.office import OfficesRow, offices

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


@words
class Role(Word):
    """The roles that a person may hold in a community."""

    CITIZEN = "citizen"
    MODERATOR = "moderator"
    FOCAL_POINT = "focal_point"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PRESIDENT = "president"
    SECRETARY = "secretary"
    COMMITTEE = "committee"
    ADVISORY = "advisory"
    ASSESSOR = "assessor"
    NETWORK = "network"
    AUTHORITY = "authority"


async def holders_in(
    reading: Reading, rows: Objects, role: Role | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The office holders of each of some communities: of any office, or of one."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, offices, "page", ids, asked, role=role)


community_of = one(communities, "community")
"""The community that each row belongs to; nobody registers the platform itself, where the operators hold office."""


@kind(OfficesRow)
class OfficeHolder(Node):
    """An office holder, under the pseudonym in this community."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    holder: UUID
    roles: list[Role]
