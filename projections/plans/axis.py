"""Axes of plans: the priorities that a community has chosen."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import AxisDefined, AxisRemoved, AxisRevised
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class AxisRow(msgspec.Struct, frozen=True):
    """`place` gives the order of the axes in their plan. One that was removed keeps its row, with the reason."""

    id: UUID
    plan: UUID
    title: Words
    description: Words
    place: int
    removed: bool = False
    removal_reason: Words | None = None


axes = ReadModel("axis", AxisRow, queries_of(__file__), key=lambda entry: entry.data.axis)


@axes.creates
def defined(entry: Entry[AxisDefined]) -> AxisRow:
    return new(AxisRow, entry, id=entry.data.axis, plan=entry.root, place=entry.version)


@axes.updates
def revised(entry: Entry[AxisRevised]) -> Changes:
    event = entry.data
    return {"title": event.title, "description": event.description}


@axes.updates
def removed(entry: Entry[AxisRemoved]) -> Changes:
    return {"removed": True, "removal_reason": entry.data.reason}
