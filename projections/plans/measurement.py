"""Measurements: what an indicator was on a day."""

from datetime import date
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.activity_events import ActivityIndicatorMeasured
from projections.plans.indicator import indicator_id
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class MeasurementRow(msgspec.Struct, frozen=True):
    """`value` is a decimal, in the indicator's unit."""

    id: UUID
    indicator: UUID
    activity: UUID
    measured_on: date
    value: str


def measurement_id(entry: Entry[ActivityIndicatorMeasured]) -> UUID:
    return uuid5(indicator_id(entry.stream, entry.data.key), entry.data.on.isoformat())


measurements = ReadModel("measurement", MeasurementRow, queries_of(__file__), key=measurement_id)


@measurements.creates
def measured(entry: Entry[ActivityIndicatorMeasured]) -> MeasurementRow:
    indicator = indicator_id(entry.stream, entry.data.key)
    return MeasurementRow(measurement_id(entry), indicator, entry.stream, entry.data.on, entry.data.value)
