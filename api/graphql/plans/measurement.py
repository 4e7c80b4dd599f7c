"""Measurements of indicators, by day."""

from datetime import date

from api.graphql.engine.kinds import field, kind
from api.graphql.types import Node
from projections.plans.measurement import MeasurementRow


@kind(MeasurementRow)
class Measurement(Node):
    """What an indicator was on a day."""

    measured_on: date
    value: str = field("A decimal number, in the indicator's unit.")
