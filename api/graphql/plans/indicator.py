"""Indicators of activities, and what was measured."""

from datetime import date
from typing import Any, Unpack

from api.graphql.kinds import Objects, field, kind
from api.graphql.reading import Reading, in_all_languages, official
from api.graphql.relay import Listed, Page, Paging, connections
from api.graphql.types import Connection, Node, TaggedText
from projections.plans.indicator import IndicatorRow, indicators
from projections.plans.measurement import MeasurementRow, measurements


async def indicators_in(reading: Reading, rows: Objects, **page: Unpack[Paging]) -> list[Listed[Any]]:
    """The indicators of each of some activities."""
    return await connections(reading, indicators, "page", [row.id for row in rows], Page.asked(**page))


async def measurements_of(reading: Reading, rows: Objects, **page: Unpack[Paging]) -> list[Listed[Any]]:
    """What each of some indicators was, by day."""
    return await connections(reading, measurements, "page", [row.id for row in rows], Page.asked(**page))


@kind(MeasurementRow)
class Measurement(Node):
    """What an indicator was on a day."""

    measured_on: date
    value: str = field("A decimal number, in the indicator's unit.")


@kind(IndicatorRow)
class Indicator(Node):
    """What an activity is measured by."""

    key: str = field("Its name within the activity.")
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    unit: str = field(by=official("unit"))
    units: list[TaggedText] = field("In all languages.", by=in_all_languages("unit"))
    baseline: str | None = field("What it was before: a decimal number.")
    target: str | None = field("What it is to be: a decimal number.")
    value: str | None = field("What it was on the latest day on which it was measured: a decimal number.")
    measured_on: date | None = field("That day.")
    measurements: Connection[Measurement] = field("By day.", by=measurements_of)
