"""Measurements: what an indicator was on a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.activity_events import ActivityIndicatorMeasured
from projections.plans.indicator import indicator_id
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class MeasurementRow(msgspec.Struct, frozen=True):
    """`value` is a decimal, in the indicator's unit."""

    id: UUID
    indicator: UUID
    activity: UUID
    measured_on: date
    value: str


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (measurement_id(entry),)


def measurement_id(entry: Entry[ActivityIndicatorMeasured]) -> UUID:
    return uuid5(indicator_id(entry.stream, entry.data.key), entry.data.on.isoformat())


def fold(row: MeasurementRow | None, entry: Entry[Any]) -> MeasurementRow | None:
    it: ActivityIndicatorMeasured = entry.data
    return MeasurementRow(measurement_id(entry), indicator_id(entry.stream, it.key), entry.stream, it.on, it.value)


measurements = ReadModel("measurement", MeasurementRow, (ActivityIndicatorMeasured,), keys, fold, beside(__file__))
