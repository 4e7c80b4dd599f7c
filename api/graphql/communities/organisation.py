"""Organisations, and who speaks for them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.graphql.audit import trail
from api.graphql.communities.office import community
from api.graphql.kinds import Kind, Objects
from api.graphql.reading import Reading, in_all_languages, official, said
from api.graphql.relay import Connection, Page, connections
from projections.communities.organisation import OrganisationRow, organisations


async def organisations_of(reading: Reading, communities: Sequence[UUID], page: Page) -> list[Connection[Any]]:
    """The organisations of each of some communities."""
    return await connections(reading, OrganisationRow, organisations.queries, "page", communities, page)


async def prepare(reading: Reading, rows: Objects, asked: frozenset[str]) -> None:
    if "representativeName" in asked:
        await reading.open([(row.representative_name, "name") for row in rows if row.representative_name])


KINDS = [
    Kind(
        "Organisation",
        OrganisationRow,
        {
            "community": community,
            "name": official("name"),
            "names": in_all_languages("name"),
            "representativeName": said("representative_name", "name"),
            "audit": trail,
        },
        prepare,
    )
]
