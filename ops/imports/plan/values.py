"""What stands in the cells of a plan's spreadsheet: days, sums of money, percentages and indicators, as officials write them.

What can be read in two ways is not guessed: it is refused, with what to write instead.
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
from ops.imports.plan.words import plain

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
"""Months by their names, those of Morocco and those of the East."""

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
AROUND = frozenset({"en", "in", "ttc", "ht"})
"""Words beside a sum that change nothing of it."""

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
    """The reason says what to write instead."""


class IndicatorSaid(msgspec.Struct, frozen=True):
    """An indicator as it is written: `unit` is empty where none is."""

    name: str
    unit: str
    baseline: str | None
    target: str | None


def clean(text: str) -> str:
    """A text with digits from 0 to 9, single blanks, and nothing that only directs or joins."""
    digits = "".join(str(int(one)) if one.isdecimal() else one for one in _marks.sub("", text))
    return _blank.sub(" ", digits).strip()


def day(cell: Cell, *, last: bool) -> date:
    """A day: of a month or a year that is named without one, the first, or the `last`. Raises Unreadable."""
    value = cell.value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if (found := day_of_serial(value)) is not None:
            return found
        return whole_month(int(value), None, last=last) if value in range(1990, 2100) else refuse(DAY)
    text = clean(str(value)).replace("T00:00:00", "").removesuffix(" 00:00:00")
    try:
        return written_day(text, last=last)
    except ValueError:
        raise Unreadable(f"{shown(text)} {DAY}") from None


def written_day(text: str, *, last: bool) -> date:
    if found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"([0-9]{1,2}) ?[-/.] ?([0-9]{1,2}) ?[-/.] ?([0-9]{4})", text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    if found := re.fullmatch(r"([0-9]{1,2})[-/.]([0-9]{4})|([0-9]{4})-([0-9]{1,2})", text):
        return whole_month(int(found[2] or found[3]), int(found[1] or found[4]), last=last)
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
    """A sum. `unit` is what the header says of it, such as mdh; `currency` holds where nothing is said. Raises Unreadable."""
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
            raise Unreadable(f"{shown(text)} {SUM}")
        amount, own = grouped(numbers[0]), tuple(plain(text.replace(numbers[0], " ")).split())
    times, named = of_unit(own or unit)
    try:
        return fit(Money(whole(amount * times * 100), named or currency))
    except Refusal as refusal:
        raise Unreadable(f"{shown(cell.text)}: {refusal}") from None


def of_unit(said: tuple[str, ...]) -> tuple[int, str | None]:
    """How many of what some words count in: 1,000,000 and MAD for mdh. Raises Unreadable for words that it does not know."""
    times, currency = 1, None
    for word in said:
        forms = (word, word.removeprefix("ب"), word.removeprefix("ال"))
        one = next((form for form in forms if form in TIMES or form in CURRENCIES), None)
        if one is None and word not in AROUND:
            raise Unreadable(f"“{word}” {SUM}")
        times *= TIMES.get(one or "", 1)
        currency = CURRENCIES.get(one or "", currency)
    return times, currency


def grouped(text: str) -> Decimal:
    """A number with its thousands set apart by blanks, points or commas: what has three digits behind it sets thousands apart, if
    it is a sum of money. Raises Unreadable."""
    text = text.replace("\u066b", ",").replace("\u066c", " ").replace("'", " ")
    parts = re.split(r"([ .,])", text)
    marks, groups = parts[1::2], parts[0::2]
    decimals = ""
    if marks and marks[-1] in ".," and len(groups[-1]) != 3:
        if marks[-1] in marks[:-1]:
            raise Unreadable(f"{shown(text)} {SUM}")
        decimals, groups, marks = groups[-1], groups[:-1], marks[:-1]
    if (
        len(set(marks)) > 1
        or any(len(group) != 3 for group in groups[1:])
        or (marks and not 0 < len(groups[0].lstrip("-")) <= 3)
    ):
        raise Unreadable(f"{shown(text)} {SUM}")
    return Decimal("".join(groups) + (f".{decimals}" if decimals else ""))


def exact(number: float) -> Decimal:
    """What a spreadsheet shows of a number: not what binary fractions make of it."""
    return Decimal(str(round(number, 6)))


def whole(number: Decimal) -> int:
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
            raise Unreadable(f"{shown(cell.text)} {PERCENT}") from None
    if not number.is_finite() or number != number.to_integral_value() or not 0 <= number <= 100:
        raise Unreadable(f"{shown(cell.text)} {PERCENT}")
    return int(number)


def indicators(text: str) -> Iterator[IndicatorSaid]:
    """The indicators in a cell: “name: target unit”, or “name: from → to unit”; several on lines of their own or with ;
    between them. A name alone is one without a target. Raises Unreadable."""
    for piece in re.split(r"[;؛\n\r]|\s[•●▪]\s?", text):
        said = clean(piece).lstrip("-–•●▪* ").strip()
        if said:
            yield indicator(said)


def indicator(said: str) -> IndicatorSaid:
    name, _, rest = (part.strip() for part in re.sub("[:=]", ":", said, count=1).partition(":"))
    if not rest:
        return IndicatorSaid(name, "", None, None)
    both = _from_to.search(rest)
    numbers = [both["baseline"], both["target"]] if both else _number.findall(rest)
    if not name or len(numbers) != (2 if both else 1):
        raise Unreadable(f"{shown(said)} {INDICATOR}")
    unit = clean(rest.replace(both[0] if both else numbers[0], " ").replace("\u066a", "%")).strip(" ()")
    values = [decimal(number) for number in numbers]
    return IndicatorSaid(name, unit, values[0] if both else None, values[-1])


def decimal(text: str) -> str:
    """A number as the record takes it: 1 200 and 1,5 as 1200 and 1.5. Raises Unreadable."""
    together = text.replace(" ", "")
    if re.fullmatch(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}", together):
        raise Unreadable(f"{shown(text)} is ambiguous: write 1200 or 1.2")
    if together.count(",") + together.count(".") > 1:
        raise Unreadable(f"{shown(text)} {INDICATOR}")
    return together.replace(",", ".")


def shown(text: str) -> str:
    """A value as a message shows it."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def refuse(why: str) -> date:
    raise Unreadable(f"the value {why}")
