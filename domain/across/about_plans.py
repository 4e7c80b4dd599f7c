"""What a community begins, about one of its plans or about none: consultations and meetings."""

from collections.abc import Callable, Sequence
from typing import Any, get_args
from uuid import UUID

from domain.communities.community import Community, communities
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.participation import consultation, meeting
from domain.participation.consultation import Open, consultations
from domain.participation.meeting import Schedule, meetings
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred, What
from domain.plans.plan_state import Plan

Rules = Callable[[Any, Any, Act], Sequence[Event]]
Begun = Callable[..., Sequence[Event | Elsewhere]]


def decide_of(begins: type[Any], rules: Rules, thing_of: Callable[[Any, Act], UUID], what: What) -> Begun:
    """The rules of a noun whose things a command `begins` in a `community` that is registered: whoever holds an office of the
    platform could name another. One that is about a `plan` is about an open one of that community, which then knows of it, and
    of the `number` of the version that it is about."""

    def decide(
        command: Any, thing: Any, act: Act, *, community: Community | None = None, plan: Plan | None = None
    ) -> Sequence[Event | Elsewhere]:
        if not isinstance(command, begins):
            return rules(command, thing, act)
        assert community is not None
        community.must_be_registered()
        begun = rules(command, thing, act)
        if plan is None:
            return begun
        plan.must_be_of(command.community)
        plan.must_be_open()
        version: int | None = getattr(command, "number", None)
        if version is not None:
            plan.version(version)
        return [*begun, Elsewhere("plan", PlanReferred(what, thing_of(command, act), version), root=command.plan)]

    return decide


def looks_at(command: Any, act: Act, seen: Seen) -> Sequence[Look]:
    """The community that begins something, and the plan that it is about."""
    if not isinstance(command, Open | Schedule):
        return []
    looks: list[Look] = [("community", command.community)]
    if command.plan is not None:
        looks.append(("plan", command.plan))
    return looks


consultation_decider = Decider(
    noun=consultations,
    decide=decide_of(Open, consultation.decide, lambda command, act: command.consultation, "consultation"),
    commands=get_args(consultation.Commands),
    stream=lambda command, act: command.consultation,
    root=consultation.consultation_of,
    community=consultation.community_of,
    looks={"community": communities, "plan": plans},
    looks_at=looks_at,
)

meeting_decider = Decider(
    noun=meetings,
    decide=decide_of(Schedule, meeting.decide, lambda command, act: command.meeting, "meeting"),
    commands=get_args(meeting.Commands),
    stream=lambda command, act: command.meeting,
    root=meeting.meeting_of,
    community=meeting.community_of,
    looks={"community": communities, "plan": plans},
    looks_at=looks_at,
)
