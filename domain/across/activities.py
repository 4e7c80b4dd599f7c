"""Activities, by the law of the community whose plan they are in; a body that is responsible for one is a body of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.across.law import law_of
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.kernel import Act, Elsewhere, Event, Look
from domain.plans.activity import Commands, PlanActivity, ReviseActivity, activities
from domain.plans.activity_events import Activity


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    looks = [*activities.looks_at(command, act, around)]
    if "plan" in around:
        looks.append(("community", communities, around["plan"].community))
    if isinstance(command, PlanActivity | ReviseActivity) and command.body is not None:
        looks.append(("body", bodies, command.body))
    return looks


def decide(
    command: Commands,
    activity: Activity,
    act: Act,
    *,
    community: Community,
    body: Body | None = None,
    **around: Any,
) -> Sequence[Event | Elsewhere]:
    if body is not None:
        body.must_be_in(around["plan"].community)
    return activities.decide(command, activity, act, law=law_of(community, act), **around)


activities_of_communities = msgspec.structs.replace(activities, looks_at=looks_at, decide=decide)
