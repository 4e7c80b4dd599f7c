"""Communities, and the resolution by which one joins a network."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.communities.community import Commands, Community, communities
from domain.communities.membership import ApplyForMembership
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_events import Resolution
from domain.decisions.subjects import Joining
from domain.kernel import Act, Elsewhere, Event, Look


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    looks = [*communities.looks_at(command, act, around)]
    if isinstance(command, ApplyForMembership) and command.resolution is not None:
        looks.append(("resolution", resolutions, command.resolution))
    return looks


def decide(
    command: Commands, community: Community, act: Act, *, resolution: Resolution | None = None, **around: Community
) -> Sequence[Event | Elsewhere]:
    resolved = isinstance(command, ApplyForMembership) and resolution is not None and joins(command, resolution)
    return communities.decide(command, community, act, resolved=resolved, **around)


def joins(command: ApplyForMembership, resolution: Resolution) -> bool:
    """Whether this community has adopted a resolution, and on joining this network."""
    return (
        resolution.community == command.community
        and resolution.subject == Joining(command.network)
        and resolution.stage == "adopted"
    )


communities_by_resolution = msgspec.structs.replace(communities, looks_at=looks_at, decide=decide)
"""Communities, that apply to a network by a resolution of theirs which the register has seen adopted."""
