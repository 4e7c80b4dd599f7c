"""What may be said of an activity: texts of some length, days in their order, sums of money, indicators with exact numbers."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from domain.plans.activity_events import Indicator
from domain.plans.implementation import TooMany, decimal, in_order
from domain.plans.money import Money
from domain.plans.money import fit as fit_money
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

TITLE_LENGTH, DESCRIPTION_LENGTH, UNIT_LENGTH = 300, 3_000, 60
MOST_IN_ALL = 8_000
"""Characters of all that is said of an activity, in all languages together: an entry of the log holds it twice."""

MOST_INDICATORS = 20

_key = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class BadIndicator(Refusal):
    """Indicators have a key each: small letters from a to z, digits, _ and -, a letter first; {most} of these at most."""

    code = "activity.bad-indicator"


class TooLongInAll(Refusal):
    """The texts of an activity must not exceed {most} characters in all languages together."""

    code = "activity.bad-length"


class Texts(Protocol):
    @property
    def title(self) -> Words: ...
    @property
    def description(self) -> Words: ...
    @property
    def responsible(self) -> Words: ...


class Dated(Texts, Protocol):
    @property
    def starts(self) -> date: ...
    @property
    def ends(self) -> date: ...
    @property
    def budget(self) -> Money | None: ...


def fit_content(content: Dated, indicators: Sequence[Indicator]) -> None:
    named(content.title, "title", TITLE_LENGTH)
    if content.description:
        named(content.description, "description", DESCRIPTION_LENGTH)
    named(content.responsible, "responsible", TITLE_LENGTH)
    in_order(content.starts, content.ends)
    if content.budget is not None:
        fit_money(content.budget)
    fit_indicators(indicators)
    within_all(content, indicators)


def fit_indicators(indicators: Sequence[Indicator]) -> None:
    if len({one.key for one in indicators}) != len(indicators):
        raise BadIndicator(most=MOST_INDICATORS)
    if len(indicators) > MOST_INDICATORS:
        raise TooMany(most=MOST_INDICATORS)
    for one in indicators:
        if not _key.fullmatch(one.key):
            raise BadIndicator(most=MOST_INDICATORS)
        named(one.name, "name", TITLE_LENGTH)
        named(one.unit, "unit", UNIT_LENGTH)
        for number in (one.baseline, one.target):
            if number is not None:
                decimal(number)


def within_all(content: Texts, indicators: Sequence[Indicator]) -> None:
    texts = [
        content.title,
        content.description,
        content.responsible,
        *(words for one in indicators for words in (one.name, one.unit)),
    ]
    if sum(len(text) for words in texts for text in words.values()) > MOST_IN_ALL:
        raise TooLongInAll(most=MOST_IN_ALL)
