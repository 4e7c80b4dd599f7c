"""Parses dates as officials write them: 2026-09-30, 30/09/2026, 15 mars 2026, فاتح يناير 2026, شتنبر 2026, T3 2026."""

import re
from calendar import monthrange
from datetime import date, datetime

from ops.imports.common.sentences import Sentence
from ops.imports.plan.spreadsheet import Cell, day_of_serial
from ops.imports.plan.texts import Unreadable, clean, quoted
from ops.imports.plan.vocabulary import MONTHS, plain

DAY = Sentence("day-bad", "{value} is not a date: write it as 2026-09-30 or 30/09/2026")

FIRST = frozenset(map(plain, ("1er", "premier", "فاتح", "الفاتح", "1st", "first")))
IGNORED = frozenset(
    map(plain, ("de", "du", "le", "of", "the", "من", "في", "شهر", "سنة", "mois", "يوم", "année", "fin", "début", "متم"))
)
WEEKDAYS = frozenset(map(plain, ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))) | frozenset(
    map(plain, ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"))
)
QUARTERS = {
    **{plain(f"{letter}{number}"): number for number in range(1, 5) for letter in "TQ"},
    **{plain(f"الفصل {name}"): number for number, name in enumerate(("الأول", "الثاني", "الثالث", "الرابع"), 1)},
    **{plain(f"الربع {name}"): number for number, name in enumerate(("الأول", "الثاني", "الثالث", "الرابع"), 1)},
    **{plain(f"{number}{end} trimestre"): number for number in range(1, 5) for end in ("er", "e", "ème", "eme")},
}
EARLIEST, LATEST = 2000, 2050
"""The years within which an activity is expected."""


def day(cell: Cell, *, last: bool) -> date:
    """A date. For a month, a quarter or a year alone: its first day or, with `last`, its last day. Raises Unreadable."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if (serial := day_of_serial(value)) is not None:
            return serial
        if value in range(1990, 2100):
            return whole_months(int(value), 1, 12, last=last)
    text = clean(str(value)).replace("T00:00:00", "").removesuffix(" 00:00:00")
    try:
        return written_day(text, last=last)
    except ValueError:
        raise Unreadable(DAY(value=quoted(text))) from None


def written_day(text: str, *, last: bool) -> date:
    """A date that is written as text. Raises ValueError."""
    if match := re.fullmatch(r"([0-9]{4}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{1,2})", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4})", text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})|([0-9]{4})[-/]([0-9]{1,2})", text):
        month = int(match[1] or match[4])
        return whole_months(int(match[2] or match[3]), month, month, last=last)
    if re.fullmatch(r"(19|20)[0-9]{2}", text):
        return whole_months(int(text), 1, 12, last=last)
    if re.fullmatch(r"[0-9]{5}", text) and (serial := day_of_serial(int(text))) is not None:
        return serial
    words = [word for word in plain(text).split() if word not in IGNORED and word not in WEEKDAYS]
    if len(words) < 2 or not re.fullmatch(r"[0-9]{4}", words[-1]):
        raise ValueError
    year = int(words.pop())
    if quarter := QUARTERS.get(" ".join(words)):
        return whole_months(year, 3 * quarter - 2, 3 * quarter, last=last)
    number = None
    if words[0] in FIRST:
        number, words = 1, words[1:]
    elif match := re.fullmatch(r"([0-9]{1,2})(er)?", words[0]):
        number, words = int(match[1]), words[1:]
    month = MONTHS[name] if (name := " ".join(words)) in MONTHS else 0
    return whole_months(year, month, month, last=last) if number is None else date(year, month, number)


def whole_months(year: int, first: int, to: int, *, last: bool) -> date:
    """The first or the last day of some months of a year. Raises ValueError."""
    return date(year, to, monthrange(year, to)[1]) if last else date(year, first, 1)


def out_of_reason(day: date) -> bool:
    """Whether a year is so early or so late that it is probably a slip."""
    return not EARLIEST <= day.year <= LATEST
