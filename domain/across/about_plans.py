"""What a community begins, about one of its plans or about none: consultations and meetings."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from domain.communities.community import Community, communities
from domain.kernel import Act, Decider, Elsewhere, Event, Look
from domain.participation.consultation import Open, consultations
from domain.participation.meeting import Schedule, meetings
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred, What
from domain.plans.plan_state import Plan

S = TypeVar("S")


def begun_by(
    begins: type[Any], noun: Decider[S], what: What, number: Callable[[Any], int | None] = lambda command: None
) -> Decider[S]:
    """A noun whose things a command `begins` in a `community` that is registered: whoever holds an office of the platform could
    name another. One that is about a `plan` is about an open one of that community, which then knows of it, and of the
    `number` of the version that it is about."""

    def looks_at(command: Any, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
        if not isinstance(command, begins):
            return []
        looks: list[Look] = [("community", communities, command.community)]
        if command.plan is not None:
            looks.append(("plan", plans, command.plan))
        return looks

    def decide(
        command: Any, thing: S, act: Act, *, community: Community | None = None, plan: Plan | None = None
    ) -> Sequence[Event | Elsewhere]:
        if not isinstance(command, begins):
            return noun.decide(command, thing, act)
        assert community is not None
        community.must_be_registered()
        begun = noun.decide(command, thing, act)
        if plan is None:
            return begun
        plan.must_be_of(command.community)
        plan.must_be_open()
        version = number(command)
        if version is not None:
            plan.version(version)
        referred = PlanReferred(what, noun.stream(command, act), version)
        return [*begun, Elsewhere("plan", referred, root=command.plan)]

    return msgspec.structs.replace(noun, looks_at=looks_at, decide=decide)


consultations_of_communities = begun_by(Open, consultations, "consultation", number=lambda command: command.number)
meetings_of_communities = begun_by(Schedule, meetings, "meeting")
