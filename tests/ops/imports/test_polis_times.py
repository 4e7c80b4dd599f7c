"""The times of Polis exports: seconds and milliseconds are told apart, and nothing is read as 1970 or a far future."""

from datetime import UTC, datetime

import pytest

from ops.imports.polis.times import BadTime, Clock, dates

LATEST = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp() * 1000)
AT = 1_726_842_600_000
"""20 September 2024, 14:30 UTC."""

IN_WORDS = [
    "Fri Sep 20 2024 14:30:00 GMT+0000 (Coordinated Universal Time)",
    "Fri Sep 20 21:30:00 WIB 2024",
    "Fri Sep 20 15:30:00 GMT+01:00 2024",
    "Fri, 20 Sep 2024 14:30:00 GMT",
    "2024-09-20T14:30:00Z",
    "20/09/2024 14:30",
    "9/20/2024, 2:30:00 PM",
    "Sat Sep 21 2024 04:30:00 GMT+1400",
]


@pytest.mark.parametrize("written", [None, "", "vendredi 20", *IN_WORDS])
@pytest.mark.parametrize("stamp", [str(AT // 1000), str(AT), f" {AT} "])
def test_seconds_and_milliseconds_are_told_apart(stamp: str, written: str | None) -> None:
    assert Clock(LATEST).read(stamp, written) == AT


@pytest.mark.parametrize("written", IN_WORDS)
def test_dates_in_words_are_understood(written: str) -> None:
    days = {datetime.fromtimestamp(day * 86_400, UTC).date().isoformat() for day in dates(written)}
    assert days & {"2024-09-20", "2024-09-21"}


@pytest.mark.parametrize(
    "stamp",
    [
        "0",
        "1",
        "1726842",
        "172684260000",
        "17268426000000",
        "1726842600000000",
        "-1726842600",
        "1726842600.5",
        "yesterday",
        "",
        "1.72684E+12",
        "253402300800000",
        "99999999999999999999",
        str(LATEST + 1),
    ],
)
def test_what_is_no_time_in_either_unit_is_a_problem(stamp: str) -> None:
    with pytest.raises(BadTime, match="timestamp is"):
        Clock(LATEST).read(stamp, None)


@pytest.mark.parametrize("stamp", [str(AT // 1000), str(AT)])
def test_a_time_that_contradicts_its_date_is_a_problem(stamp: str) -> None:
    with pytest.raises(BadTime, match="contradict"):
        Clock(LATEST).read(stamp, "Fri Sep 20 2019 14:30:00 GMT+0000 (Coordinated Universal Time)")


def test_rows_in_seconds_and_dates_that_are_not_understood_are_counted() -> None:
    clock = Clock(LATEST)
    clock.read(str(AT // 1000), IN_WORDS[0])
    clock.read(str(AT), "soon")
    assert (clock.in_seconds, clock.unconfirmed) == (1, 1)
