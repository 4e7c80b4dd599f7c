"""Communities, and the resolution by which one joins a network."""

from collections.abc import Mapping, Sequence
from typing import get_args
from uuid import UUID

from domain.communities import community as rules
from domain.communities.community import Commands, Community, communities
from domain.communities.membership import ApplyForMembership
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_state import Resolution
from domain.decisions.subjects import Joining
from domain.kernel import Act, Decider, Each, Elsewhere, Event, Look, Seen


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks = [*rules.looks_at(command, act, seen)]
    if isinstance(command, ApplyForMembership) and command.resolution is not None:
        looks.append(("resolution", command.resolution))
    return looks


def decide(
    command: Commands,
    community: Community,
    act: Act,
    *,
    network: Community | None = None,
    above: Mapping[UUID, Community] = {},
    resolution: Resolution | None = None,
) -> Sequence[Event | Elsewhere]:
    resolved = isinstance(command, ApplyForMembership) and resolution is not None and joins(command, resolution)
    return rules.decide(command, community, act, network=network, above=above, resolved=resolved)


def joins(command: ApplyForMembership, resolution: Resolution) -> bool:
    """Whether this community has adopted a resolution, and on joining this network."""
    return (
        resolution.community == command.community
        and resolution.subject == Joining(command.network)
        and resolution.stage == "adopted"
    )


decider = Decider(
    noun=communities,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: rules.identity(command),
    root=rules.identity,
    community=rules.identity,
    looks={"network": communities, "above": Each(communities), "resolution": resolutions},
    looks_at=looks_at,
    held_in=rules.held_in,
)
"""Communities, that apply to a network by a resolution of theirs which the register has seen adopted."""
