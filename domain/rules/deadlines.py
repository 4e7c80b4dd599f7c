"""When a clock runs out: in the community's time zone, by its calendar of working days.

The day on which a clock starts does not count; the last day counts to its end. Nothing is added if that day is off, but
for what is counted in working days, which ends on one. A month goes from a day to the same day of the next month, or to its last
day if it has no such day.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.rules.values import Deadline, Period, WorkingDays

ONE_DAY = timedelta(days=1)
MOST_DAYS_OFF = 366
"""A calendar in which no day is worked for longer than this is a fault, not a rest."""


class NeverWorked(ValueError):
    """The calendar has no working day within a year: nothing counted in working days would ever end."""


def there(moment: datetime, time_zone: str) -> datetime:
    """A moment as the clocks of a time zone show it; in UTC where the calendar has no such day there: it begins with the year 1
    and ends with 9999."""
    if moment.tzinfo is None:
        raise ValueError("a moment says how far its clock is from UTC")
    try:
        return moment.astimezone(ZoneInfo(time_zone))
    except OverflowError:
        return moment.astimezone(UTC)


def day_of(moment: datetime, time_zone: str) -> date:
    """The day that a moment falls on in a time zone."""
    return there(moment, time_zone).date()


def end_of(day: date, time_zone: str) -> datetime:
    """The first moment after a day in a time zone, in UTC. Where clocks skip midnight it is the moment of the change."""
    following = day + ONE_DAY
    return datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def passed(due: datetime | None, moment: datetime) -> bool:
    """Whether a deadline is over at a moment. `due` is the first moment at which it is too late; None says that there is none."""
    return due is not None and due <= moment


def last_day(deadline: Deadline, start: date, calendar: WorkingDays, *, extended: bool = False) -> date:
    """The last day on which it is still in time, for a clock that starts on a day. An extension, which there is one of at
    most, begins where the first period ends. Raises ValueError if the rule knows no extension, NeverWorked."""
    last = after(deadline.within, start, calendar)
    if not extended:
        return last
    if deadline.extension is None:
        raise ValueError("the rule knows no extension")
    return after(deadline.extension, last, calendar)


def due(
    deadline: Deadline, start: datetime, time_zone: str, calendar: WorkingDays, *, extended: bool = False
) -> datetime:
    """The first moment at which it is too late, in UTC, for a clock that starts at a moment. Raises as last_day does."""
    return end_of(last_day(deadline, day_of(start, time_zone), calendar, extended=extended), time_zone)


def after(period: Period, start: date, calendar: WorkingDays) -> date:
    """The day that ends a period which starts on a day."""
    match period.unit:
        case "working_days":
            return add_working_days(start, period.count, calendar)
        case "calendar_days":
            return start + timedelta(days=period.count)
        case "months":
            return add_months(start, period.count)
        case "years":
            return add_months(start, period.count * 12)


def add_working_days(start: date, count: int, calendar: WorkingDays) -> date:
    """The count-th working day after a day. Raises NeverWorked."""
    day, idle = start, 0
    while count:
        day += ONE_DAY
        if calendar.is_worked(day):
            count, idle = count - 1, 0
            continue
        idle += 1
        if idle > MOST_DAYS_OFF:
            raise NeverWorked(f"there is no working day in the year before {day}")
    return day


def add_months(start: date, count: int) -> date:
    """The same day so many months later, or the last day of that month if it has no such day."""
    months = start.year * 12 + start.month - 1 + count
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(start.day, days_in(year, month)))


def days_in(year: int, month: int) -> int:
    first_of_next = date(year + month // 12, month % 12 + 1, 1)
    return (first_of_next - ONE_DAY).day
