"""The moment of a page, a report or an export: now, or another one by one of the two clocks.

`asOf` is a position of the log or an instant of log time. `at` is a day, which ends at midnight of the community's time zone, or
an instant: `by=fact`, the default, asks what had happened by then, whenever it was recorded; `by=entry`, what the record said
then.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from psycopg import AsyncConnection

from domain.communities.community import HOME_ZONE
from domain.moment import FIRST, LAST
from projections.entered_later import number_entered_later
from projections.queries import as_of
from projections.toolkit.facts import ByFacts, by_facts
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import Fetch

LONGEST = 40
DAYS = range(2, 9999)
"""The years of days that are understood."""


class Moment(msgspec.Struct, frozen=True):
    """`position` is the last visible position (-1: the log is empty), `at` its time; by the facts, it is the time that is asked
    about, and the position is the newest. `asked` holds the parameters that ask for the same again, none for now."""

    position: int
    at: datetime
    asked: dict[str, str] = {}
    by_facts: bool = False

    def over(self, db: AsyncConnection[Any]) -> Fetch:
        """Runs queries over a connection, at this moment."""
        return ByFacts(as_of.over(db), self.at) if self.by_facts else as_of.over(db)

    def query(self, text: str) -> str:
        """A query about a position as it is asked at this moment, with `parameters`."""
        return by_facts(text) if self.by_facts else text

    @property
    def parameters(self) -> dict[str, Any]:
        return {"position": self.position, "fact": self.at}


class BadMoment(ValueError):
    """A parameter that is no moment: `parameter` is its name."""

    def __init__(self, parameter: str) -> None:
        self.parameter = parameter


class NotBegun(Exception):
    """A thing that began only after the moment that is asked for: at the instant `begins`, with the entry at `position`."""

    def __init__(self, begins: datetime, position: int) -> None:
        self.begins, self.position = begins, position


async def moment(db: AsyncConnection[Any], query: Mapping[str, str], thing: UUID | None = None) -> Moment:
    """The moment that `asOf`, or `at` and `by`, ask for; a day is one of the community of `thing`. Raises BadMoment."""
    fetch = as_of.over(db)
    text, day, by = (query.get(name, "").strip()[:LONGEST] for name in ("asOf", "at", "by"))
    head = (await as_of.reached(fetch)).position
    if day:
        if text:
            raise BadMoment("at")
        if by not in ("", "fact", "entry"):
            raise BadMoment("by")
        return await at_day(fetch, day, by or "fact", head, thing)
    if not text:
        return Moment(head, datetime.now(UTC))
    if text.isdecimal() and text.isascii() and len(text) < 19:
        if int(text) > head:
            head = (await as_of.as_far(fetch, int(text))).position
        position = min(int(text), head)
        return Moment(position, await as_of.log_time(fetch, position), {"asOf": text})
    instant = await instant_in(fetch, text, "asOf")
    return Moment(min(await as_of.at_instant(fetch, instant), head), instant, {"asOf": text})


async def at_day(fetch: Fetch, text: str, by: str, head: int, thing: UUID | None) -> Moment:
    day = day_in(text)
    instant = await instant_in(fetch, text, "at") if day is None else await end_of(fetch, day, thing)
    asked = {"at": text, "by": by}
    if by == "fact":
        return Moment(head, instant, asked, by_facts=True)
    return Moment(min(await as_of.at_instant(fetch, instant), head), instant, asked)


def day_in(text: str) -> date | None:
    """The day that a text names; None if it names none."""
    try:
        return date.fromisoformat(text) if len(text) == len("2024-07-01") else None
    except ValueError:
        return None


async def end_of(fetch: Fetch, day: date, thing: UUID | None) -> datetime:
    """The last instant of a day in the time zone of the community of a thing; of today, the present one. Raises BadMoment for a
    day that has not begun."""
    if day.year not in DAYS:
        raise BadMoment("at")
    zone = ZoneInfo(await as_of.time_zone_of(fetch, thing) or HOME_ZONE)
    begins, now = datetime.combine(day, time(), zone), datetime.now(UTC)
    ends = datetime.combine(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
    if begins > now:
        raise BadMoment("at")
    return min(ends.astimezone(UTC), now)


async def instant_in(fetch: Fetch, text: str, parameter: str) -> datetime:
    """An instant in ISO 8601 (in UTC if it has no offset) that is not in the future. Raises BadMoment."""
    try:
        instant = datetime.fromisoformat(text)
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
        await as_of.past(fetch, instant)
    except (ValueError, OverflowError, as_of.Ahead):
        raise BadMoment(parameter) from None
    if not FIRST <= instant <= LAST:
        raise BadMoment(parameter)
    return instant


async def has_begun(db: AsyncConnection[Any], model: ReadModel[Any], thing: UUID, at: Moment) -> None:
    """Raises NotBegun for a thing that the record knows, and that is not there at a moment because it began only later."""
    fact = at.at if at.by_facts else None
    if later := await as_of.beginning_after(as_of.over(db), model, thing, at.position, fact):
        raise NotBegun(later.instant, later.position)


async def entered_later(db: AsyncConnection[Any], thing: UUID, at: Moment) -> int:
    """By the facts: how many entries about a thing's root were recorded after others whose facts are newer, and had happened by
    the moment. Else 0."""
    return await number_entered_later(as_of.over(db), [thing], at.at) if at.by_facts else 0
