"""The page of the rules: every rule set that is known here, each rule in a sentence, where it stands and how sure that is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Literal

from babel import dates, lists, units
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages.rendering import READ, Reader, page, ports_of
from domain.rules.rulesets import Rule, Rulebook, RuleSet
from domain.rules.values import Period, Share

router = APIRouter(include_in_schema=False)

UNITS = {"working_days": "day", "calendar_days": "day", "months": "month", "years": "year"}

WHOLE_WORDS: dict[str, Literal["short", "long", "narrow"]] = {"ar": "short"}
"""Under which length a language has whole words for spans of time, where that is not `long`."""


class Saying:
    """Formats the figures of rules: the templates' `saying`."""

    def __init__(self, reader: Reader) -> None:
        self._reader, self._locale = reader, reader.locale

    def share(self, share: Share) -> str:
        return f"{self._reader.number(share.part)}/{self._reader.number(share.of)}"

    def period(self, period: Period) -> str:
        """So many days, months or years, in the plural that the language has for so many."""
        unit, length = f"duration-{UNITS[period.unit]}", WHOLE_WORDS.get(self._reader.language, "long")
        said: str = units.format_unit(period.count, unit, length=length, locale=self._locale)
        return said

    def listing(self, items: Iterable[str]) -> str:
        """Things one after the other, with the last `and` of the language."""
        said: str = lists.format_list([*items], locale=self._locale)
        return said

    def words(self, names: Iterable[str]) -> str:
        """The translations of short names, one after the other."""
        return self.listing(self._reader.word(name) for name in names)

    def months(self, months: Sequence[int]) -> str:
        names = dates.get_month_names("wide", context="stand-alone", locale=self._locale)
        return self.listing(names[month] for month in months)

    def weekdays(self, days: Sequence[int]) -> str:
        """Of days as ISO 8601 counts them: Monday is 1."""
        names = dates.get_day_names("wide", context="stand-alone", locale=self._locale)
        return self.listing(names[day - 1] for day in days)

    def yearly(self, month: int, day: int) -> str:
        """A day of every year."""
        said: str = dates.format_skeleton("MMMMd", date(2000, month, day), locale=self._locale)
        return said

    def date(self, day: date) -> str:
        return dates.format_date(day, "long", locale=self._locale)


def addressed(set: RuleSet) -> list[tuple[Rule[Any], str]]:
    """Its rules, each with its place on the page: named after its subject, with a number where there are several on one."""
    seen = Counter[str]()
    found = []
    for rule in set.rules:
        seen[rule.ref.subject] += 1
        number = seen[rule.ref.subject]
        found.append((rule, f"{set.id}:{rule.ref.subject}" + (f":{number}" if number > 1 else "")))
    return found


def newest(book: Rulebook) -> list[RuleSet]:
    """The sets that say what holds, in the order of their ids."""
    return [one for one in book.sets if book.newest(one.id) is one]


def older(book: Rulebook) -> list[RuleSet]:
    return [one for one in book.sets if book.newest(one.id) is not one]


@router.api_route("/rules", methods=READ)
async def rules(request: Request) -> HTMLResponse:
    book = ports_of(request).rules
    saying = Saying(Reader(request))
    return page(request, "rules.html", sets=newest(book), older=older(book), saying=saying, addressed=addressed)
