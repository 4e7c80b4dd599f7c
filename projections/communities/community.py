"""Communities: code, name, time zone, of what kind each is and to which it belongs, whose rules hold for it, its focal points."""

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
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


communities = ReadModel("community", CommunityRow, queries_of(__file__))


@communities.creates
def registered(entry: Entry[CommunityRegistered]) -> CommunityRow:
    return new(CommunityRow, entry)


@communities.updates
def renamed(entry: Entry[CommunityRenamed]) -> Changes:
    return {"name": entry.data.name}


@communities.updates
def time_zone_changed(entry: Entry[CommunityTimeZoneChanged]) -> Changes:
    return {"time_zone": entry.data.time_zone}


@communities.updates
def placed(entry: Entry[CommunityPlaced]) -> Changes:
    return {"kind": entry.data.kind, "parent": entry.data.parent}


@communities.updates
def jurisdiction_set(entry: Entry[CommunityJurisdictionSet]) -> Changes:
    return {"jurisdiction": entry.data.jurisdiction}


@communities.updates
def population_counted(entry: Entry[CommunityPopulationCounted]) -> Changes:
    return {"population": entry.data.population, "population_year": entry.data.year}


@communities.updates
def focal_point_appointed(row: CommunityRow, entry: Entry[FocalPointAppointed]) -> Changes:
    return {"focal_points": [*row.focal_points, entry.data.holder]}


@communities.updates
def focal_point_left(row: CommunityRow, entry: Entry[FocalPointLeft]) -> Changes:
    return {"focal_points": [one for one in row.focal_points if one != entry.data.holder]}


communities.only_moves_version(*membership.EVENTS)  # memberships have rows of their own
