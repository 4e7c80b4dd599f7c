"""What a rule may say: the kinds of value, each written in a rule set as an object with its `kind`.

Shares are fractions of whole numbers, so that no rounding decides a vote.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from domain.text import Words
from domain.words import named

Positive = Annotated[int, msgspec.Meta(ge=1)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Month = Annotated[int, msgspec.Meta(ge=1, le=12)]
DayOfMonth = Annotated[int, msgspec.Meta(ge=1, le=31)]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
"""As ISO 8601 counts them: Monday is 1, Sunday is 7."""

Unit = Literal["working_days", "calendar_days", "months", "years"]
Side = Literal["for", "against", "abstain"]

LEAP_YEAR = 2000
NAME_LENGTH = 200


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field=None):
    """A part of a value: what it does not know is a fault."""


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """What a rule says."""


class Name(Written, frozen=True):
    """Something that has a name, in each language."""

    name: Words

    def __post_init__(self) -> None:
        named(self.name, "name", NAME_LENGTH)


class Share(Written, frozen=True):
    """`part` out of `of`: {"part": 1, "of": 3} is a third."""

    part: Positive
    of: Positive

    def __post_init__(self) -> None:
        if self.part > self.of:
            raise ValueError(f"{self.part} out of {self.of} is more than the whole")

    def is_reached(self, count: int, whole: int) -> bool:
        """Whether `count` is this share of `whole`, or more."""
        return count * self.of >= whole * self.part

    def is_passed(self, count: int, whole: int) -> bool:
        """Whether `count` is more than this share of `whole`."""
        return count * self.of > whole * self.part

    def least(self, whole: int) -> int:
        """The smallest number that reaches this share of `whole`."""
        return -(-whole * self.part // self.of)


class Sessions(Value, frozen=True, tag="sessions"):
    """The months in which ordinary sessions are held, or that they are held at any time."""

    months: tuple[Month, ...] | Literal["any"]

    def __post_init__(self) -> None:
        if self.months != "any" and (not self.months or sorted(set(self.months)) != list(self.months)):
            raise ValueError("the months are given once each, in their order")


class SessionRequest(Value, frozen=True, tag="session_request"):
    """Who may have an extraordinary session called: the president, and this share of the members in office."""

    president: bool
    members: Share


class DaysAfter(Written, frozen=True):
    """How many calendar days after a meeting without quorum the next one may be held, at least and at most."""

    least: Positive
    most: Positive | None = None

    def __post_init__(self) -> None:
        if self.most is not None and self.most < self.least:
            raise ValueError(f"at most {self.most} days is less than at least {self.least}")


class Quorum(Value, frozen=True, tag="quorum"):
    """Of the members in office, more than this share must be present; or it is enough that anybody is."""

    more_than: Share | Literal["any"]
    after: DaysAfter | None = None


Votes = tuple[Side, ...]
Members = Literal["present", "in_office"]


class Majority(Value, frozen=True, tag="majority", kw_only=True, omit_defaults=True):
    """More than a share, or at least that share, of the votes on these sides, or of the members present or in office. More must
    be for it than against it, whatever the share is of.

    `tie` says what happens when as many are for as against: the side of the member who presides prevails, it is rejected, or
    the share alone decides (at least a half of those for and against is reached by as many).
    """

    more_than: Share | None = None
    at_least: Share | None = None
    of: Votes | Members
    tie: Literal["president", "rejected", "share"]

    def __post_init__(self) -> None:
        if (self.more_than is None) == (self.at_least is None):
            raise ValueError("a majority is more than a share, or at least a share: one of the two")
        if not isinstance(self.of, str) and (
            not {"for", "against"} <= set(self.of) or len(set(self.of)) != len(self.of)
        ):
            raise ValueError("a majority is of the votes for and against at least, each named once")
        share = self.share
        if not isinstance(self.of, str) and share.part * 2 < share.of:
            raise ValueError("fewer than one half are no majority: one more vote for it could make a tie of it")
        half_of_both = share.part * 2 == share.of and not isinstance(self.of, str) and "abstain" not in self.of
        if self.tie == "president" and not half_of_both:
            raise ValueError(
                "the president's side prevails only where one half of those for and against is to be passed or reached"
            )

    @property
    def share(self) -> Share:
        share = self.more_than or self.at_least
        assert share is not None
        return share

    def is_met(self, votes_for: int, whole: int) -> bool:
        """Whether so many votes for it are enough of the whole that the share is of."""
        if self.more_than is not None:
            return self.more_than.is_passed(votes_for, whole)
        return self.share.is_reached(votes_for, whole)


class LateEntry(Value, frozen=True, tag="late_entry"):
    """How many days after its day something may be recorded as it happened: not at all later than on its day, for 0."""

    days: Count

    def allows(self, happened: date, recorded: date) -> bool:
        return (recorded - happened).days <= self.days


class Vote(Value, frozen=True, tag="vote"):
    """How members vote."""

    form: Literal["public", "secret"]


class Body(Name, frozen=True):
    key: str


class AdvisoryBodies(Value, frozen=True, tag="advisory_bodies"):
    """The bodies that a council is to have beside it."""

    bodies: tuple[Body, ...]

    def __post_init__(self) -> None:
        if not self.bodies or len({body.key for body in self.bodies}) != len(self.bodies):
            raise ValueError("there is a body at least, and each has a key of its own")


class Step(Written, frozen=True, rename={"from_": "from"}):
    """From so many inhabitants on, so many signatures."""

    from_: Count
    signatures: Positive


class Signatures(Value, frozen=True, tag="signatures"):
    """How many signatures a petition needs, by the number of inhabitants; `with_districts` where there are districts."""

    steps: tuple[Step, ...]
    with_districts: Positive | None = None

    def __post_init__(self) -> None:
        starts = [step.from_ for step in self.steps]
        if starts[:1] != [0] or sorted(set(starts)) != starts:
            raise ValueError("the steps begin at 0 inhabitants and go up")


class Spread(Value, frozen=True, tag="spread"):
    """At least this share of the signatures needed must come from each of these."""

    share: Share
    each: Literal["province"]


class Period(Written, frozen=True):
    count: Positive
    unit: Unit


Start = Literal["receipt", "refusal_or_silence", "first_answer", "adoption", "request", "last_report"]
"""What a clock starts at. `receipt`: that the thing to be answered has come in."""


class Deadline(Value, frozen=True, tag="deadline"):
    """How long something may take from its start, and by how much that may be extended: once."""

    within: Period
    start: Start
    extension: Period | None = None


class Reasons(Value, frozen=True, tag="reasons"):
    """That reasons must be given: in writing, or in whatever form."""

    form: Literal["any", "written"]


class Level(Name, frozen=True):
    key: str


class Scale(Value, frozen=True, tag="scale"):
    """The words in which something is assessed, in their order."""

    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        if len({level.key for level in self.levels}) != len(self.levels) or not self.levels:
            raise ValueError("a scale has levels, each with a key of its own")


Requirement = Literal[
    "membership",
    "focal_point",
    "axes",
    "projects",
    "consultation_reported",
    "draft_published",
    "draft_consulted",
    "proposals_answered",
    "proposals_taken_up",
    "committee_validated",
    "opinions_answered",
    "adopted",
    "activities_assessed",
    "evaluated",
]
"""What can be asked to be true before a plan enters a stage. Each is computed from the record (docs/plans.md)."""


class Stage(Name, frozen=True):
    """A stage of a plan, and what must be true to enter it."""

    key: str
    needs: tuple[Requirement, ...] = ()


class Process(Value, frozen=True, tag="process"):
    """How plans of a kind are made: their stages in their order, and the principles that their projects may be tagged with."""

    stages: tuple[Stage, ...]
    principles: tuple[Level, ...] = ()

    def __post_init__(self) -> None:
        for keyed in (self.stages, self.principles):
            if len({one.key for one in keyed}) != len(keyed):
                raise ValueError("each stage and each principle has a key of its own")
        if not self.stages:
            raise ValueError("a process has stages")


class Parity(Value, frozen=True, tag="parity"):
    """That of the members of a body, women and men must each be this share at least."""

    each: Share


class Holiday(Name, frozen=True):
    """A day off that comes every year, from the year `since` on, up to and with `until`."""

    month: Month
    day: DayOfMonth
    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        date(LEAP_YEAR, self.month, self.day)

    def is_on(self, day: date) -> bool:
        return (
            (day.month, day.day) == (self.month, self.day)
            and (self.since is None or day.year >= self.since)
            and (self.until is None or day.year <= self.until)
        )


class DayOff(Name, frozen=True):
    """A day off of one year: a feast that follows the moon, or a day that was declared so."""

    on: date


class WorkingDays(Value, frozen=True, tag="working_days"):
    """Which days are off: weekdays, days of every year, and single days. All others are worked."""

    weekend: tuple[Weekday, ...]
    yearly: tuple[Holiday, ...] = ()
    days: tuple[DayOff, ...] = ()

    def __post_init__(self) -> None:
        if len(set(self.weekend)) > 6:
            raise ValueError("there is at least one weekday on which work is done")

    def is_worked(self, day: date) -> bool:
        return (
            day.isoweekday() not in self.weekend
            and not any(holiday.is_on(day) for holiday in self.yearly)
            and not any(off.on == day for off in self.days)
        )
