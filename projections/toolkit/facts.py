"""The second clock: a query about a position of the log is also one about a time of the facts (see versions.py).

Every query compares `since`, `until` and `%(position)s` in one of the forms below, most of them through `{held}` of sql.py. For a
time of the facts, which is the parameter `fact`, the same comparison is made with `fact_since` and `fact_until`.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache, partial
from typing import Any

from projections.toolkit.sql import BY_POSITION, HAPPENED, Fetch

HELD = re.compile(
    r"\b(?P<table>\w+\.)?since <= %\(position\)s(?:::bigint)? and %\(position\)s(?:::bigint)? < (?:\w+\.)?until\b"
)
ONE = re.compile(
    r"\b(?P<table>\w+\.)?since <= %\(position\)s(?P<blank>\s+)order by (?:\w+\.)?since(?P<newest> desc)?\s+limit 1\b"
)
NOT_OVER = re.compile(r"%\(position\)s < (?P<table>\w+\.)?until\b")
EVER = re.compile(r"\b(?P<table>\w+\.)?since <= %\(position\)s\b")

FORMS = {
    HELD: "{table}fact_since <= %(fact)s and %(fact)s < {table}fact_until",
    ONE: "{table}fact_since <= %(fact)s and {table}fact_since < {table}fact_until{blank}"
    "order by {table}fact_since{newest} limit 1",
    NOT_OVER: "%(fact)s < {table}fact_until",
    EVER: "{table}fact_since <= %(fact)s and {table}fact_since < {table}fact_until",
}
"""The forms in which queries compare with a position: a version holds; it is the last or the first one to have begun; it is not
over; it had begun."""

HAPPENED_BY = "(convert_from(log.entry, 'UTF8')::json ->> 'occurred_at')::timestamptz <= %(fact)s"


class ByFacts:
    """Runs queries about a position as queries about the facts: what had happened at `instant`, as far as the log tells by
    the position."""

    def __init__(self, fetch: Fetch, instant: datetime) -> None:
        self._fetch, self.instant = fetch, instant

    async def __call__(self, query: str, parameters: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        return await self._fetch(by_facts(query), {**parameters, "fact": self.instant})


def instant_of(fetch: Fetch) -> datetime | None:
    """The time of the facts that is asked about; None if it is a position."""
    return fetch.instant if isinstance(fetch, ByFacts) else None


@lru_cache(2048)
def by_facts(text: str) -> str:
    """The query about the parameter `fact` from one about `position`."""
    for form, other in FORMS.items():
        text = form.sub(partial(written, other), text)
    return text.replace(HAPPENED, HAPPENED_BY).replace(BY_POSITION, "false")


def written(form: str, match: re.Match[str]) -> str:
    return form.format_map({name: part or "" for name, part in match.groupdict().items()})
