"""Communities: code, name, time zone, of what kind each is and to which it belongs, whose rules hold for it, its focal points."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.communities import membership
from domain.communities.community import (
    CommunityJurisdictionSet,
    CommunityPlaced,
    CommunityPopulationCounted,
    CommunityRegistered,
    CommunityRenamed,
    CommunityTimeZoneChanged,
    FocalPointAppointed,
    FocalPointLeft,
)
from domain.kernel import Entry, Event
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class CommunityRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: Words
    time_zone: str
    version: int
    kind: str | None = None
    parent: UUID | None = None
    jurisdiction: str | None = None
    population: int | None = None
    population_year: int | None = None
    focal_points: list[UUID] = []


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: CommunityRow | None, entry: Entry[Any]) -> CommunityRow | None:
    if isinstance(entry.data, CommunityRegistered):
        code, name, time_zone = msgspec.structs.astuple(entry.data)
        return CommunityRow(entry.stream, code, name, time_zone, entry.version)
    return row and msgspec.structs.replace(row, version=entry.version, **changed(row, entry.data))


def changed(row: CommunityRow, event: Event) -> dict[str, Any]:
    """The columns that an event gives another value. Membership has rows of its own: it only moves the version."""
    match event:
        case CommunityRenamed(_, name):
            return {"name": name}
        case CommunityTimeZoneChanged(_, time_zone):
            return {"time_zone": time_zone}
        case CommunityPlaced(kind, parent):
            return {"kind": kind, "parent": parent}
        case CommunityJurisdictionSet(jurisdiction):
            return {"jurisdiction": jurisdiction}
        case CommunityPopulationCounted(population, year):
            return {"population": population, "population_year": year}
        case FocalPointAppointed(holder):
            return {"focal_points": [*row.focal_points, holder]}
        case FocalPointLeft(holder):
            return {"focal_points": [one for one in row.focal_points if one != holder]}
    return {}


FEEDS: tuple[type[Event], ...] = (
    CommunityRegistered,
    CommunityRenamed,
    CommunityTimeZoneChanged,
    CommunityPlaced,
    CommunityJurisdictionSet,
    CommunityPopulationCounted,
    FocalPointAppointed,
    FocalPointLeft,
    *membership.EVENTS,
)

communities = ReadModel("community", CommunityRow, FEEDS, keys, fold, beside(__file__))
