"""Consultations, the community that opens them, and the plan that they may be about."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.communities.community import Community, communities
from domain.kernel import Act, Elsewhere, Event, Look
from domain.participation.consultation import Commands, Consultation, Open, consultations
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred
from domain.plans.plan_state import Plan


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    if not isinstance(command, Open):
        return []
    looks: list[Look] = [("community", communities, command.community)]
    if command.plan is not None:
        looks.append(("plan", plans, command.plan))
    return looks


def decide(
    command: Commands,
    consultation: Consultation,
    act: Act,
    *,
    community: Community | None = None,
    plan: Plan | None = None,
) -> Sequence[Event | Elsewhere]:
    if not isinstance(command, Open):
        return consultations.decide(command, consultation, act)
    assert community is not None
    community.must_be_registered()
    opened = consultations.decide(command, consultation, act)
    if plan is None:
        return opened
    plan.must_be_of(command.community)
    plan.must_be_open()
    if command.number is not None:
        plan.version(command.number)
    referred = PlanReferred("consultation", command.consultation, command.number)
    return [*opened, Elsewhere("plan", referred, root=command.plan)]


consultations_of_communities = msgspec.structs.replace(consultations, looks_at=looks_at, decide=decide)
"""Consultations, opened only by a community that is registered: whoever holds an office of the platform could name another.
One that is about a plan is about an open one of that community, which then knows of it."""
