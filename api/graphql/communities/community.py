"""Communities, and what is in them."""

from typing import Any

from api.graphql.audit import trail
from api.graphql.communities.office import holders_of
from api.graphql.communities.organisation import organisations_of
from api.graphql.kinds import Kind, Objects
from api.graphql.participation.consultation import consultations_of
from api.graphql.reading import Reading, in_all_languages, official
from api.graphql.relay import Connection, Page
from projections.communities.community import CommunityRow


async def consultations(
    reading: Reading,
    rows: Objects,
    open: bool | None = None,
    imported: bool | None = None,
    **page: Any,
) -> list[Connection[Any]]:
    return await consultations_of(reading, [row.id for row in rows], Page.asked(**page), open, imported)


async def organisations(reading: Reading, rows: Objects, **page: Any) -> list[Connection[Any]]:
    return await organisations_of(reading, [row.id for row in rows], Page.asked(**page))


async def office_holders(
    reading: Reading, rows: Objects, role: str | None = None, **page: Any
) -> list[Connection[Any]]:
    return await holders_of(reading, [row.id for row in rows], Page.asked(**page), role)


KINDS = [
    Kind(
        "Community",
        CommunityRow,
        {
            "name": official("name"),
            "names": in_all_languages("name"),
            "consultations": consultations,
            "organisations": organisations,
            "officeHolders": office_holders,
            "audit": trail,
        },
    )
]
