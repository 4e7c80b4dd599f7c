"""The second clock against its definition: those entries of a row whose facts are not later, folded in the order of the log."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from domain.moment import LAST
from projections.toolkit.sql import FOREVER
from projections.toolkit.versions import Version, reordered

START = datetime(2024, 1, 1, tzinfo=UTC)


class Row(msgspec.Struct, frozen=True):
    steps: tuple[int, ...]


Step = tuple[int, int, str]
"""An entry: its number, the day of its fact, what it does."""

histories = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["creates", "adds", "adds", "needs", "ends"])), max_size=12
)


def applied(row: Row | None, step: Step) -> Row | None:
    number, _, kind = step
    if kind == "ends" or (kind == "needs" and row is None):
        return None
    before = () if kind == "creates" or row is None else row.steps
    return Row((*before, number))


def folded(steps: list[Step], day: int) -> Row | None:
    row = None
    for step in steps:
        if step[1] <= day:
            row = applied(row, step)
    return row


def at(day: int) -> datetime:
    return START + timedelta(days=day)


def take(versions: list[Version[Row]], step: Step) -> list[Version[Row]]:
    """All versions after one more entry, each as it would be stored."""
    number, day, _ = step
    holding = [one for one in versions if at(day) < one.fact_until and one.fact_since < one.fact_until]
    later = sorted(holding, key=lambda one: one.fact_since)
    result = reordered(later, number, at(day), lambda row: applied(row, step))
    kept = [one for one in versions if not (one.since == FOREVER and one.fact_since == LAST)]
    return kept + result.written


@given(histories)
def test_any_order_of_facts_gives_the_fold_of_those_that_had_happened(history: list[tuple[int, str]]) -> None:
    steps = [(number, day, kind) for number, (day, kind) in enumerate(history)]
    versions: list[Version[Any]] = []
    for step in steps:
        versions = take(versions, step)
    for day in range(-1, 8):
        holding = [one.row for one in versions if one.fact_since <= at(day) < one.fact_until]
        assert holding == [row] if (row := folded(steps, day)) else holding == []
    for position in range(len(steps)):
        row = None
        for step in steps[: position + 1]:
            row = applied(row, step)
        holding = [one.row for one in versions if one.since <= position < one.until]
        assert holding == ([row] if row else [])
    assert sum(one.until == FOREVER for one in versions) <= 1
    identities = [(one.since, one.fact_since) for one in versions]
    assert len(identities) == len(set(identities))
