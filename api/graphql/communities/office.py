"""Who holds which office where."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.graphql.kinds import Kind, Objects
from api.graphql.reading import Reading
from api.graphql.relay import Connection, Page, connections
from projections.communities.community import CommunityRow, communities
from projections.communities.office import OfficesRow, offices


async def holders_of(
    reading: Reading, communities: Sequence[UUID], page: Page, role: str | None
) -> list[Connection[Any]]:
    """Who holds an office in each of some communities: any, or a certain one."""
    return await connections(reading, OfficesRow, offices.queries, "page", communities, page, role=role)


async def community(reading: Reading, rows: Objects) -> list[CommunityRow | None]:
    """The community that each row belongs to; nobody registers the platform itself, where the operators hold office."""
    found = await reading.of(CommunityRow, communities.queries, [row.community for row in rows])
    return [found.get(row.community) for row in rows]


KINDS = [Kind("OfficeHolder", OfficesRow, {"community": community})]
