"""What a person may do in a community: the roles granted there, and revoked.

One stream per (community, person), so that a roll of a hundred thousand citizens stays as cheap as one. Whoever acts in
office has this stream guarded: an office revoked in the same instant no longer acts.
"""

from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from domain.communities.community import Community, FocalPointAppointed, FocalPointLeft, communities
from domain.ids import named
from domain.kernel import Act, Command, Decider, Elsewhere, Entry, Event, Look, Noun, Seen
from domain.refusal import Refusal

Role = Literal[
    "citizen",
    "moderator",
    "focal_point",
    "auditor",
    "administrator",
    "president",
    "secretary",
    "committee",
    "advisory",
    "assessor",
    "network",
    "authority",
]
"""`committee` is the follow-up committee, `advisory` speaks for an advisory body; `network` and `authority` are the staff of a
network and of a supervising authority, which are registered as communities of these kinds."""

ROLES: tuple[Role, ...] = get_args(Role)


def office_stream(community: UUID, holder: UUID) -> UUID:
    return named(community, holder.hex)


class Grant(Command, frozen=True, tag="communities.office.Grant"):
    """Grant an office to a person."""

    by = frozenset({"administrator", "operator"})
    community: UUID
    holder: UUID
    role: Role


class Revoke(Command, frozen=True, tag="communities.office.Revoke"):
    """Revoke a person's office."""

    by = frozenset({"administrator", "operator"})
    community: UUID
    holder: UUID
    role: Role


Commands = Grant | Revoke


class OfficeGranted(Event, frozen=True, tag="communities.OfficeGranted.v1"):
    holder: UUID
    role: Role

    @property
    def undated(self) -> bool:
        return True


class OfficeRevoked(Event, frozen=True, tag="communities.OfficeRevoked.v1"):
    holder: UUID
    role: Role


class AlreadyHeld(Refusal):
    """This person holds the office of {role} already."""

    code = "office.already-held"


class NotHeld(Refusal):
    """This person does not hold the office of {role}."""

    code = "office.not-held"


class Offices(msgspec.Struct, frozen=True):
    held: frozenset[str] = frozenset()


def decide(
    command: Commands, offices: Offices, act: Act, *, community: Community | None = None
) -> Sequence[Event | Elsewhere]:
    """Of its focal points a community keeps account itself: plans ask whether there is one. `community` is none for the
    platform, which needs no registering."""
    if community is not None:
        community.must_be_registered()
    holder, role = command.holder, command.role
    match command:
        case Grant():
            if role in offices.held:
                raise AlreadyHeld(role=role)
            appointed = role == "focal_point" and community is not None
            return [OfficeGranted(holder, role), *for_community(FocalPointAppointed(holder), appointed)]
        case Revoke():
            if role not in offices.held:
                raise NotHeld(role=role)
            left = role == "focal_point" and community is not None and holder in community.focal_points
            return [OfficeRevoked(holder, role), *for_community(FocalPointLeft(holder), left)]


def for_community(event: Event, applies: bool) -> list[Elsewhere]:
    return [Elsewhere("community", event)] if applies else []


def evolve(offices: Offices, entry: Entry[Any]) -> Offices:
    match entry.data:
        case OfficeGranted(_, role):
            return Offices(offices.held | {role})
        case OfficeRevoked(_, role):
            return Offices(offices.held - {role})
    return offices


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The community must be there: but for the platform itself, which needs no registering."""
    return [("community", command.community)] if command.community.int else []


def community_of(command: Commands, seen: Seen | None = None) -> UUID:
    return command.community


offices = Noun("communities.office", Offices(), evolve)

decider = Decider(
    noun=offices,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: office_stream(command.community, command.holder),
    root=community_of,
    community=community_of,
    looks={"community": communities},
    looks_at=looks_at,
)
