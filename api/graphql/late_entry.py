"""Beside a date: when it was recorded, how many days after its day that was, and whether the rules call this late."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from api.graphql.engine.kinds import Objects, Resolve
from api.graphql.engine.reading import Reading
from projections.communities.community import communities
from projections.queries.lateness import Lateness, lateness, law_in

Dated = Callable[[Any], tuple[UUID, datetime | date | None, datetime | None]]
"""Gives of a row its community, when something happened, and when that was recorded."""

DAYS = "How many days after it happened it was recorded, in the community's time zone; 0 if on the same day."
LATE = "Whether that is more days than the rule `session.entry` allows."


def columns(happened: str, recorded: str) -> Dated:
    return lambda row: (row.community, getattr(row, happened), getattr(row, recorded))


async def lateness_of(reading: Reading, rows: Objects, dated: Dated) -> list[Lateness]:
    found = [dated(row) for row in rows]
    known = await reading.of(communities, {community for community, _, _ in found})
    return [
        lateness(law_in(reading.rules, known.get(community)), happened, recorded)
        for community, happened, recorded in found
    ]


def days_after(dated: Dated) -> Resolve:
    async def days(reading: Reading, rows: Objects) -> list[int]:
        return [one.days for one in await lateness_of(reading, rows, dated)]

    return days


def is_late(dated: Dated) -> Resolve:
    async def late(reading: Reading, rows: Objects) -> list[bool]:
        return [one.late for one in await lateness_of(reading, rows, dated)]

    return late
