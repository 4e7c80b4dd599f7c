"""Communities: code, name, time zone, of what kind, and to which other one each belongs."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.communities.community import (
    CommunityPlaced,
    CommunityRegistered,
    CommunityRenamed,
    CommunityTimeZoneChanged,
)
from domain.kernel import Entry, Words
from projections.kernel import ReadModel
from projections.sql import beside


class CommunityRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: Words
    time_zone: str
    version: int
    kind: str | None = None
    parent: UUID | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: CommunityRow | None, entry: Entry[Any]) -> CommunityRow | None:
    match entry.data:
        case CommunityRegistered(code, name, time_zone):
            return CommunityRow(entry.stream, code, name, time_zone, entry.version)
        case CommunityRenamed(_, name) if row:
            return msgspec.structs.replace(row, name=name, version=entry.version)
        case CommunityTimeZoneChanged(_, time_zone) if row:
            return msgspec.structs.replace(row, time_zone=time_zone, version=entry.version)
        case CommunityPlaced(kind, parent) if row:
            return msgspec.structs.replace(row, kind=kind, parent=parent, version=entry.version)
    return row


communities = ReadModel(
    "community",
    CommunityRow,
    (CommunityRegistered, CommunityRenamed, CommunityTimeZoneChanged, CommunityPlaced),
    keys,
    fold,
    beside(__file__),
)
