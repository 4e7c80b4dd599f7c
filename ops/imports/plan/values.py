"""Parses the cells of a plan's spreadsheet: sums of money, percentages and indicators, as officials write them.

An ambiguous value is rejected, with advice on what to write; it is never guessed.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import msgspec

from domain.plans.money import Money, fit
from domain.refusal import Refusal
from ops.imports.common.sentences import Sentence
from ops.imports.plan.spreadsheet import Cell
from ops.imports.plan.texts import Unreadable, clean, quoted
from ops.imports.plan.vocabulary import plain

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
SIGNS = {"€": " eur ", "$": " usd ", "﷼": " "}
_dirham = re.compile(r"(?<!\w)د ?\. ?م ?\.?|(?<!\w)d ?\. ?h ?\.?(?:s\.?)?(?!\w)|(?<!\w)dhs?\.", re.IGNORECASE)
"""The dirham's sign with its points."""

COUNTS: dict[str, Decimal | int] = {"un": 1, "une": 1, "one": 1, "نصف": Decimal("0.5"), "demi": Decimal("0.5")}
DUALS = {
    **dict.fromkeys(("مليونا", "مليوني", "مليونان", "مليونين"), 1_000_000),
    **dict.fromkeys(("الفا", "الفي", "الفان", "الفين"), 1_000),
}
"""Arabic says two of a thing by its form."""

IGNORED = frozenset({"en", "in", "ttc", "ht", "de", "d", "of", "environ", "حوالي", "و", "ب", "فقط"})
"""Words beside a sum that do not change it."""

SUM = Sentence(
    "amount-bad",
    "{value} is not an amount of money: write digits, such as 120000 or 120 000,50, and at most one currency",
)
PERCENT = Sentence(
    "percentage-bad", "{value} is not a percentage from 0 to 100: write a whole number, such as 50 or 50 %"
)
INDICATOR = Sentence(
    "indicator-bad", "{value} is not an indicator: write each as “name: target unit”, one a line or with ; between them"
)

REFUSED = Sentence("value-refused", "{value}: {reason}")
AMBIGUOUS = Sentence("number-ambiguous", "{value} is ambiguous: write 1200 or 1.2")

_number = re.compile(r"-?[0-9](?:[0-9 .,'\u066b\u066c]*[0-9])?")
_ambiguous = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
"""Thousands, or three decimals: 1,250."""

_from_to = re.compile(
    r"(?:(?:من|de|from) )?(?P<baseline>-?[0-9][0-9.,]*)\s*(?:→|->|=>|إلى|الى|à|to)\s*(?P<target>-?[0-9][0-9.,]*)"
)


class IndicatorText(msgspec.Struct, frozen=True):
    """An indicator as it is written; `unit` may be empty."""

    name: str
    unit: str
    baseline: str | None
    target: str | None


def money(cell: Cell, currency: str, unit: tuple[str, ...]) -> Money:
    """A sum of money. `unit` comes from the header, such as mdh; `currency` is the default. Raises Unreadable."""
    if isinstance(cell.value, bool | date) or cell.percent:
        raise Unreadable(SUM(value=quoted(cell.text)))
    if isinstance(cell.value, int | float):
        amount, own, numbers = exact(cell.value), tuple[str, ...](), []
        if not amount.is_finite():
            raise Unreadable(SUM(value=quoted(cell.text)))
    else:
        text = clean(cell.text)
        text = _dirham.sub(" درهم ", text)
        for sign, name in SIGNS.items():
            text = text.replace(sign, name)
        numbers = _number.findall(text)
        amount, own = in_words(text) if not numbers else (Decimal(0), ())
        if len(numbers) == 1:
            amount, own = grouped(numbers[0]), tuple(plain(text.replace(numbers[0], " ", 1)).split())
        elif not amount:
            raise Unreadable(SUM(value=quoted(text)))
    times, named = of_unit(own or unit)
    if times > 1 and len(numbers) == 1 and _ambiguous.fullmatch(numbers[0]):
        raise Unreadable(AMBIGUOUS(value=quoted(cell.text)))
    try:
        return fit(Money(whole(amount * times * 100), named or currency))
    except Refusal as refusal:
        raise Unreadable(REFUSED(value=quoted(cell.text), reason=refusal)) from None


def in_words(text: str) -> tuple[Decimal, tuple[str, ...]]:
    """A sum without digits, as “مليون درهم”, with its remaining words; 0 if it is none."""
    words = plain(text).split()
    amount = Decimal(1)
    if words and words[0] in COUNTS:
        amount, words = Decimal(COUNTS[words[0]]), words[1:]
    if words and words[0] in DUALS:
        return Decimal(2 * DUALS[words[0]]), tuple(words[1:])
    return (amount, tuple(words)) if words and words[0] in TIMES else (Decimal(0), ())


def of_unit(words: tuple[str, ...]) -> tuple[int, str | None]:
    """The factor and the currency of a unit: 1,000,000 and MAD for mdh. Raises Unreadable for unknown words."""
    times, currency = 1, None
    for word in words:
        forms = (word, word.removeprefix("ب"), word.removeprefix("ال"))
        one = next((form for form in forms if form in TIMES or form in CURRENCIES), None)
        if one is None and word not in IGNORED:
            raise Unreadable(SUM(value=quoted(word)))
        times *= TIMES.get(one or "", 1)
        currency = CURRENCIES.get(one or "", currency)
    return times, currency


def grouped(text: str) -> Decimal:
    """A sum with thousands separated by blanks, points or commas. A separator before three digits separates thousands, unless
    only a zero precedes it, or it is the Arabic one of decimals. Raises Unreadable."""
    text, _, decimals = text.replace("\u066c", " ").replace("'", " ").partition("\u066b")
    parts = re.split(r"([ .,])", text)
    marks, groups = parts[1::2], parts[0::2]
    if marks and marks[-1] in ".," and not decimals and (len(groups[-1]) != 3 or groups[0].lstrip("-") == "0"):
        if marks[-1] in marks[:-1]:
            raise Unreadable(SUM(value=quoted(text)))
        decimals, groups, marks = groups[-1], groups[:-1], marks[:-1]
    if (
        len(set(marks)) > 1
        or any(len(group) != 3 for group in groups[1:])
        or (marks and not 0 < len(groups[0].lstrip("-")) <= 3)
        or not (decimals or "0").isdecimal()
    ):
        raise Unreadable(SUM(value=quoted(text)))
    return Decimal("".join(groups) + (f".{decimals}" if decimals else ""))


def exact(number: float) -> Decimal:
    """A number as a spreadsheet displays it, without the error of binary fractions."""
    return Decimal(str(round(number, 6)))


def whole(number: Decimal) -> int:
    """A number of cents. Raises Unreadable if it is not whole."""
    if number != number.to_integral_value():
        raise Unreadable(SUM(value=str(number / 100)))
    return int(number)


def percent(cell: Cell) -> tuple[int, bool]:
    """A percentage as a whole number, and whether it was rounded (a half upwards). Raises Unreadable."""
    if isinstance(cell.value, bool | date):
        raise Unreadable(PERCENT(value=quoted(cell.text)))
    if isinstance(cell.value, int | float):
        number, signed = exact(cell.value) * (100 if cell.percent else 1), cell.percent
    else:
        text = clean(cell.text).replace("\u066a", "%").replace("\u066b", ".").replace(" ", "").replace("٪", "%")
        signed = "%" in text or "بالمئه" in plain(text) or "بالمائه" in plain(text)
        text = re.sub(r"^%|%$|(pourcent|percent|pour cent|بالمئة|بالمائة)$", "", text, flags=re.IGNORECASE)
        try:
            number = Decimal(text.replace(",", "."))
        except InvalidOperation:
            raise Unreadable(PERCENT(value=quoted(cell.text))) from None
    fraction = number.is_finite() and 0 < number < 1 and not signed
    if not number.is_finite() or fraction or not 0 <= number <= 100:
        raise Unreadable(PERCENT(value=quoted(cell.text)))
    whole_number = number.to_integral_value(ROUND_HALF_UP)
    return int(whole_number), whole_number != number


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
        raise Unreadable(INDICATOR(value=quoted(text)))
    unit = clean(rest.replace(both[0] if both else numbers[0], " ").replace("\u066a", "%")).strip(" ()")
    values = [decimal(number) for number in numbers]
    return IndicatorText(name, unit, values[0] if both else None, values[-1])


def decimal(text: str) -> str:
    """A number in the record's format: 1 200 and 1,5 as 1200 and 1.5. Raises Unreadable."""
    joined = re.sub("[ \u066c]", "", text)
    if _ambiguous.fullmatch(joined):
        raise Unreadable(AMBIGUOUS(value=quoted(text)))
    if len(re.findall("[.,\u066b]", joined)) > 1:
        raise Unreadable(INDICATOR(value=quoted(text)))
    return re.sub("[,\u066b]", ".", joined)
