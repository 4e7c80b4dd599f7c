"""Membership of a network, national or international: applied for by resolution of the council, accepted, ended.

A network is registered as a community of kind `network`, whose staff hold their office there. What a community's membership has
come to stands in its own stream.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from domain.documents import Document, fit
from domain.kernel import Command, Entry, Event
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

NETWORK = "network"
"""The kind of community that others can become members of."""

REASON_LENGTH = 2_000

Standing = Literal["applied", "accepted", "ended"]


class ApplyForMembership(Command, frozen=True, tag="communities.community.ApplyForMembership"):
    """Apply for membership of a network. Give the council's resolution to join: one adopted on this platform, or the document of
    one adopted elsewhere."""

    by = frozenset({"focal_point", "administrator"})
    community: UUID
    network: UUID
    resolution: UUID | None = None
    document: Document | None = None


class AcceptMembership(Command, frozen=True, tag="communities.community.AcceptMembership"):
    """Accept a community's application for membership. Only an office held in the network counts."""

    by = frozenset({"network", "administrator"})
    community: UUID
    network: UUID


class EndMembership(Command, frozen=True, tag="communities.community.EndMembership"):
    """End a community's membership, or reject its application. Only an office held in the network counts."""

    by = frozenset({"network", "administrator"})
    community: UUID
    network: UUID
    reason: Words


class LeaveNetwork(Command, frozen=True, tag="communities.community.LeaveNetwork"):
    """Leave a network, or withdraw the application. Only an office held in the community itself counts."""

    by = frozenset({"focal_point", "administrator"})
    community: UUID
    network: UUID
    reason: Words


class MembershipAppliedFor(Event, frozen=True, tag="communities.MembershipAppliedFor.v1"):
    """`resolution` was adopted in the register; `document` attests one that was not."""

    network: UUID
    resolution: UUID | None = None
    document: Document | None = None


class MembershipAccepted(Event, frozen=True, tag="communities.MembershipAccepted.v1"):
    network: UUID


class MembershipEnded(Event, frozen=True, tag="communities.MembershipEnded.v1"):
    """By the network or by the community: the office of who did it says which."""

    network: UUID
    reason: Words


class NotANetwork(Refusal):
    """The community to join must be registered as a network, and must not be this community itself."""

    code = "membership.not-a-network"


class NotResolved(Refusal):
    """Joining a network needs a resolution of the council, or the document of one adopted elsewhere."""

    code = "membership.not-resolved"


class AlreadyApplied(Refusal):
    """This community has applied to this network already, or is a member of it."""

    code = "membership.already-applied"


class NotAppliedFor(Refusal):
    """This community has no pending application to this network."""

    code = "membership.not-applied-for"


class NotAMember(Refusal):
    """This community is no member of this network, and has not applied to it."""

    code = "membership.not-a-member"


Commands = ApplyForMembership | AcceptMembership | EndMembership | LeaveNetwork
EVENTS = (MembershipAppliedFor, MembershipAccepted, MembershipEnded)


def decide(command: Commands, standing: Standing | None, *, is_network: bool, resolved: bool) -> Sequence[Event]:
    """`is_network`: whether what is applied to can be joined; `resolved`: whether the resolution that is named was adopted by
    this community, on joining this network."""
    waits_or_holds = standing in ("applied", "accepted")
    match command:
        case ApplyForMembership(_, network, resolution, document):
            if not is_network:
                raise NotANetwork
            if waits_or_holds:
                raise AlreadyApplied
            if (resolution is None) == (document is None) or (resolution is not None and not resolved):
                raise NotResolved
            return [MembershipAppliedFor(network, resolution, document and fit(document))]
        case AcceptMembership(_, network):
            if standing != "applied":
                raise NotAppliedFor
            return [MembershipAccepted(network)]
        case EndMembership(_, network, reason) | LeaveNetwork(_, network, reason):
            if not waits_or_holds:
                raise NotAMember
            return [MembershipEnded(network, named(reason, "reason", REASON_LENGTH))]


def evolve(standings: dict[UUID, Standing], entry: Entry[Any]) -> dict[UUID, Standing]:
    """The standing in each network after an event, if it is about membership."""
    match entry.data:
        case MembershipAppliedFor(network):
            return {**standings, network: "applied"}
        case MembershipAccepted(network):
            return {**standings, network: "accepted"}
        case MembershipEnded(network):
            return {**standings, network: "ended"}
    return standings
