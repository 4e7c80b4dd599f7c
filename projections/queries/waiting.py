"""Pending items: to be answered, delivered, approved or reported, with the start of the period, the deadline and the
responsible office. Nothing of this is stored: it is computed from the read models, and the deadlines from the rules."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.rules.rulesets import Rulebook
from projections.plans.activity import activities
from projections.queries.clocks import KINDS, NEVER, ClockRow, Clocks, Place, Waiting
from projections.queries.confirmations import unconfirmed
from projections.toolkit.facts import instant_of
from projections.toolkit.sql import Fetch, filled, queries_of

QUERIES = queries_of(__file__, activities.queries)

BEGINNING = datetime.min.replace(tzinfo=UTC)
FIRST = UUID(int=0)
"""The least id."""


class WaitingFilter(msgspec.Struct, frozen=True):
    """Of which community, about which plan, for which office held where; only what is too late, or due before a moment."""

    community: UUID | None = None
    plan: UUID | None = None
    kinds: Collection[str] = KINDS
    role: str | None = None
    held_in: UUID | None = None
    overdue_only: bool = False
    due_before: datetime | None = None


class Part(msgspec.Struct, frozen=True):
    """Which part of the list is wanted: so many at most (None: all), from the end (`backward`, the last then comes first), after
    one place, before another; and whether all are to be counted, and those that wait for too long."""

    size: int | None = None
    backward: bool = False
    after: Place | None = None
    before: Place | None = None
    counted: bool = True
    overdue: bool = True


class Listed(msgspec.Struct, frozen=True):
    """A part of the list; how many wait in all, and of these how many for too long, as far as that was wanted."""

    waits: list[Waiting]
    total: int | None
    overdue: int | None


class Day(msgspec.Struct, frozen=True, array_like=True):
    """A day on which proposals came that wait, all for as long: from the first that came to the end of the day."""

    consultation: UUID
    community: UUID
    plan: UUID | None
    jurisdiction: str | None
    community_kind: str | None
    time_zone: str
    start: datetime
    end: datetime

    def as_row(self, proposal: UUID, start: datetime) -> "ClockRow":
        """One of them, as a row of the query."""
        return ClockRow(
            *("proposal_answer", proposal, self.community, self.plan, "focal_point", self.community, None, start),
            *(None, None, None, None, self.jurisdiction, self.community_kind, self.time_zone),
        )


async def waiting(
    fetch: Fetch, position: int, moment: datetime, rules: Rulebook, wanted: WaitingFilter, part: Part = Part()
) -> Listed:
    """The pending items at a position, by deadline; `moment` determines which are overdue.

    There may be many proposals. All that a community received on one day are due together, so their days are sorted first,
    and only the proposals of the days on the page are read.
    """
    clocks, fitting = Clocks(rules), fits(wanted)
    rows = await fetch(
        QUERIES["waiting"],
        {
            "position": position,
            "community": wanted.community,
            "plan": wanted.plan,
            "kinds": list(wanted.kinds),
            "role": wanted.role,
            "held_in": wanted.held_in,
        },
    )
    read_models = [msgspec.convert(row, ClockRow) for row in rows]
    sessions = await unconfirmed_sessions(fetch, position, rules, wanted)
    others = [one for row in (*read_models, *sessions) if fitting(one := clocks.waiting(row, moment))]
    days = [
        (one, day)
        for day in await days_of(fetch, position, wanted)
        if fitting(one := clocks.waiting(day.as_row(FIRST, day.start), moment))
    ]
    read: list[ClockRow] = []
    for some in by_due(days, part):
        if part.size is not None and len(read) >= part.size:
            break
        read += await proposals(fetch, position, some, part)
    as_row = [*(clocks.waiting(row, moment) for row in read), *(one for one in others if within(part, one.place))]
    as_row.sort(key=lambda one: one.place, reverse=part.backward)
    if not part.counted:
        return Listed(as_row[: part.size], None, None)
    if wanted.overdue_only or wanted.due_before is not None or instant_of(fetch):
        total = await number(fetch, position, [day for _, day in days])
    else:
        total = await unanswered(fetch, position, wanted)
    overdue = None
    if part.overdue:
        late = await number(fetch, position, [day for one, day in days if one.overdue])
        overdue = late + sum(one.overdue for one in others)
    return Listed(as_row[: part.size], len(others) + total, overdue)


async def unconfirmed_sessions(fetch: Fetch, position: int, rules: Rulebook, wanted: WaitingFilter) -> list[ClockRow]:
    """The sessions that wait for their confirmation."""
    if "session_confirmation" not in wanted.kinds:
        return []
    found = await unconfirmed(fetch, position, rules, wanted.community, wanted.plan)
    return [row for row in found if wanted.role in (None, row.role) and wanted.held_in in (None, row.held_in)]


def within(part: Part, place: Place) -> bool:
    return (part.after is None or part.after < place) and (part.before is None or place < part.before)


def whose(wanted: WaitingFilter) -> dict[str, UUID | None] | None:
    """Of which community and about which plan the proposals are; None if none are asked for: it is the turn of the focal point,
    in the community itself."""
    communities = {wanted.community, wanted.held_in} - {None}
    if "proposal_answer" not in wanted.kinds or wanted.role not in (None, "focal_point") or len(communities) > 1:
        return None
    return {"community": next(iter(communities), None), "plan": wanted.plan}


async def days_of(fetch: Fetch, position: int, wanted: WaitingFilter) -> list[Day]:
    """The days on which proposals came that wait."""
    if (given := whose(wanted)) is None:
        return []
    rows = await fetch(QUERIES["days"], {"position": position, **given})
    return [msgspec.convert(row, Day) for row in rows]


async def unanswered(fetch: Fetch, position: int, wanted: WaitingFilter) -> int:
    """The stored number of pending proposals. It follows the order of the log: by the facts, they are counted."""
    if (given := whose(wanted)) is None:
        return 0
    ((number,),) = await fetch(QUERIES["unanswered"], {"position": position, **given})
    return int(number)


async def number(fetch: Fetch, position: int, days: Sequence[Day]) -> int:
    """The number of pending proposals of some days, counted."""
    if not days:
        return 0
    wanted = {
        "consultations": [day.consultation for day in days],
        "starts": [day.start for day in days],
        "ends": [day.end for day in days],
    }
    ((as_row,),) = await fetch(QUERIES["number"], {"position": position, **wanted})
    return int(as_row)


def by_due(days: Sequence[tuple[Waiting, Day]], part: Part) -> Iterator[list[tuple[datetime, Day]]]:
    """The days that a part may reach, those first that come first in its order; what is due at once is never parted. Each time
    twice as many deadlines: whoever needs more needs many."""
    first = part.after.due if part.after else BEGINNING
    last = part.before.due if part.before else NEVER
    grouped: dict[datetime, list[Day]] = defaultdict(list)
    for one, day in days:
        if first <= one.place.due <= last:
            grouped[one.place.due].append(day)
    order = sorted(grouped, reverse=part.backward)
    done, many = 0, 1 if part.size is not None else len(order)
    while done < len(order):
        yield [(due, day) for due in order[done : done + many] for day in grouped[due]]
        done, many = done + many, many * 2


async def proposals(fetch: Fetch, position: int, days: Sequence[tuple[datetime, Day]], part: Part) -> list[ClockRow]:
    """The proposals that wait of some days, each with when they are due: those that stand in a part, and of each day no more
    than the part may have."""
    after = [bound(part.after, due, day.start, max) for due, day in days]
    before = [bound(part.before, due, day.end, min) for due, day in days]
    rows = await fetch(
        filled(
            QUERIES["proposals"],
            {
                "direction": "desc" if part.backward else "asc",
                "count": "all" if part.size is None else str(part.size),
            },
        ),
        {
            "position": position,
            "consultations": [day.consultation for _, day in days],
            "after": [start for start, _ in after],
            "after_ids": [id for _, id in after],
            "before": [start for start, _ in before],
            "before_ids": [id for _, id in before],
        },
    )
    return [days[number - 1][1].as_row(id, start) for number, id, start in rows]


Start = tuple[datetime, UUID]


def bound(cursor: Place | None, due: datetime, own: datetime, nearer: Callable[[Start, Start], Start]) -> Start:
    """Where the proposals of a day begin or end that stand beyond a cursor: the cursor bounds only what is due when it is."""
    mine = own, FIRST
    return nearer(mine, (cursor.start, cursor.thing)) if cursor is not None and cursor.due == due else mine


def fits(wanted: WaitingFilter) -> Any:
    before = wanted.due_before
    return lambda one: (
        (one.overdue or not wanted.overdue_only) and (before is None or (one.due is not None and one.due < before))
    )
