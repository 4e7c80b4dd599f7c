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
    measurements: Connection[Measurement] = field("By day.", by=list_of(measurements))
