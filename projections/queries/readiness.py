"""Which stages plans may enter next, and what each of them needs: met or not, at any moment.

It is not kept: the rules themselves say it, of what the streams had come to by then. The log is read once for each round of
looks, however many plans are asked for.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from domain.across.plan import LOOKS, looks_for, surroundings_of
from domain.communities.community import Community, communities
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from domain.plans.stages import is_met, process_of, within_reach
from domain.read_set import ReadSet
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import Rulebook
from domain.rules.values import Stage
from domain.text import Words
from projections.queries.states import looked_up
from projections.toolkit.sql import Fetch


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
    fetch: Fetch, rules: Rulebook, pairs: Sequence[tuple[UUID, UUID]], position: int
) -> dict[UUID, list[NextStage]]:
    """For plans, each given with its community: the stages that they may enter next. There is none for one that is closed, or
    whose process is not known here any more."""
    works = [partial(stages_of, plan, community, rules) for plan, community in pairs]
    found = await looked_up(fetch, position, works)
    return {id: stages for (id, _), stages in zip(pairs, found, strict=True)}


def stages_of(id: UUID, community_id: UUID, rules: Rulebook, read_set: ReadSet) -> list[NextStage]:
    """The stages that one plan may enter next. Raises Missing."""
    plan, community = (known.state for known in read_set.states([(plans, id), (communities, community_id)]))
    reach = within_reach_of(plan, community, rules)
    needs = {need for stage in reach for need in stage.needs}
    seen: dict[str, Any] = {}
    read_set.gather(LOOKS, lambda seen: looks_for(needs, plan), seen)
    surroundings = surroundings_of(plan, community, **seen)
    return [
        NextStage(stage.key, stage.name, tuple(Need(need, is_met(need, plan, surroundings)) for need in stage.needs))
        for stage in reach
    ]


def within_reach_of(plan: Plan, community: Community, rules: Rulebook) -> list[Stage]:
    if plan.kind is None or plan.closed:
        return []
    law = Law(rules, community.jurisdiction, community.kind, community.time_zone)
    try:
        return list(within_reach(plan, process_of(plan, law)))
    except NoRuleKnown:
        return []
