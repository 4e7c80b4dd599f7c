"""Practices: of one community, or of all."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, field, kind
from api.graphql.engine.reading import Reading, in_all_languages, official
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Node, TaggedText
from projections.communities.practice import PracticeRow, practices

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


async def all_practices(
    reading: Reading, roots: Objects, community: UUID | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    return await connections(reading, practices, "page", [community], Page.asked(**page))


@kind(PracticeRow)
class Practice(Node):
    """What a community did well, published so that others can learn from it."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field(by=in_all_languages("title"))
    text: str = field(by=official("text"))
    texts: list[TaggedText] = field(by=in_all_languages("text"))
    occurred_at: datetime = field("When it was published.")
    reason: str | None = field("Why it was withdrawn; null while it stands.", by=official("reason"))
    audit: AuditConnection = field(by=trail)
