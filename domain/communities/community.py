"""A territorial community: region, province, commune, or what else a country knows, and where it stands among them; networks
and supervising authorities too, so that their offices are held like all others.

Its stream follows from its code, so that a code is given once. Kinds are data: short codes, such as `region`.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.codes import valid_code, valid_jurisdiction, valid_kind, valid_time_zone
from domain.communities import membership
from domain.communities.membership import Standing
from domain.kernel import PLATFORM, Act, Command, Entry, Event, Look, Noun, Seen
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

NAMESPACE = uuid5(PLATFORM, "community")
IMPORTER = "territories-import"
HOME_ZONE = "Africa/Casablanca"
"""The default time zone of a community."""
NAME_LENGTH = 200
YEARS = range(1800, 2200)


PLATFORM_STAFF = frozenset({"administrator", "operator", IMPORTER})
"""Who says of a community what it cannot say itself: an administrator among them holds that office of the platform."""


def community_id(code: str) -> UUID:
    return uuid5(NAMESPACE, code)


class Register(Command, frozen=True, tag="communities.community.Register"):
    """Register a community, network or supervising authority under its code."""

    by = frozenset({"administrator", "operator", "polis-import", IMPORTER})
    creates = True
    code: str
    name: Words
    time_zone: str = HOME_ZONE
    kind: str | None = None
    parent: UUID | None = None
    jurisdiction: str | None = None


class Rename(Command, frozen=True, tag="communities.community.Rename"):
    """Rename a community."""

    by = frozenset({"administrator", "operator", IMPORTER})
    community: UUID
    name: Words


class Place(Command, frozen=True, tag="communities.community.Place"):
    """Set a community's kind and parent community. Only an office held on the platform counts."""

    by = PLATFORM_STAFF
    community: UUID
    kind: str | None
    parent: UUID | None


class SetJurisdiction(Command, frozen=True, tag="communities.community.SetJurisdiction"):
    """Set the jurisdiction whose rules apply to a community, as named by the rule sets. Only an office held on the platform
    counts."""

    by = PLATFORM_STAFF
    community: UUID
    jurisdiction: str | None


class CountPopulation(Command, frozen=True, tag="communities.community.CountPopulation"):
    """Record a community's population by a census. Only an office held on the platform counts."""

    by = PLATFORM_STAFF
    community: UUID
    population: int
    year: int


class SetTimeZone(Command, frozen=True, tag="communities.community.SetTimeZone"):
    """Change a community's time zone, which its calendar and deadlines use."""

    by = frozenset({"administrator", "operator"})
    community: UUID
    time_zone: str


class CommunityRegistered(Event, frozen=True, tag="communities.CommunityRegistered.v1"):
    code: str
    name: Words
    time_zone: str

    @property
    def undated(self) -> bool:
        return True


class CommunityRenamed(Event, frozen=True, tag="communities.CommunityRenamed.v2"):
    name_was: Words
    name: Words


class CommunityTimeZoneChanged(Event, frozen=True, tag="communities.CommunityTimeZoneChanged.v2"):
    time_zone_was: str
    time_zone: str


class CommunityPlaced(Event, frozen=True, tag="communities.CommunityPlaced.v1"):
    """Of what kind a community is, and to which it belongs: after it was registered, or since a reform."""

    kind: str | None = None
    parent: UUID | None = None
    kind_was: str | None = None
    parent_was: UUID | None = None

    @property
    def undated(self) -> bool:
        return self.kind_was is None and self.parent_was is None


class CommunityJurisdictionSet(Event, frozen=True, tag="communities.CommunityJurisdictionSet.v1"):
    """Whose rules hold for a community: after it was registered, or since they have changed."""

    jurisdiction: str | None = None
    jurisdiction_was: str | None = None

    @property
    def undated(self) -> bool:
        return self.jurisdiction_was is None


class CommunityPopulationCounted(Event, frozen=True, tag="communities.CommunityPopulationCounted.v1"):
    population: int
    year: int
    population_was: int | None = None
    year_was: int | None = None

    @property
    def undated(self) -> bool:
        return self.population_was is None


class FocalPointAppointed(Event, frozen=True, tag="communities.FocalPointAppointed.v1"):
    """Somebody was granted the office of focal point: a community is seen to have one by its own stream."""

    holder: UUID

    @property
    def undated(self) -> bool:
        return True


class FocalPointLeft(Event, frozen=True, tag="communities.FocalPointLeft.v1"):
    holder: UUID


class AlreadyRegistered(Refusal):
    """A community with this code is registered already."""

    code = "community.already-registered"


class NotRegistered(Refusal):
    """No such community is registered."""

    code = "community.not-registered"


class BadPopulation(Refusal):
    """A population is a number of inhabitants, counted in a year."""

    code = "community.bad-population"


class ParentNotRegistered(Refusal):
    """The community that this one is to belong to is not registered."""

    code = "community.parent-not-registered"


class InACircle(Refusal):
    """A community can belong neither to itself nor to one that belongs to it."""

    code = "community.in-a-circle"


class Community(msgspec.Struct, frozen=True):
    code: str | None = None
    name: Words = {}
    time_zone: str = "UTC"
    kind: str | None = None
    parent: UUID | None = None
    jurisdiction: str | None = None
    population: int | None = None
    year: int | None = None
    memberships: dict[UUID, Standing] = {}
    focal_points: frozenset[UUID] = frozenset()

    def must_be_registered(self) -> None:
        if self.code is None:
            raise NotRegistered

    def is_member_of(self, network: UUID) -> bool:
        return self.memberships.get(network) == "accepted"


Own = Register | Rename | SetTimeZone | Place | SetJurisdiction | CountPopulation
Commands = Own | membership.Commands


def decide(
    command: Commands,
    community: Community,
    act: Act,
    *,
    network: Community | None = None,
    above: Mapping[UUID, Community] = {},
    resolved: bool = False,
) -> Sequence[Event]:
    """`network` is what is to be joined, `above` all that the community is to belong to. Whether the council has `resolved` to
    join stands in another context: domain/across says so."""
    if isinstance(command, Register):
        if community.code is not None:
            raise AlreadyRegistered
        code, name, time_zone, kind, parent, jurisdiction = msgspec.structs.astuple(command)
        new = CommunityRegistered(valid_code(code), named(name, "name", NAME_LENGTH), valid_time_zone(time_zone))
        return [new, *placed(command, community, kind, parent, above), *governed(community, jurisdiction)]
    community.must_be_registered()
    match command:
        case Rename(_, name):
            if name == community.name:
                return []
            return [CommunityRenamed(community.name, named(name, "name", NAME_LENGTH))]
        case SetTimeZone(_, time_zone):
            if time_zone == community.time_zone:
                return []
            return [CommunityTimeZoneChanged(community.time_zone, valid_time_zone(time_zone))]
        case Place(_, kind, parent):
            return placed(command, community, kind, parent, above)
        case SetJurisdiction(_, jurisdiction):
            return governed(community, jurisdiction)
        case CountPopulation(_, population, year):
            return counted(community, population, year)
    is_network = network is not None and network.kind == membership.NETWORK and command.network != command.community
    standing = community.memberships.get(command.network)
    return membership.decide(command, standing, is_network=is_network, resolved=resolved)


def placed(
    command: Commands, community: Community, kind: str | None, parent: UUID | None, above: Mapping[UUID, Community]
) -> Sequence[Event]:
    if (kind, parent) == (community.kind, community.parent):
        return []
    if identity(command) in {parent, *(one.parent for one in above.values())}:
        raise InACircle
    if any(one.code is None for one in above.values()):
        raise ParentNotRegistered
    return [CommunityPlaced(None if kind is None else valid_kind(kind), parent, community.kind, community.parent)]


def governed(community: Community, jurisdiction: str | None) -> Sequence[Event]:
    if jurisdiction == community.jurisdiction:
        return []
    return [
        CommunityJurisdictionSet(
            None if jurisdiction is None else valid_jurisdiction(jurisdiction), community.jurisdiction
        )
    ]


def counted(community: Community, population: int, year: int) -> Sequence[Event]:
    if (population, year) == (community.population, community.year):
        return []
    if not 0 <= population < 2**31 or year not in YEARS:
        raise BadPopulation
    return [CommunityPopulationCounted(population, year, community.population, community.year)]


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The community that this one is to belong to, and all that are above it; the network that it applies to."""
    if isinstance(command, membership.ApplyForMembership):
        return [("network", command.network)]
    looks: list[Look] = []
    above: Mapping[UUID, Community] = seen.get("above", {})
    parent = command.parent if isinstance(command, Register | Place) else None
    while parent is not None and ("above", parent) not in looks:
        looks.append(("above", parent))
        parent = above[parent].parent if parent in above else None
    return looks


def held_in(command: Commands, seen: Seen) -> UUID:
    """Where the office is held that a command needs: what the platform says of a community takes one of the platform, what a
    network says one of the network."""
    match command:
        case Place() | SetJurisdiction() | CountPopulation():
            return PLATFORM
        case membership.AcceptMembership(_, network) | membership.EndMembership(_, network):
            return network
    return identity(command)


def evolve(community: Community, entry: Entry[Any]) -> Community:
    replace = msgspec.structs.replace
    match entry.data:
        case CommunityRegistered(code, name, time_zone):
            return Community(code, name, time_zone)
        case CommunityRenamed(_, name):
            return replace(community, name=name)
        case CommunityTimeZoneChanged(_, time_zone):
            return replace(community, time_zone=time_zone)
        case CommunityPlaced(kind, parent):
            return replace(community, kind=kind, parent=parent)
        case CommunityJurisdictionSet(jurisdiction):
            return replace(community, jurisdiction=jurisdiction)
        case CommunityPopulationCounted(population, year):
            return replace(community, population=population, year=year)
        case FocalPointAppointed(holder):
            return replace(community, focal_points=community.focal_points | {holder})
        case FocalPointLeft(holder):
            return replace(community, focal_points=community.focal_points - {holder})
    return replace(community, memberships=membership.evolve(community.memberships, entry))


def identity(command: Commands, seen: Seen | None = None) -> UUID:
    return community_id(command.code) if isinstance(command, Register) else command.community


communities = Noun("communities.community", Community(), evolve)
