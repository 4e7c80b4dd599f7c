"""A territorial community: region, province, commune, or what else a country knows, and where it stands among them.

Its stream follows from its code, so that a code is given once. Kinds are data: short codes, such as `region`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from domain.kernel import PLATFORM, Act, Command, Decider, Entry, Event, Look, Refusal, Words
from domain.words import named

NAMESPACE = uuid5(PLATFORM, "community")
IMPORTER = "territories-import"
CODE_LENGTH, NAME_LENGTH = 40, 200

_code = re.compile(r"\w[\w.:-]*")
_kind = re.compile(r"[a-z][a-z0-9_]*")


def community_id(code: str) -> UUID:
    return uuid5(NAMESPACE, code)


class Register(Command, frozen=True):
    by = frozenset({"administrator", "operator", "polis-import", IMPORTER})
    creates = True
    code: str
    name: Words
    time_zone: str = "Africa/Casablanca"
    kind: str | None = None
    parent: UUID | None = None


class Rename(Command, frozen=True):
    by = frozenset({"administrator", "operator", IMPORTER})
    community: UUID
    name: Words


class Place(Command, frozen=True):
    """Says of what kind a community is, and to which other one it belongs: the platform does, not the community itself."""

    by = frozenset({"operator", IMPORTER})
    community: UUID
    kind: str | None
    parent: UUID | None


class SetTimeZone(Command, frozen=True):
    by = frozenset({"administrator", "operator"})
    community: UUID
    time_zone: str


class CommunityRegistered(Event, frozen=True, tag="communities.CommunityRegistered.v1"):
    code: str
    name: Words
    time_zone: str


class CommunityRenamed(Event, frozen=True, tag="communities.CommunityRenamed.v1"):
    was: Words
    name: Words


class CommunityTimeZoneChanged(Event, frozen=True, tag="communities.CommunityTimeZoneChanged.v1"):
    was: str
    time_zone: str


class CommunityPlaced(Event, frozen=True, tag="communities.CommunityPlaced.v1"):
    """Of what kind a community is, and to which it belongs: after it was registered, or since a reform."""

    kind: str | None = None
    parent: UUID | None = None
    kind_was: str | None = None
    parent_was: UUID | None = None


class AlreadyRegistered(Refusal):
    """A community with this code is registered already."""

    code = "community.already-registered"


class NotRegistered(Refusal):
    """No such community is registered."""

    code = "community.not-registered"


class BadCode(Refusal):
    """A code has {most} characters at most: letters, digits, and between them . _ : or -"""

    code = "community.bad-code"


class UnknownTimeZone(Refusal):
    """{time_zone} is not the name of a time zone (such as Africa/Casablanca)."""

    code = "community.unknown-time-zone"


class BadKind(Refusal):
    """A kind has {most} characters at most: small letters from a to z, digits and _, a letter first."""

    code = "community.bad-kind"


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

    def must_be_registered(self) -> None:
        if self.code is None:
            raise NotRegistered


Commands = Register | Rename | SetTimeZone | Place


def decide(command: Commands, community: Community, act: Act, **above: Community) -> Sequence[Event]:
    match command:
        case Register(code, name, time_zone, kind, parent):
            if community.code is not None:
                raise AlreadyRegistered
            new = CommunityRegistered(fit(code), named(name, "name", NAME_LENGTH), known(time_zone))
            return [new, *placed(command, community, kind, parent, above)]
        case Rename(_, name):
            community.must_be_registered()
            if name == community.name:
                return []
            return [CommunityRenamed(community.name, named(name, "name", NAME_LENGTH))]
        case SetTimeZone(_, time_zone):
            community.must_be_registered()
            if time_zone == community.time_zone:
                return []
            return [CommunityTimeZoneChanged(community.time_zone, known(time_zone))]
        case Place(_, kind, parent):
            community.must_be_registered()
            return placed(command, community, kind, parent, above)


def placed(
    command: Commands, community: Community, kind: str | None, parent: UUID | None, above: Mapping[str, Community]
) -> Sequence[Event]:
    if (kind, parent) == (community.kind, community.parent):
        return []
    if identity(command) in {parent, *(one.parent for one in above.values())}:
        raise InACircle
    if any(one.code is None for one in above.values()):
        raise ParentNotRegistered
    return [CommunityPlaced(None if kind is None else of_a_kind(kind), parent, community.kind, community.parent)]


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    """The community that this one is to belong to, and all that are above it."""
    looks: list[Look] = []
    parent = command.parent if isinstance(command, Register | Place) else None
    while parent is not None:
        name = f"above_{len(looks)}"
        looks.append((name, communities, parent))
        parent = around[name].parent if name in around else None
    return looks


def evolve(community: Community, entry: Entry[Any]) -> Community:
    match entry.data:
        case CommunityRegistered(code, name, time_zone):
            return Community(code, name, time_zone)
        case CommunityRenamed(_, name):
            return msgspec.structs.replace(community, name=name)
        case CommunityTimeZoneChanged(_, time_zone):
            return msgspec.structs.replace(community, time_zone=time_zone)
        case CommunityPlaced(kind, parent):
            return msgspec.structs.replace(community, kind=kind, parent=parent)
    return community


def fit(code: str) -> str:
    if len(code) > CODE_LENGTH or not _code.fullmatch(code):
        raise BadCode(most=CODE_LENGTH)
    return code


def of_a_kind(kind: str) -> str:
    if len(kind) > CODE_LENGTH or not _kind.fullmatch(kind):
        raise BadKind(most=CODE_LENGTH)
    return kind


def known(time_zone: str) -> str:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone(time_zone=time_zone[:60]) from None
    return time_zone


def identity(command: Commands, around: Any = None) -> UUID:
    return community_id(command.code) if isinstance(command, Register) else command.community


communities = Decider(
    name="communities.community",
    initial=Community(),
    decide=decide,
    evolve=evolve,
    commands=(Register, Rename, SetTimeZone, Place),
    stream=identity,
    root=identity,
    community=identity,
    looks_at=looks_at,
)
