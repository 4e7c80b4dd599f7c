"""Meetings, the community that holds them, and the plan that they may be about."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.communities.community import Community, communities
from domain.kernel import Act, Elsewhere, Event, Look
from domain.participation.meeting import Commands, Meeting, Schedule, meetings
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred
from domain.plans.plan_state import Plan


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    if not isinstance(command, Schedule):
        return []
    looks: list[Look] = [("community", communities, command.community)]
    if command.plan is not None:
        looks.append(("plan", plans, command.plan))
    return looks


def decide(
    command: Commands,
    meeting: Meeting,
    act: Act,
    *,
    community: Community | None = None,
    plan: Plan | None = None,
) -> Sequence[Event | Elsewhere]:
    if not isinstance(command, Schedule):
        return meetings.decide(command, meeting, act)
    assert community is not None
    community.must_be_registered()
    scheduled = meetings.decide(command, meeting, act)
    if plan is None:
        return scheduled
    plan.must_be_of(command.community)
    plan.must_be_open()
    return [*scheduled, Elsewhere("plan", PlanReferred("meeting", command.meeting, None), root=command.plan)]


meetings_of_communities = msgspec.structs.replace(meetings, looks_at=looks_at, decide=decide)
"""Meetings of a community that is registered; one that is about a plan is about an open one of that community, which then
knows of it."""
