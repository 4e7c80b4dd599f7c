"""Organisations: of which community, of what kind, who represents them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.communities.organisation import (
    OrganisationDissolved,
    OrganisationRegistered,
    OrganisationRepresentativeNamed,
)
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: OrganisationRow | None, entry: Entry[Any]) -> OrganisationRow | None:
    match entry.data:
        case OrganisationRegistered(name, kind):
            return OrganisationRow(entry.stream, entry.community, name, kind, None, None, False, entry.version)
        case OrganisationRepresentativeNamed(representative=representative) if row:
            return msgspec.structs.replace(
                row, representative=representative, representative_name=entry.event_id, version=entry.version
            )
        case OrganisationDissolved() if row:
            return msgspec.structs.replace(row, dissolved=True, version=entry.version)
    return row


organisations = ReadModel(
    "organisation",
    OrganisationRow,
    (OrganisationRegistered, OrganisationRepresentativeNamed, OrganisationDissolved),
    keys,
    fold,
    beside(__file__),
)
