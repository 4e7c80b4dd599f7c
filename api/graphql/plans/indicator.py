"""Indicators of activities, and what was measured."""

from datetime import date

from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import in_all_languages, official
from api.graphql.engine.relay import list_of
from api.graphql.plans.measurement import Measurement
from api.graphql.types import Connection, Node, TaggedText
from projections.plans.indicator import IndicatorRow
from projections.plans.measurement import measurements


@kind(IndicatorRow)
class Indicator(Node):
    """An indicator that measures an activity."""

    key: str = field("Identifies the indicator within its activity.")
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    unit: str = field(by=official("unit"))
    units: list[TaggedText] = field("In all languages.", by=in_all_languages("unit"))
    baseline: str | None = field("The starting value, as a decimal number.")
    target: str | None = field("The value to reach, as a decimal number.")
    value: str | None = field("The most recently measured value, as a decimal number.")
    measured_on: date | None = field("The day of the most recent measurement.")
    measurements: Connection[Measurement] = field("Ordered by day.", by=list_of(measurements))
