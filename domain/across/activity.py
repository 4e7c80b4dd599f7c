"""Activities, by the law of the community whose plan they are in; a body that is responsible for one is a body of it."""

from collections.abc import Sequence
from typing import get_args

from domain.across.law import law_of
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.plans import activity as rules
from domain.plans.activity import Commands, PlanActivity, ReviseActivity, activities
from domain.plans.activity_state import Activity
from domain.plans.plan import plan_of, plans
from domain.plans.plan_state import Plan


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks = [*rules.looks_at(command, act, seen)]
    if "plan" in seen:
        looks.append(("community", seen["plan"].community))
    if isinstance(command, PlanActivity | ReviseActivity) and command.body is not None:
        looks.append(("body", command.body))
    return looks


def decide(
    command: Commands,
    activity: Activity,
    act: Act,
    *,
    plan: Plan,
    community: Community,
    body: Body | None = None,
    carried: Activity | None = None,
) -> Sequence[Event | Elsewhere]:
    if body is not None:
        body.must_be_in(plan.community)
    return rules.decide(command, activity, act, plan=plan, law=law_of(community, act), carried=carried)


decider = Decider(
    noun=activities,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.activity,
    root=plan_of,
    community=rules.community_of,
    looks={"plan": plans, "community": communities, "body": bodies, "carried": activities},
    looks_at=looks_at,
)
