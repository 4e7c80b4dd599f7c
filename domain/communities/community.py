"""A territorial community: region, province, commune, or what else a country knows.

Its stream follows from its code, so that a code is given once.
"""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from domain.kernel import PLATFORM, Act, Command, Decider, Entry, Event, Refusal, Words
from domain.words import named

NAMESPACE = uuid5(PLATFORM, "community")
CODE_LENGTH, NAME_LENGTH = 40, 200

_code = re.compile(r"\w[\w.:-]*")


def community_id(code: str) -> UUID:
    return uuid5(NAMESPACE, code)


class Register(Command, frozen=True):
    by = frozenset({"administrator", "operator", "polis-import"})
    creates = True
    code: str
    name: Words
    time_zone: str = "Africa/Casablanca"


class Rename(Command, frozen=True):
    by = frozenset({"administrator", "operator"})
    community: UUID
    name: Words


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


class Community(msgspec.Struct, frozen=True):
    code: str | None = None
    name: Words = {}
    time_zone: str = "UTC"

    def must_be_registered(self) -> None:
        if self.code is None:
            raise NotRegistered


def decide(command: Register | Rename | SetTimeZone, community: Community, act: Act) -> Sequence[Event]:
    match command:
        case Register(code, name, time_zone):
            if community.code is not None:
                raise AlreadyRegistered
            return [CommunityRegistered(fit(code), named(name, "name", NAME_LENGTH), known(time_zone))]
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


def evolve(community: Community, entry: Entry[Any]) -> Community:
    match entry.data:
        case CommunityRegistered(code, name, time_zone):
            return Community(code, name, time_zone)
        case CommunityRenamed(_, name):
            return msgspec.structs.replace(community, name=name)
        case CommunityTimeZoneChanged(_, time_zone):
            return msgspec.structs.replace(community, time_zone=time_zone)
    return community


def fit(code: str) -> str:
    if len(code) > CODE_LENGTH or not _code.fullmatch(code):
        raise BadCode(most=CODE_LENGTH)
    return code


def known(time_zone: str) -> str:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownTimeZone(time_zone=time_zone[:60]) from None
    return time_zone


def identity(command: Register | Rename | SetTimeZone, around: Any = None) -> UUID:
    return community_id(command.code) if isinstance(command, Register) else command.community


communities = Decider(
    name="communities.community",
    initial=Community(),
    decide=decide,
    evolve=evolve,
    commands=(Register, Rename, SetTimeZone),
    stream=identity,
    root=identity,
    community=identity,
)
