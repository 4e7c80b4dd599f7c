"""Published versions of plans: their numbers and their hashes. Which of them a council has made the plan, the plan's row says.

What a version says is not kept a second time: it follows from the log as it stood when the version was published.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import DraftPublished
from domain.rules.rulesets import RuleRef
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


def version_id(plan: UUID, number: int) -> UUID:
    return uuid5(plan, f"version {number}")


class PlanVersionRow(msgspec.Struct, frozen=True):
    id: UUID
    plan: UUID
    number: int
    sha256: str
    published: datetime
    process: RuleRef


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (version_id(entry.root, entry.data.number),)


def fold(row: PlanVersionRow | None, entry: Entry[Any]) -> PlanVersionRow | None:
    number, sha256, rule = entry.data.number, entry.data.sha256, entry.data.rule
    return PlanVersionRow(version_id(entry.root, number), entry.root, number, sha256, entry.occurred_at, rule)


plan_versions = ReadModel("plan_version", PlanVersionRow, (DraftPublished,), keys, fold, beside(__file__))
