"""Organisations, and who speaks for them."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, opened_text
from api.graphql.types import Node, TaggedText
from projections.communities.organisation import OrganisationRow

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


async def prepare(reading: Reading, rows: Objects, requested: frozenset[str]) -> None:
    if "representativeName" in requested:
        await reading.open([(row.representative_name, "name") for row in rows if row.representative_name])


@words
class OrganisationKind(Word):
    ASSOCIATION = "association"
    COOPERATIVE = "cooperative"
    PARTNER = "partner"


@kind(OrganisationRow, prepare)
class Organisation(Node):
    """An association, a cooperative or another partner of a community."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    name: str = field(by=official("name"))
    names: list[TaggedText] = field(by=in_all_languages("name"))
    kind: OrganisationKind
    representative: UUID | None = field("The pseudonym of its representative in this community.")
    representative_name: str | None = field(
        "Null if there is no representative, or the name was erased.", by=opened_text("representative_name", "name")
    )
    dissolved: bool
    version: int
    audit: AuditConnection = field(by=trail)
