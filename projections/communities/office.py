"""Who holds which office in which community, under the pseudonym that holds there."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.communities.office import OfficeGranted, OfficeRevoked
from domain.kernel import Entry
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class OfficesRow(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    holder: UUID
    roles: list[str]


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: OfficesRow | None, entry: Entry[Any]) -> OfficesRow | None:
    roles = set(row.roles if row else ())
    match entry.data:
        case OfficeGranted(_, role):
            roles.add(role)
        case OfficeRevoked(_, role):
            roles.discard(role)
    return OfficesRow(entry.stream, entry.community, entry.data.holder, sorted(roles))


offices = ReadModel("office", OfficesRow, (OfficeGranted, OfficeRevoked), keys, fold, beside(__file__))
