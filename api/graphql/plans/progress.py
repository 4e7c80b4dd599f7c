"""How far plans, their axes and projects have come, computed from the activities in them."""

from collections.abc import Mapping
from typing import Any

from api.graphql.engine.kinds import Objects, Resolve, field, kind
from api.graphql.engine.reading import Reading
from api.graphql.plans.money import Money
from domain.plans import money
from projections.queries import progress
from projections.queries.progress import By


def sums(name: str) -> Resolve:
    """Sums of money by currency."""

    def of(sums: Mapping[str, int]) -> list[money.Money]:
        return [money.Money(amount, currency) for currency, amount in sums.items()]

    return lambda reading, rows: [of(getattr(row, name)) for row in rows]


@kind(progress.Progress)
class Progress:
    """Totals over the activities of a plan, an axis or a project. Removed activities are not counted."""

    activities: int = field("The number of activities, over all statuses.")
    planned: int
    in_progress: int
    completed: int
    delayed: int
    suspended: int
    cancelled: int
    overdue: int = field("The number of activities overdue at the requested moment, whatever their declared status.")
    assessed: int = field("The number of activities whose completion has been assessed.")
    mean: int | None = field(
        "The mean progress in percent: weighted by budget if every activity has a budget in the same currency, otherwise "
        "unweighted. Null if there is no activity."
    )
    budget: list[Money] = field("The allocated budget, by currency.", by=sums("budget"))
    spent: list[Money] = field("Spending to date, by currency.", by=sums("spent"))


async def progress_by(by: By, reading: Reading, rows: Objects) -> list[progress.Progress]:
    things = [(row.id, row.id if by == "plan" else row.plan) for row in rows]
    found = await progress.progress(reading.fetch, by, things, reading.at, reading.moment)
    return [found.get(row.id, progress.Progress()) for row in rows]


async def progress_of_plans(reading: Reading, rows: Objects) -> Any:
    return await progress_by("plan", reading, rows)


async def progress_of_axes(reading: Reading, rows: Objects) -> Any:
    return await progress_by("axis", reading, rows)


async def progress_of_projects(reading: Reading, rows: Objects) -> Any:
    return await progress_by("project", reading, rows)
