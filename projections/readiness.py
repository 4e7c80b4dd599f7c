"""Which stages plans may enter next, and what each of them needs: met or not, at any moment.

It is not kept: the rules themselves say it, of what the streams had come to by then. However many plans are asked for, the log
is read twice.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.across.plans import around_of, looks_for
from domain.communities.community import Community, communities
from domain.kernel import Decider, Words
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from domain.plans.stages import is_met, process_of, within_reach
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import Rulebook
from domain.rules.values import Stage
from projections.as_of import Fetch
from projections.states import states


class Need(msgspec.Struct, frozen=True):
    """Something that a stage needs (docs/plans.md), and whether it is there."""

    requirement: str
    met: bool


class NextStage(msgspec.Struct, frozen=True):
    """A stage that a plan may enter, as far as its order goes; it is `ready` once all its needs are met."""

    key: str
    name: Words
    needs: tuple[Need, ...]

    @property
    def ready(self) -> bool:
        return all(need.met for need in self.needs)


async def next_stages(
    fetch: Fetch, rules: Rulebook, asked: Sequence[tuple[UUID, UUID]], position: int
) -> dict[UUID, list[NextStage]]:
    """For plans, each given with its community: the stages that they may enter next. There is none for one that is closed, or
    whose process is not known here any more."""
    looked = await states(
        fetch, position, [look for plan, community in asked for look in ((plans, plan), (communities, community))]
    )
    known: dict[UUID, tuple[Plan, Community, list[Stage]]] = {}
    streams: dict[UUID, dict[str, tuple[Decider[Any], UUID]]] = {}
    for (id, _), plan, community in zip(asked, looked[::2], looked[1::2], strict=True):
        reach = reached_by(plan, community, rules)
        known[id] = (plan, community, reach)
        looks = looks_for({need for stage in reach for need in stage.needs}, plan)
        streams[id] = {name: (noun, stream) for name, noun, stream in looks}
    found = iter(await states(fetch, position, [look for looks in streams.values() for look in looks.values()]))
    seen: dict[UUID, Mapping[str, Any]] = {id: {name: next(found) for name in looks} for id, looks in streams.items()}
    return {id: [told(stage, *known[id][:2], seen[id]) for stage in known[id][2]] for id in known}


def reached_by(plan: Plan, community: Community, rules: Rulebook) -> list[Stage]:
    if plan.kind is None or plan.closed:
        return []
    law = Law(rules, community.jurisdiction, community.kind, community.time_zone)
    try:
        return list(within_reach(plan, process_of(plan, law)))
    except NoRuleKnown:
        return []


def told(stage: Stage, plan: Plan, community: Community, seen: Mapping[str, Any]) -> NextStage:
    around = around_of(plan, community, seen)
    return NextStage(stage.key, stage.name, tuple(Need(need, is_met(need, plan, around)) for need in stage.needs))
