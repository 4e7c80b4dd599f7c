"""Parses the cells of a plan's spreadsheet: dates, sums of money, percentages and indicators, as officials write them.

An ambiguous value is rejected, with advice on what to write; it is never guessed.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

import msgspec

from domain.plans.money import Money, fit
from domain.refusal import Refusal
from ops.imports.plan.spreadsheet import Cell, day_of_serial
from ops.imports.plan.vocabulary import plain

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "يناير janvier janv january jan",
            "فبراير février févr february fev feb",
            "مارس mars march mar",
            "أبريل إبريل avril april avr apr",
            "ماي مايو mai may",
            "يونيو juin june jun",
            "يوليوز يوليو juillet july juil jul",
            "غشت أغسطس août august aug",
            "شتنبر سبتمبر septembre september sept sep",
            "أكتوبر octobre october oct",
            "نونبر نوفمبر novembre november nov",
            "دجنبر ديسمبر décembre december dec",
        ),
        1,
    )
    for name in plain(names).split()
}
"""Months by their names, those of Morocco and those of the Mashriq."""

TIMES = {
    **dict.fromkeys(("mdh", "mmad", "مليون", "ملايين", "million", "millions"), 1_000_000),
    **dict.fromkeys(("kdh", "kmad", "الف", "الاف", "mille", "milliers", "thousand"), 1_000),
    **dict.fromkeys(("مليار", "milliard", "milliards", "billion"), 1_000_000_000),
}
CURRENCIES = {
    **dict.fromkeys(
        ("dh", "dhs", "mad", "mdh", "kdh", "mmad", "kmad", "درهم", "دراهم", "درهما", "dirham", "dirhams"), "MAD"
    ),
    **dict.fromkeys(("eur", "euro", "euros", "يورو"), "EUR"),
    **dict.fromkeys(("usd", "dollar", "dollars", "دولار"), "USD"),
    "gbp": "GBP",
    "xof": "XOF",
}
SIGNS = {"€": " eur ", "$": " usd "}
IGNORED = frozenset({"en", "in", "ttc", "ht"})
"""Words beside a sum that do not change it."""

DAY = "is not a date: write it as 2026-09-30 or 30/09/2026"
SUM = "is not an amount of money: write digits, such as 120000 or 120 000,50, and at most one currency"
PERCENT = "is not a percentage from 0 to 100: write a whole number, such as 50 or 50 %"
INDICATOR = "is not an indicator: write each as “name: target unit”, one a line or with ; between them"

_number = re.compile(r"-?[0-9](?:[0-9 .,'\u066b\u066c]*[0-9])?")
_marks = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u0640]")
_blank = re.compile(r"\s+")
_from_to = re.compile(
    r"(?:(?:من|de|from) )?(?P<baseline>-?[0-9][0-9.,]*)\s*(?:→|->|=>|إلى|الى|à|to)\s*(?P<target>-?[0-9][0-9.,]*)"
)


class Unreadable(ValueError):
    """A value cannot be parsed; the message says what to write instead."""


class IndicatorText(msgspec.Struct, frozen=True):
    """An indicator as it is written; `unit` may be empty."""

    name: str
    unit: str
    baseline: str | None
    target: str | None


def clean(text: str) -> str:
    """A text with ASCII digits, single blanks, and without marks of direction or joining."""
    digits = "".join(str(int(one)) if one.isdecimal() else one for one in _marks.sub("", text))
    return _blank.sub(" ", digits).strip()


def day(cell: Cell, *, last: bool) -> date:
    """A date. For a month or a year alone: its first day or, with `last`, its last day. Raises Unreadable."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if (serial := day_of_serial(value)) is not None:
            return serial
        return whole_month(int(value), None, last=last) if value in range(1990, 2100) else refuse(DAY)
    text = clean(str(value)).replace("T00:00:00", "").removesuffix(" 00:00:00")
    try:
        return written_day(text, last=last)
    except ValueError:
        raise Unreadable(f"{quoted(text)} {DAY}") from None


def written_day(text: str, *, last: bool) -> date:
    """A date that is written as text. Raises ValueError."""
    if match := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4})", text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})|([0-9]{4})-([0-9]{1,2})", text):
        return whole_month(int(match[2] or match[3]), int(match[1] or match[4]), last=last)
    if re.fullmatch(r"(19|20)[0-9]{2}", text):
        return whole_month(int(text), None, last=last)
    named = re.fullmatch(r"(?:([0-9]{1,2})(?:er)? )?(\D+?) ([0-9]{4})", plain(text))
    if named and named[2] in MONTHS:
        month, year = MONTHS[named[2]], int(named[3])
        return date(year, month, int(named[1])) if named[1] else whole_month(year, month, last=last)
    raise ValueError


def whole_month(year: int, month: int | None, *, last: bool) -> date:
    """The first or the last day of a month, or of a year."""
    month = month or (12 if last else 1)
    return date(year, month, monthrange(year, month)[1] if last else 1)


def money(cell: Cell, currency: str, unit: tuple[str, ...]) -> Money:
    """A sum of money. `unit` comes from the header, such as mdh; `currency` is the default. Raises Unreadable."""
    if isinstance(cell.value, bool | date) or cell.percent:
        refuse(SUM)
    if isinstance(cell.value, int | float):
        amount, own = exact(cell.value), tuple[str, ...]()
    else:
        text = clean(cell.text)
        for sign, name in SIGNS.items():
            text = text.replace(sign, name)
        numbers = _number.findall(text)
        if len(numbers) != 1:
            raise Unreadable(f"{quoted(text)} {SUM}")
        amount, own = grouped(numbers[0]), tuple(plain(text.replace(numbers[0], " ")).split())
    times, named = of_unit(own or unit)
    try:
        return fit(Money(whole(amount * times * 100), named or currency))
    except Refusal as refusal:
        raise Unreadable(f"{quoted(cell.text)}: {refusal}") from None


def of_unit(words: tuple[str, ...]) -> tuple[int, str | None]:
    """The factor and the currency of a unit: 1,000,000 and MAD for mdh. Raises Unreadable for unknown words."""
    times, currency = 1, None
    for word in words:
        forms = (word, word.removeprefix("ب"), word.removeprefix("ال"))
        one = next((form for form in forms if form in TIMES or form in CURRENCIES), None)
        if one is None and word not in IGNORED:
            raise Unreadable(f"“{word}” {SUM}")
        times *= TIMES.get(one or "", 1)
        currency = CURRENCIES.get(one or "", currency)
    return times, currency


def grouped(text: str) -> Decimal:
    """A sum with thousands separated by blanks, points or commas: a separator before three digits separates thousands. Raises
    Unreadable."""
    text = text.replace("\u066b", ",").replace("\u066c", " ").replace("'", " ")
    parts = re.split(r"([ .,])", text)
    marks, groups = parts[1::2], parts[0::2]
    decimals = ""
    if marks and marks[-1] in ".," and len(groups[-1]) != 3:
        if marks[-1] in marks[:-1]:
            raise Unreadable(f"{quoted(text)} {SUM}")
        decimals, groups, marks = groups[-1], groups[:-1], marks[:-1]
    if (
        len(set(marks)) > 1
        or any(len(group) != 3 for group in groups[1:])
        or (marks and not 0 < len(groups[0].lstrip("-")) <= 3)
    ):
        raise Unreadable(f"{quoted(text)} {SUM}")
    return Decimal("".join(groups) + (f".{decimals}" if decimals else ""))


def exact(number: float) -> Decimal:
    """A number as a spreadsheet displays it, without the error of binary fractions."""
    return Decimal(str(round(number, 6)))


def whole(number: Decimal) -> int:
    """A number of cents. Raises Unreadable if it is not whole."""
    if number != number.to_integral_value():
        raise Unreadable(f"{number / 100} {SUM}")
    return int(number)


def percent(cell: Cell) -> int:
    """A percentage, as a whole number. Raises Unreadable."""
    if isinstance(cell.value, bool | date):
        refuse(PERCENT)
    if isinstance(cell.value, int | float):
        number = exact(cell.value) * (100 if cell.percent else 1)
    else:
        text = clean(cell.text).replace("\u066a", "%").replace(" ", "").removesuffix("%").removeprefix("%")
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise Unreadable(f"{quoted(cell.text)} {PERCENT}") from None
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number <= 100:
        raise Unreadable(f"{quoted(cell.text)} {PERCENT}")
    return int(number)


def indicators(text: str) -> Iterator[IndicatorText]:
    """The indicators in a cell: “name: target unit”, or “name: from → to unit”; several are separated by line breaks or by ;. A
    name alone has no target. Raises Unreadable."""
    for piece in re.split(r"[;؛\n\r]|\s[•●▪]\s?", text):
        one = clean(piece).lstrip("-–•●▪* ").strip()
        if one:
            yield indicator(one)


def indicator(text: str) -> IndicatorText:
    """One indicator. Raises Unreadable."""
    name, _, rest = (part.strip() for part in re.sub("[:=]", ":", text, count=1).partition(":"))
    if not rest:
        return IndicatorText(name, "", None, None)
    both = _from_to.search(rest)
    numbers = [both["baseline"], both["target"]] if both else _number.findall(rest)
    if not name or len(numbers) != (2 if both else 1):
        raise Unreadable(f"{quoted(text)} {INDICATOR}")
    unit = clean(rest.replace(both[0] if both else numbers[0], " ").replace("\u066a", "%")).strip(" ()")
    values = [decimal(number) for number in numbers]
    return IndicatorText(name, unit, values[0] if both else None, values[-1])


def decimal(text: str) -> str:
    """A number in the record's format: 1 200 and 1,5 as 1200 and 1.5. Raises Unreadable."""
    joined = text.replace(" ", "")
    if re.fullmatch(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}", joined):
        raise Unreadable(f"{quoted(text)} is ambiguous: write 1200 or 1.2")
    if joined.count(",") + joined.count(".") > 1:
        raise Unreadable(f"{quoted(text)} {INDICATOR}")
    return joined.replace(",", ".")


def quoted(text: str) -> str:
    """A value in a message."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def refuse(why: str) -> date:
    """Raises Unreadable."""
    raise Unreadable(f"the value {why}")
