"""Consultations, and the community that opens them."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.communities.community import Community, communities
from domain.kernel import Act, Elsewhere, Event, Look
from domain.participation.consultation import Commands, Consultation, Open, consultations


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    return [("community", communities, command.community)] if isinstance(command, Open) else []


def decide(
    command: Commands, consultation: Consultation, act: Act, *, community: Community | None = None
) -> Sequence[Event | Elsewhere]:
    if community is not None:
        community.must_be_registered()
    return consultations.decide(command, consultation, act)


consultations_of_communities = msgspec.structs.replace(consultations, looks_at=looks_at, decide=decide)
"""Consultations, opened only by a community that is registered: whoever holds an office of the platform could name another."""
