"""Who holds which office in which community, under the pseudonym that holds there."""

from uuid import UUID

import msgspec

from domain.communities.office import OfficeGranted, OfficeRevoked
from domain.kernel import Entry
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class OfficesRow(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    holder: UUID
    roles: list[str]


offices = ReadModel("office", OfficesRow, queries_of(__file__))


@offices.folds
def granted(row: OfficesRow | None, entry: Entry[OfficeGranted]) -> OfficesRow:
    return holding(entry, {*roles_of(row), entry.data.role})


@offices.folds
def revoked(row: OfficesRow | None, entry: Entry[OfficeRevoked]) -> OfficesRow:
    return holding(entry, {*roles_of(row)} - {entry.data.role})


def roles_of(row: OfficesRow | None) -> list[str]:
    return row.roles if row else []


def holding(entry: Entry[OfficeGranted | OfficeRevoked], roles: set[str]) -> OfficesRow:
    return new(OfficesRow, entry, roles=sorted(roles))
