"""Indicators of activities: what they are measured by, and the latest measurement."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.activity_events import (
    ActivityIndicatorDefined,
    ActivityIndicatorMeasured,
    ActivityIndicatorRemoved,
)
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class IndicatorRow(msgspec.Struct, frozen=True):
    """`baseline`, `target` and `value` are decimals. `value` is what was measured on the latest day, `measured_on` that day;
    `measurements` on how many days it was measured."""

    id: UUID
    activity: UUID
    key: str
    name: Words
    unit: Words
    baseline: str | None
    target: str | None
    value: str | None
    measured_on: date | None
    measurements: int


def indicator_id(activity: UUID, key: str) -> UUID:
    return uuid5(activity, f"indicator {key}")


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    event = entry.data
    key = event.key if isinstance(event, ActivityIndicatorMeasured) else key_of(event)
    return (indicator_id(entry.stream, key),)


def key_of(event: ActivityIndicatorDefined | ActivityIndicatorRemoved) -> str:
    defined = event.indicator if isinstance(event, ActivityIndicatorDefined) else event.indicator_was
    return defined.key


def fold(row: IndicatorRow | None, entry: Entry[Any]) -> IndicatorRow | None:
    match entry.data:
        case ActivityIndicatorDefined(_, new):
            said = {"name": new.name, "unit": new.unit, "baseline": new.baseline, "target": new.target}
            if row is not None:
                return msgspec.structs.replace(row, **said)
            id = indicator_id(entry.stream, new.key)
            return IndicatorRow(id, entry.stream, new.key, new.name, new.unit, new.baseline, new.target, None, None, 0)
        case ActivityIndicatorMeasured(_, on, value_was, value) if row:
            number = row.measurements + (value_was is None)
            if row.measured_on is not None and on < row.measured_on:
                return msgspec.structs.replace(row, measurements=number)
            return msgspec.structs.replace(row, value=value, measured_on=on, measurements=number)
    return None


indicators = ReadModel(
    "indicator",
    IndicatorRow,
    (ActivityIndicatorDefined, ActivityIndicatorRemoved, ActivityIndicatorMeasured),
    keys,
    fold,
    beside(__file__),
)
