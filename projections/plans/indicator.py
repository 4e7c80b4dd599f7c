"""Indicators of activities: what they are measured by, and the latest measurement."""

from datetime import date
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.activity_events import (
    ActivityIndicatorDefined,
    ActivityIndicatorMeasured,
    ActivityIndicatorRemoved,
)
from domain.text import Words
from projections.toolkit.fold import Changes
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


def key_of(entry: Entry[ActivityIndicatorDefined | ActivityIndicatorRemoved | ActivityIndicatorMeasured]) -> UUID:
    match entry.data:
        case ActivityIndicatorDefined(indicator=indicator) | ActivityIndicatorRemoved(indicator_was=indicator):
            return indicator_id(entry.stream, indicator.key)
        case ActivityIndicatorMeasured(key=key):
            return indicator_id(entry.stream, key)


indicators = ReadModel("indicator", IndicatorRow, queries_of(__file__), key=key_of)


@indicators.folds
def defined(row: IndicatorRow | None, entry: Entry[ActivityIndicatorDefined]) -> IndicatorRow:
    new = entry.data.indicator
    if row is not None:
        return msgspec.structs.replace(row, name=new.name, unit=new.unit, baseline=new.baseline, target=new.target)
    id = indicator_id(entry.stream, new.key)
    return IndicatorRow(id, entry.stream, new.key, new.name, new.unit, new.baseline, new.target, None, None, 0)


@indicators.folds
def removed(row: IndicatorRow | None, entry: Entry[ActivityIndicatorRemoved]) -> None:
    return None


@indicators.updates
def measured(row: IndicatorRow, entry: Entry[ActivityIndicatorMeasured]) -> Changes:
    event = entry.data
    number = row.measurements + (event.value_was is None)
    if row.measured_on is not None and event.on < row.measured_on:
        return {"measurements": number}
    return {"value": event.value, "measured_on": event.on, "measurements": number}
