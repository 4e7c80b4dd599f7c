"""What consultations and meetings share: a community begins them, about one of its plans or about none."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from domain.communities.community import Community, communities
from domain.kernel import Act, Elsewhere, Event, Look, Noun, Seen
from domain.plans.plan import plans
from domain.plans.plan_events import PlanReferred, What
from domain.plans.plan_state import Plan

Rules = Callable[[Any, Any, Act], Sequence[Event]]
Begun = Callable[..., Sequence[Event | Elsewhere]]

LOOKS: Mapping[str, Noun[Any]] = {"community": communities, "plan": plans}


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


def looks_of(begins: type[Any]) -> Callable[[Any, Act, Seen], Sequence[Look]]:
    """The community that begins something, and the plan that it is about."""

    def looks_at(command: Any, act: Act, seen: Seen) -> Sequence[Look]:
        if not isinstance(command, begins):
            return []
        looks: list[Look] = [("community", command.community)]
        if command.plan is not None:
            looks.append(("plan", command.plan))
        return looks

    return looks_at
