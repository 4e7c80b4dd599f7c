"""Clocks: working days, months as civil law counts them, and the ends of days where clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.deadlines import (
    ONE_DAY,
    NeverWorked,
    add_months,
    add_working_days,
    after,
    day_of,
    due,
    end_of,
    last_day,
)
from domain.rules.values import DayOff, Deadline, Holiday, Period, WorkingDays

CASABLANCA = "Africa/Casablanca"
NAME = {"en": "A day off"}
WEEKEND = WorkingDays((6, 7))
CALENDAR = WorkingDays(
    (6, 7), (Holiday(NAME, 1, 11), Holiday(NAME, 1, 14, since=2024)), (DayOff(NAME, date(2024, 4, 10)),)
)
ANSWER = Deadline(Period(20, "working_days"), "receipt", Period(20, "working_days"))

days = st.dates(date(1970, 1, 1), date(2100, 1, 1))
calendars = st.builds(
    WorkingDays,
    weekend=st.lists(st.integers(1, 7), unique=True, max_size=6).map(tuple),
    yearly=st.lists(st.builds(Holiday, st.just(NAME), st.integers(1, 12), st.integers(1, 28)), max_size=5).map(tuple),
    days=st.lists(st.builds(DayOff, st.just(NAME), days), max_size=5).map(tuple),
)
zones = st.sampled_from(
    [
        CASABLANCA,
        "Africa/Cairo",
        "America/Havana",
        "America/Santiago",
        "Atlantic/Azores",
        "Pacific/Apia",
        "Europe/Paris",
    ]
)


@given(days, st.integers(1, 60), calendars)
def test_what_is_counted_in_working_days_never_ends_on_a_day_off(day: date, count: int, calendar: WorkingDays) -> None:
    end = add_working_days(day, count, calendar)
    assert calendar.is_worked(end)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(map(calendar.is_worked, between)) == count


@given(days, st.integers(1, 30), st.integers(1, 30), calendars)
def test_working_days_add_up(day: date, one: int, other: int, calendar: WorkingDays) -> None:
    assert add_working_days(add_working_days(day, one, calendar), other, calendar) == add_working_days(
        day, one + other, calendar
    )


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2024, 1, 5), 1, date(2024, 1, 8)),
        (date(2024, 1, 6), 1, date(2024, 1, 8)),
        (date(2024, 1, 10), 1, date(2024, 1, 12)),
        (date(2024, 1, 10), 2, date(2024, 1, 15)),
        (date(2025, 1, 13), 1, date(2025, 1, 15)),
        (date(2020, 1, 13), 1, date(2020, 1, 14)),
        (date(2024, 4, 9), 1, date(2024, 4, 11)),
        (date(2025, 4, 9), 1, date(2025, 4, 10)),
    ],
)
def test_weekends_holidays_and_single_days_off_do_not_count(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, CALENDAR) == end


def test_a_holiday_that_was_abolished_is_worked_again() -> None:
    once = WorkingDays((), (Holiday(NAME, 3, 3, since=1990, until=1999),))
    assert [year for year in (1989, 1990, 1999, 2000) if not once.is_worked(date(year, 3, 3))] == [1990, 1999]


def test_a_calendar_in_which_nobody_works_is_a_fault_and_no_endless_wait() -> None:
    off = tuple(DayOff(NAME, date(2023, 1, 1) + timedelta(days=n)) for n in range(800))
    with pytest.raises(NeverWorked):
        add_working_days(date(2023, 1, 1), 1, WorkingDays((), (), off))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 15), 2, date(2024, 3, 15)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 12, 1), 1, date(2025, 1, 1)),
        (date(2024, 11, 30), 1, date(2024, 12, 30)),
    ],
)
def test_a_month_goes_to_the_same_day_or_to_the_last_one(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


@given(days, st.integers(1, 100))
def test_months_keep_the_day_or_end_the_month(day: date, count: int) -> None:
    end = add_months(day, count)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == count
    assert end.day == day.day or (end.day < day.day and (end + ONE_DAY).day == 1)


def test_a_year_from_a_leap_day_ends_on_the_last_of_february() -> None:
    assert after(Period(2, "years"), date(2024, 2, 29), WEEKEND) == date(2026, 2, 28)
    assert after(Period(15, "calendar_days"), date(2024, 2, 29), WEEKEND) == date(2024, 3, 15)


def test_an_extension_begins_where_the_first_period_ends() -> None:
    assert last_day(ANSWER, date(2024, 9, 2), WEEKEND) == date(2024, 9, 30)
    assert last_day(ANSWER, date(2024, 9, 2), WEEKEND, extended=True) == date(2024, 10, 28)


def test_what_cannot_be_extended_is_not() -> None:
    with pytest.raises(ValueError, match="no extension"):
        last_day(Deadline(Period(60, "calendar_days"), "receipt"), date(2024, 9, 2), WEEKEND, extended=True)


def test_a_clock_starts_on_the_day_that_it_is_in_the_community() -> None:
    """At 23:30 UTC it is the next day in Casablanca, but for the month of Ramadan, when its clocks are those of UTC."""
    assert day_of(datetime(2025, 1, 31, 23, 30, tzinfo=UTC), CASABLANCA) == date(2025, 2, 1)
    assert day_of(datetime(2025, 3, 10, 23, 30, tzinfo=UTC), CASABLANCA) == date(2025, 3, 10)
    with pytest.raises(ValueError, match="how far its clock is from UTC"):
        day_of(datetime(2025, 1, 31), CASABLANCA)


def test_a_day_ends_an_hour_later_by_utc_while_it_is_ramadan() -> None:
    assert end_of(date(2025, 1, 31), CASABLANCA) == datetime(2025, 1, 31, 23, tzinfo=UTC)
    assert end_of(date(2025, 3, 10), CASABLANCA) == datetime(2025, 3, 11, 0, tzinfo=UTC)


def test_a_clock_that_starts_before_ramadan_and_ends_in_it_keeps_whole_days() -> None:
    started = datetime(2025, 2, 10, 9, tzinfo=ZoneInfo(CASABLANCA))
    assert due(ANSWER, started, CASABLANCA, WEEKEND) == datetime(2025, 3, 11, 0, tzinfo=UTC)
    assert due(ANSWER, started, CASABLANCA, WEEKEND, extended=True) == datetime(2025, 4, 7, 23, tzinfo=UTC)


def test_where_clocks_skip_midnight_a_day_ends_when_they_do() -> None:
    assert end_of(date(2024, 4, 25), "Africa/Cairo") == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert end_of(date(2011, 12, 29), "Pacific/Apia") == datetime(2011, 12, 30, 10, tzinfo=UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), zones)
def test_a_day_s_end_is_the_first_moment_of_another_day(moment: datetime, zone: str) -> None:
    day = day_of(moment, zone)
    end = end_of(day, zone)
    assert moment < end
    assert day_of(end, zone) > day
    assert day_of(end - timedelta(microseconds=1), zone) <= day


units = st.sampled_from(["working_days", "calendar_days", "months", "years"])
deadlines = st.builds(Deadline, st.builds(Period, st.integers(1, 40), units), st.just("receipt"))


@given(deadlines, st.datetimes(datetime(2000, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)), zones, calendars)
def test_a_clock_runs_out_at_the_end_of_its_last_day_and_never_before_it_starts(
    deadline: Deadline, moment: datetime, zone: str, calendar: WorkingDays
) -> None:
    ends = due(deadline, moment, zone, calendar)
    last = last_day(deadline, day_of(moment, zone), calendar)
    assert ends > moment
    assert ends.tzinfo is UTC
    assert day_of(ends - timedelta(microseconds=1), zone) <= last < day_of(ends, zone)


@pytest.mark.parametrize("time_zone", [CASABLANCA, "America/Havana", "Pacific/Apia"])
def test_where_the_calendar_ends_a_day_is_that_of_universal_time(time_zone: str) -> None:
    for moment in (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)):
        assert abs(day_of(moment, time_zone) - moment.date()) <= ONE_DAY
