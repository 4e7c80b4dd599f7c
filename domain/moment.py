"""Moments as the log stores them: in UTC, within the years that every time zone can express."""

from datetime import UTC, datetime

from domain.refusal import Refusal


class NoTimeZone(Refusal):
    """The time {field} must have a UTC offset, and be within the supported years."""

    code = "moment.no-time-zone"


class NotYetHappened(Refusal):
    """The time of a recorded fact cannot be in the future."""

    code = "moment.ahead"


FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Between these, conversion to any time zone cannot overflow. In read models they stand for always and for never."""


def instant(moment: datetime, field: str) -> datetime:
    """The moment in UTC. Raises NoTimeZone if it is naive, or outside of FIRST and LAST."""
    if moment.tzinfo is None or not FIRST <= moment <= LAST:
        raise NoTimeZone(field=field)
    return moment.astimezone(UTC)
