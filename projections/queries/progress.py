"""The progress of plans, axes and projects, computed from their activities, at any moment."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from projections.plans.activity import activities
from projections.toolkit.sql import Fetch, queries_of

QUERIES = queries_of(__file__, activities.queries)

By = Literal["plan", "axis", "project"]


class Progress(msgspec.Struct, frozen=True):
    """The numbers of activities, by status, of overdue and of assessed ones. `mean` is their mean progress in percent, None
    without activities: weighted by budget if all have one in the same currency, else unweighted. `budget` and `spent` are
    sums in minor units, by currency."""

    activities: int = 0
    planned: int = 0
    in_progress: int = 0
    completed: int = 0
    delayed: int = 0
    suspended: int = 0
    cancelled: int = 0
    overdue: int = 0
    assessed: int = 0
    mean: int | None = None
    budget: Mapping[str, int] = {}
    spent: Mapping[str, int] = {}


async def progress(
    fetch: Fetch, by: By, things: Sequence[tuple[UUID, UUID]], position: int, moment: datetime
) -> dict[UUID, Progress]:
    """The figures of plans, axes or projects, each given with the plan that it is of; nothing of those without activities.
    `moment` is the time that the position stands for: what is late depends on it."""
    if not things:
        return {}
    asked = {
        "by": by,
        "ids": [thing for thing, _ in things],
        "plans": [plan for _, plan in things],
        "position": position,
        "moment": moment,
    }
    rows = await fetch(QUERIES["figures"], asked)
    return {thing: Progress(*(*figures, summed(budget), summed(spent))) for thing, *figures, budget, spent in rows}


def summed(sums: Sequence[tuple[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for currency, amount in sums:
        total[currency] += amount
    return dict(sorted(total.items()))
