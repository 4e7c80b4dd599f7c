"""Organisations: of which community, of what kind, who represents them."""

from uuid import UUID

import msgspec

from domain.communities.organisation import (
    OrganisationDissolved,
    OrganisationRegistered,
    OrganisationRepresentativeNamed,
)
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class OrganisationRow(msgspec.Struct, frozen=True):
    """`representative_name` is the event whose opening holds the name of the person."""

    id: UUID
    community: UUID
    name: Words
    kind: str
    representative: UUID | None
    representative_name: UUID | None
    dissolved: bool
    version: int


organisations = ReadModel("organisation", OrganisationRow, queries_of(__file__))


@organisations.creates
def registered(entry: Entry[OrganisationRegistered]) -> OrganisationRow:
    return new(OrganisationRow, entry, dissolved=False)


@organisations.updates
def representative_named(entry: Entry[OrganisationRepresentativeNamed]) -> Changes:
    return {"representative": entry.data.representative, "representative_name": entry.event_id}


@organisations.updates
def dissolved(entry: Entry[OrganisationDissolved]) -> Changes:
    return {"dissolved": True}
