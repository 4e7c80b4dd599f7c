"""The moment of a page or an export: now, or a position or an instant."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from psycopg import AsyncConnection

from projections.queries import as_of


class Moment(msgspec.Struct, frozen=True):
    """`position` is the last visible position (-1: the log is empty), `at` its time; `asked` is the value of `asOf`, None for
    now."""

    position: int
    at: datetime
    asked: str | None = None


class BadMoment(ValueError):
    """`asOf` is neither a position nor an instant."""


async def moment(db: AsyncConnection[Any], as_of_text: str | None) -> Moment:
    """Parses `asOf`: a position, or an instant in ISO 8601 (in UTC if it has no offset). Raises BadMoment."""

    fetch = as_of.over(db)
    text = (as_of_text or "").strip()[:40]
    head = (await as_of.reached(fetch)).position
    if not text:
        return Moment(head, datetime.now(UTC))
    if text.isdecimal() and text.isascii() and len(text) < 19:
        if int(text) > head:
            head = (await as_of.as_far(fetch, int(text))).position
        position = min(int(text), head)
        return Moment(position, await as_of.log_time(fetch, position), text)
    try:
        instant = datetime.fromisoformat(text)
        instant = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadMoment from None
    return Moment(min(await as_of.at_instant(fetch, instant), head), instant, text)
