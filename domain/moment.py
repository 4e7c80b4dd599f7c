"""Moments as the log keeps them: in UTC, within the years of every calendar, and never ahead."""

from datetime import UTC, datetime

from domain.refusal import Refusal


class NoTimeZone(Refusal):
    """The time {field} must have a UTC offset, and be within the supported years."""

    code = "moment.no-time-zone"


class NotYetHappened(Refusal):
    """The time of a recorded fact cannot be in the future."""

    code = "moment.ahead"


FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""Between these a moment is one on every clock of the world: no reader's time zone leads out of the calendar."""


def instant(moment: datetime, field: str) -> datetime:
    """A moment as the log keeps it: in UTC. Raises NoTimeZone."""
    if moment.tzinfo is None or not FIRST <= moment <= LAST:
        raise NoTimeZone(field=field)
    return moment.astimezone(UTC)
