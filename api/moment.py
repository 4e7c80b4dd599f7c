"""The moment that a page shows: now, or as of a position or an instant."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection

from projections.queries import as_of


class Moment(msgspec.Struct, frozen=True):
    """`position` is the last that is seen from there (-1: nothing stands in the record yet), `at` its time; `asked` is what
    the reader asked for, none for now."""

    position: int
    at: datetime
    asked: str | None = None


class BadMoment(ValueError):
    """It is neither a position nor an instant."""


async def moment(db: AsyncConnection[Any], asked: str | None) -> Moment:
    """The moment that `asOf` names: a position, or an instant in ISO 8601 (UTC where it names no zone). Raises BadMoment."""

    fetch = as_of.over(db)
    given = (asked or "").strip()[:40]
    head = (await as_of.reached(fetch)).position
    if not given:
        return Moment(head, datetime.now(UTC))
    if given.isdecimal() and given.isascii() and len(given) < 19:
        if int(given) > head:
            head = (await as_of.as_far(fetch, int(given))).position
        position = min(int(given), head)
        return Moment(position, await as_of.log_time(fetch, position), given)
    try:
        instant = datetime.fromisoformat(given)
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadMoment from None
    return Moment(min(await as_of.at_instant(fetch, instant), head), instant, given)
