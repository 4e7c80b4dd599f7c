"""Published versions of plans: their numbers and their hashes. Which of them a council has made the plan, the plan's row says.

What a version says is not kept a second time: it follows from the log as it stood when the version was published.
"""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import DraftPublished
from domain.rules.rulesets import RuleRef
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


def version_id(plan: UUID, number: int) -> UUID:
    return uuid5(plan, f"version {number}")


class PlanVersionRow(msgspec.Struct, frozen=True):
    id: UUID
    plan: UUID
    number: int
    sha256: str
    published: datetime
    process: RuleRef


plan_versions = ReadModel(
    "plan_version", PlanVersionRow, queries_of(__file__), key=lambda entry: version_id(entry.root, entry.data.number)
)


@plan_versions.creates
def published(entry: Entry[DraftPublished]) -> PlanVersionRow:
    return new(
        PlanVersionRow,
        entry,
        id=version_id(entry.root, entry.data.number),
        plan=entry.root,
        published=entry.occurred_at,
        process=entry.data.rule,
    )
