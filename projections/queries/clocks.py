"""The clocks of what waits: when each began and until when it runs.

Deadlines are counted when they are asked for, by the rules that held when each clock began, in the time zone and the calendar of
the community. Where no rule is known there is none, and it waits all the same.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from domain.rules.deadlines import day_of, end_of, passed
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import Rulebook, RuleRef
from domain.rules.subjects import ACTIVITY_REPORT, MEMBERSHIP_ANSWER, OPINION_ANSWER, PROPOSAL_ANSWER, Subject
from domain.rules.values import Deadline

Kind = Literal[
    "proposal_answer",
    "opinion_delivery",
    "opinion_answer",
    "approval",
    "activity_report",
    "activity_completion",
    "membership_answer",
    "partnership_answer",
    "session_confirmation",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

THINGS: Mapping[Kind, str] = {
    "proposal_answer": "proposal",
    "opinion_delivery": "opinion",
    "opinion_answer": "opinion",
    "approval": "approval",
    "activity_report": "activity",
    "activity_completion": "activity",
    "membership_answer": "membership",
    "partnership_answer": "partnership",
    "session_confirmation": "session",
}
"""The read model in which the thing stands that waits."""

SUBJECTS: Mapping[Kind, Subject[Deadline]] = {
    "proposal_answer": PROPOSAL_ANSWER,
    "opinion_answer": OPINION_ANSWER,
    "activity_report": ACTIVITY_REPORT,
    "membership_answer": MEMBERSHIP_ANSWER,
}
"""What the rules say until when. An opinion's delivery and an approval are due as their requests say; an activity when its last
day is over."""

NEVER = datetime.max.replace(tzinfo=UTC)


class Waiting(msgspec.Struct, frozen=True):
    """A thing that waits: since `start` at the latest, until `due`, by `rule` if it is a rule that says so. It is the turn of
    those who hold the office `role` in `held_in`; `body` is the advisory body that was asked, or that is responsible for an
    activity."""

    kind: Kind
    thing: UUID
    community: UUID
    plan: UUID | None
    role: str
    held_in: UUID
    body: UUID | None
    start: datetime
    due: datetime | None
    rule: RuleRef | None
    overdue: bool

    @property
    def place(self) -> "Place":
        """Those whose time runs out first come first, those without a deadline last; of these, those that wait longest."""
        return Place(self.due or NEVER, self.start, self.thing, self.kind)


class Place(NamedTuple):
    """A place in the list."""

    due: datetime
    start: datetime
    thing: UUID
    kind: str


class ClockRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the query."""

    kind: Kind
    thing: UUID
    community: UUID
    plan: UUID | None
    role: str
    held_in: UUID
    body: UUID | None
    start: datetime
    first_day: date | None
    last_day: date | None
    due: datetime | None
    rule: RuleRef | None
    jurisdiction: str | None
    community_kind: str | None
    time_zone: str


class Clocks:
    """Counts deadlines. Each is counted once for all that began on the same day under the same law."""

    def __init__(self, rules: Rulebook) -> None:
        self._rules = rules
        self._known: dict[tuple[Any, ...], tuple[datetime | None, RuleRef | None]] = {}

    def waiting(self, row: ClockRow, moment: datetime) -> Waiting:
        start = self._start(row)
        due, rule = self._due(row, start)
        overdue = passed(due, moment)
        return Waiting(
            row.kind, row.thing, row.community, row.plan, row.role, row.held_in, row.body, start, due, rule, overdue
        )

    def _start(self, row: ClockRow) -> datetime:
        """The start of the period. For a report on an activity it is the activity's first day, if that is later."""
        zone = ZoneInfo(row.time_zone)
        if row.first_day is None or row.first_day <= day_of(row.start, row.time_zone):
            return row.start
        return datetime(row.first_day.year, row.first_day.month, row.first_day.day, tzinfo=zone).astimezone(UTC)

    def _due(self, row: ClockRow, start: datetime) -> tuple[datetime | None, RuleRef | None]:
        if row.last_day is not None:
            return self._counted(
                row, ("last day", row.last_day), lambda law: (end_of(row.last_day, row.time_zone), None)
            )
        subject = SUBJECTS.get(row.kind)
        if subject is None:
            return row.due, row.rule
        day = day_of(start, row.time_zone)
        return self._counted(row, (subject.name, day), lambda law: law.due(subject, start))

    def _counted(self, row: ClockRow, what: Sequence[Any], count: Any) -> tuple[datetime | None, RuleRef | None]:
        key = (row.jurisdiction, row.community_kind, row.time_zone, *what)
        if key not in self._known:
            law = Law(self._rules, row.jurisdiction, row.community_kind, row.time_zone)
            try:
                self._known[key] = count(law)
            except (NoRuleKnown, OverflowError):  # the calendar ends with the year 9999
                self._known[key] = None, None
        return self._known[key]
