"""Published versions of plans: their numbers and their hashes. Which of them a council has made the plan, the plan's row says.

What a version says is not kept a second time: it follows from the log as it stood when the version was published.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.looking import Looking
from domain.plans.activity import activities
from domain.plans.plan import plans
from domain.plans.plan_events import DraftPublished
from domain.plans.version import content, digest
from domain.rules.rulesets import RuleRef
from projections.as_of import Fetch
from projections.kernel import ReadModel
from projections.sql import beside
from projections.states import looked_up


def version_id(plan: UUID, number: int) -> UUID:
    return uuid5(plan, f"version {number}")


class PlanVersionRow(msgspec.Struct, frozen=True):
    id: UUID
    plan: UUID
    number: int
    sha256: str
    published: datetime
    process: RuleRef


class Differs(Exception):
    """What the log says of a version does not have the hash that it was published with: the log or the code was altered."""


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (version_id(entry.root, entry.data.number),)


def fold(row: PlanVersionRow | None, entry: Entry[Any]) -> PlanVersionRow | None:
    number, sha256, rule = entry.data.number, entry.data.sha256, entry.data.rule
    return PlanVersionRow(version_id(entry.root, number), entry.root, number, sha256, entry.occurred_at, rule)


plan_versions = ReadModel("plan_version", PlanVersionRow, (DraftPublished,), keys, fold, beside(__file__))


async def content_of(fetch: Fetch, plan: UUID, number: int, position: int) -> tuple[str, bytes] | None:
    """The hash of a version, and what it says in the canonical form, if it was published by a position. Raises Differs."""
    found = await fetch(plan_versions.queries["published"], {"id": version_id(plan, number), "position": position})
    if not found:
        return None
    ((sha256, published),) = found
    (written,) = await looked_up(fetch, published, [partial(draft_of, plan)])
    if digest(written) != sha256:
        raise Differs(f"version {number} of {plan}")
    return sha256, written


def draft_of(plan: UUID, looking: Looking) -> bytes:
    """The canonical form of what a plan says now. Raises Missing."""
    state = looking.at([(plans, plan)])[0].state
    ids = list(state.activities)
    planned = looking.at([(activities, id) for id in ids])
    return content(plan, state, {id: activity.state for id, activity in zip(ids, planned, strict=True)})
