"""Reads the times of rows, which are in milliseconds since 1970 in the exports of a server, and in seconds on the pages of
reports.

The magnitude of a number tells which: no number is a time between 2000 and today in both units. The column `datetime` says the
same in words; where its date and the number contradict each other, neither is believed.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from ops.imports.common.rows import quoted

EARLIEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp())
"""Polis was first used in 2012."""

TOLERANCE = 2
"""Days by which a date may differ from the time: zones of time are at most 14 hours from UTC."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_number = re.compile(r"[0-9]{1,18}")
_month = "|".join(MONTHS)
_iso = re.compile(r"(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})")
_named = re.compile(
    rf"(?:(?P<month>{_month})[a-z]*\.? (?P<day>[0-9]{{1,2}})|(?P<day2>[0-9]{{1,2}}) (?P<month2>{_month})[a-z]*)\b"
    r".*?\b(?P<year>[0-9]{4})\b",
    re.IGNORECASE,
)
_slashes = re.compile(r"(?P<one>[0-9]{1,2})[/.](?P<other>[0-9]{1,2})[/.](?P<year>[0-9]{4})")


class BadTime(ValueError):
    """A time cannot be read; the message says why."""


class Clock:
    """Reads the times of one file. `latest` is the present, in milliseconds since 1970.

    `in_seconds` counts the rows in seconds, `unconfirmed` those whose `datetime` is there but not understood.
    """

    def __init__(self, latest: int) -> None:
        self._latest = latest
        self.in_seconds = self.unconfirmed = 0

    def read(self, stamp: str, written: str | None) -> int:
        """A time in milliseconds since 1970. `written` is the field `datetime`, if there is one. Raises BadTime."""
        stamp = stamp.strip()
        if not _number.fullmatch(stamp):
            raise BadTime(
                f"timestamp is {quoted(stamp)}, and not a number of seconds or milliseconds since 1970{hint(stamp)}"
            )
        number = int(stamp)
        seconds = EARLIEST <= number <= self._latest // 1000
        if not seconds and not EARLIEST * 1000 <= number <= self._latest:
            raise BadTime(
                f"timestamp is {quoted(stamp)}: neither in seconds nor in milliseconds since 1970 is that between 2000 and today"
            )
        at = number * 1000 if seconds else number
        if written is not None and (written := written.strip()):
            days = dates(written)
            if not days:
                self.unconfirmed += 1
            elif all(abs(at // 86_400_000 - day) > TOLERANCE for day in days):
                raise BadTime(
                    f"timestamp is {quoted(stamp)}, which is {as_day(at)}, and datetime is {quoted(written, 60)}: they "
                    "contradict each other, download the export again"
                )
        self.in_seconds += seconds
        return at


def hint(stamp: str) -> str:
    """The cause, where it is a known one."""
    if re.fullmatch(r"[0-9][.,][0-9]+E\+?[0-9]+", stamp, re.IGNORECASE):
        return ": a spreadsheet program has rounded it, so download the export again and do not save it there"
    return ""


def as_day(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}"


@lru_cache(100_000)
def dates(written: str) -> tuple[int, ...]:
    """The dates that a text may mean, as days since 1970; none if it names no date in a known form."""
    if match := _iso.search(written):
        return days(match["year"], (match["month"], match["day"]))
    if match := _named.search(written):
        month = MONTHS.index((match["month"] or match["month2"]).title()) + 1
        return days(match["year"], (str(month), match["day"] or match["day2"]))
    if match := _slashes.search(written):
        return days(match["year"], (match["one"], match["other"]), (match["other"], match["one"]))
    return ()


def days(year: str, *months_and_days: tuple[str, str]) -> tuple[int, ...]:
    """Days since 1970 of those that exist."""
    found = []
    for month, day in months_and_days:
        try:
            found.append((date(int(year), int(month), int(day)) - date(1970, 1, 1)) // timedelta(days=1))
        except ValueError:
            continue
    return tuple(found)
