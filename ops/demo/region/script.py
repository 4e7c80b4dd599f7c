"""What the demonstration region is and does: `record.json` and `plan.json`, read and checked."""

from datetime import date, datetime
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from domain.communities.body import Kind as BodyKind
from domain.decisions.opinion import Followed, Verdict
from domain.participation.attendance import Category, Gender
from domain.participation.meeting import Kind as MeetingKind
from domain.participation.proposal_events import Answer, Origin
from domain.text import Words

Course = Literal["on_time", "late", "delayed", "in_progress", "suspended", "cancelled", "not_started"]
"""What becomes of an activity in the two years of the plan."""

T = TypeVar("T")


class ScriptPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the script: what it does not know is a fault."""


class Place(ScriptPart, frozen=True):
    code: str
    kind: str
    name: Words


class Body(ScriptPart, frozen=True):
    key: str
    kind: BodyKind
    name: Words


class Meeting(ScriptPart, frozen=True):
    key: str
    kind: MeetingKind
    starts: datetime
    hours: int
    title: Words
    attendance: list[tuple[Category, Gender, int]]
    recommendations: list[Words]
    place: Words | None = None
    remote: str | None = None


class Consultation(ScriptPart, frozen=True):
    key: str
    opens: datetime
    closes: datetime
    reported: datetime
    title: Words
    report: Words


class Proposal(ScriptPart, frozen=True):
    """`recommendation` counts those of the workshop, from 0; `activity` those of the project, from 1."""

    key: str
    consultation: str
    on: date
    author: str
    origin: Origin
    language: str
    title: str
    body: str
    answer: Answer
    reasons: str
    reference: str | None = None
    recommendation: int | None = None
    challenge: str | None = None
    project: str | None = None
    activity: int | None = None


class Opinion(ScriptPart, frozen=True):
    body: str
    delivered: date
    verdict: Verdict
    text: Words
    answer: Words
    followed: Followed


class Record(ScriptPart, frozen=True):
    """`responsible` is who carries activities out, by the words that they name them with."""

    community: Place
    network: Place
    plan: Words
    next_plan: Words
    carried_axis: Words
    members: int
    women: int
    bodies: list[Body]
    responsible: dict[str, Words]
    meetings: list[Meeting]
    consultations: list[Consultation]
    proposals: list[Proposal]
    opinions: list[Opinion]


class Activity(ScriptPart, frozen=True):
    """`starts` counts months from the adoption of the plan, `budget` is in dirhams."""

    title: Words
    responsible: str
    starts: int
    months: int
    budget: int
    course: Course


class Challenge(ScriptPart, frozen=True):
    key: str
    title: Words


class Project(ScriptPart, frozen=True):
    key: str
    title: Words
    principles: list[str]
    challenges: list[str]
    activities: list[Activity]


class Axis(ScriptPart, frozen=True):
    key: str
    title: Words
    challenges: list[Challenge]
    projects: list[Project]


class Plan(ScriptPart, frozen=True):
    axes: list[Axis]


def read(name: str, type_: type[T]) -> T:
    return msgspec.json.decode(Path(__file__).with_name(name).read_bytes(), type=type_)
