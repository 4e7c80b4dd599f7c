"""Axes of plans: the priorities that a community has chosen."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import AxisDefined, AxisRemoved, AxisRevised
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class AxisRow(msgspec.Struct, frozen=True):
    """`place` gives the order of the axes in their plan. One that was removed keeps its row, with the reason."""

    id: UUID
    plan: UUID
    title: Words
    description: Words
    place: int
    removed: bool = False
    removal_reason: Words | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.axis,)


def fold(row: AxisRow | None, entry: Entry[Any]) -> AxisRow | None:
    replace = msgspec.structs.replace
    match entry.data:
        case AxisDefined(axis, title, description):
            return AxisRow(axis, entry.root, title, description, entry.version)
        case AxisRevised(_, _, title, _, description) if row:
            return replace(row, title=title, description=description)
        case AxisRemoved(_, reason) if row:
            return replace(row, removed=True, removal_reason=reason)
    return row


axes = ReadModel("axis", AxisRow, (AxisDefined, AxisRevised, AxisRemoved), keys, fold, beside(__file__))
