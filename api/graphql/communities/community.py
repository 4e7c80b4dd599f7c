"""Communities, what is above and below them, and what is in them."""

from typing import Any, Unpack

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import OfficeHolder, holders_in
from api.graphql.communities.organisation import Organisation, organisations_in
from api.graphql.kinds import Objects, field, kind
from api.graphql.participation.consultation import Consultation, consultations_in
from api.graphql.reading import Reading, in_all_languages, official
from api.graphql.relay import Listed, Page, Paging, connections
from api.graphql.types import Connection, Node, TaggedText
from projections.communities.community import CommunityRow, communities


async def parent_of(reading: Reading, rows: Objects) -> list[CommunityRow | None]:
    found = await reading.of(communities, [row.parent for row in rows])
    return [found.get(row.parent) for row in rows]


async def children_of(
    reading: Reading, rows: Objects, kind: list[str] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The communities that belong to each of some: all, or those of certain kinds."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, communities, "children", ids, asked, kinds=kind)


@kind(CommunityRow)
class Community(Node):
    """A territorial community."""

    code: str
    name: str = field(
        "In the reader's language (Accept-Language), or the one that is asked for, or the next best.",
        by=official("name"),
    )
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    time_zone: str
    kind: str | None = field("Of what kind it is, as a short code: `region`, `province`, `rural_commune` …")
    parent: "Community | None" = field("The community that it belongs to.", by=parent_of)
    children: "Connection[Community]" = field("The communities that belong to it, by code.", by=children_of)
    version: int
    consultations: Connection[Consultation] = field(by=consultations_in)
    organisations: Connection[Organisation] = field(by=organisations_in)
    office_holders: Connection[OfficeHolder] = field(
        "Who holds an office, under the pseudonyms that they have here.", by=holders_in
    )
    audit: AuditConnection = field(by=trail)
