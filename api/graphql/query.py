"""Where a query begins: things by their ids, and the lists that are not within a thing."""

from typing import Any
from uuid import UUID

from api.graphql.audit import Trail, trails
from api.graphql.errors import Refused
from api.graphql.kinds import Kind, Objects, Resolve
from api.graphql.participation.consultation import consultations_of
from api.graphql.participation.proposal import proposals_of
from api.graphql.reading import Reading
from api.graphql.relay import Connection, Page, connections
from domain.communities.community import community_id
from projections import as_of
from projections.communities.community import CommunityRow
from projections.communities.community import communities as community_model
from projections.communities.office import OfficesRow, offices
from projections.communities.organisation import OrganisationRow, organisations
from projections.participation.comment import CommentRow, comments
from projections.participation.consultation import ConsultationRow
from projections.participation.consultation import consultations as consultation_model
from projections.participation.proposal import ProposalRow, proposals

THINGS: dict[str, tuple[Any, Any]] = {
    "community": (CommunityRow, community_model.queries),
    "organisation": (OrganisationRow, organisations.queries),
    "office": (OfficesRow, offices.queries),
    "consultation": (ConsultationRow, consultation_model.queries),
    "proposal": (ProposalRow, proposals.queries),
    "comment": (CommentRow, comments.queries),
}


class WhichCommunity(Refused):
    """A community is asked for by its code or by its id."""

    code = "community.which"


def thing(name: str) -> Resolve:
    """A thing of one noun, by its id."""
    row, queries = THINGS[name]

    async def found(reading: Reading, roots: Objects, id: UUID) -> list[Any]:
        return [(await reading.of(row, queries, [id])).get(id)]

    return found


async def community(reading: Reading, roots: Objects, code: str | None = None, id: UUID | None = None) -> list[Any]:
    if (code is None) == (id is None):
        raise WhichCommunity("Ask for a community by its code, or by its id.")
    wanted = id if code is None else community_id(code)
    return [(await reading.of(CommunityRow, community_model.queries, [wanted])).get(wanted)]  # type: ignore[arg-type]


async def node(reading: Reading, roots: Objects, id: UUID) -> list[Any]:
    kinds = await reading.rows(as_of.QUERIES, "kinds", ids=[id])
    if not kinds:
        return [None]
    row, queries = THINGS[kinds[0][1]]
    return [(await reading.of(row, queries, [id])).get(id)]


async def communities(reading: Reading, roots: Objects, **page: Any) -> list[Connection[Any]]:
    return await connections(
        reading, CommunityRow, community_model.queries, "page", [None], Page.asked(**page), sort=str
    )


async def consultations(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    open: bool | None = None,
    imported: bool | None = None,
    **page: Any,
) -> list[Connection[Any]]:
    return await consultations_of(reading, [community], Page.asked(**page), open, imported)


async def search(
    reading: Reading,
    roots: Objects,
    text: str,
    order: str,
    language: str | None = None,
    community: UUID | None = None,
    **page: Any,
) -> list[Connection[Any]]:
    return await proposals_of(
        reading, [community], query="search", search=text, search_language=language, order=order, **page
    )


async def audit(
    reading: Reading, roots: Objects, subject: UUID, order: str, events: list[str] | None = None, **page: Any
) -> list[Trail]:
    return await trails(reading, [subject], Page.asked(**page), order, events)


def position(reading: Reading, roots: Objects) -> list[int | None]:
    return [None if reading.at < 0 else reading.at]


KINDS = [
    Kind(
        "Query",
        type(None),
        {
            "position": position,
            "node": node,
            "communities": communities,
            "community": community,
            "organisation": thing("organisation"),
            "consultations": consultations,
            "consultation": thing("consultation"),
            "proposal": thing("proposal"),
            "comment": thing("comment"),
            "search": search,
            "audit": audit,
        },
    )
]
