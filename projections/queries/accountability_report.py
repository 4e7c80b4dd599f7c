"""The shape of an accountability report: what was promised, what was done, what is late, what was changed and by whom.

docs/accountability.md says what each field means to those who read the report.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Actor
from domain.plans.activity_events import Indicator
from domain.plans.money import Money
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.queries.progress import Progress


class RuleSaid(msgspec.Struct, frozen=True):
    """A rule that was used: where it is written, and how sure that is. Of a set that is not known here, only its name."""

    rule: RuleRef
    text: Words | None
    article: str | None
    certainty: str | None


class Moment(msgspec.Struct, frozen=True):
    """The moment of the report: the last position included, its time, and the day of that time in the community."""

    position: int
    instant: datetime
    day: date


class Community(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: Words
    time_zone: str


class Decision(msgspec.Struct, frozen=True):
    """The resolution by which a version was adopted: its votes, and the quorum of the sitting, each with its rule.
    `confirmed_by` are the offices that confirmed a sitting which was entered after its day."""

    resolution: UUID
    title: Words
    year: int | None
    number: int | None
    voted_at: datetime | None
    confirmed_by: list[str]
    votes_for: int
    votes_against: int
    abstentions: int
    by_president: bool
    majority_rule: RuleSaid | None
    session: UUID
    session_title: Words
    call: int | None
    present: int | None
    in_office: int | None
    quorum_rule: RuleSaid | None


class Attestation(msgspec.Struct, frozen=True):
    """A decision made before the plan was managed on this platform, as an officer attests it. Nothing of it is computed."""

    decided_on: date
    session: Words
    document: Document
    certainty: str


class Adoption(msgspec.Struct, frozen=True):
    """Which version is the plan, and by what: exactly one of `decision` and `attestation` is there. `recorded_at` is when that
    was recorded, `entered_after_days` how many days after the decision, `entered_late` whether these are more than the rules
    allow for a session."""

    version: int
    sha256: str
    at: datetime
    attested: bool
    decision: Decision | None
    attestation: Attestation | None
    recorded_at: datetime
    entered_after_days: int
    entered_late: bool


class Changed(msgspec.Struct, frozen=True):
    """One field, from what to what; in JSON as the value is."""

    field: str
    before: object
    after: object


class Change(msgspec.Struct, frozen=True):
    """One event that changed what was promised, or a status, after the first adopted version was published."""

    position: int
    event: str
    at: datetime
    by: Actor
    fields: list[Changed]
    reason: Words | None


class Promise(msgspec.Struct, frozen=True):
    """An activity in the adopted version."""

    project: UUID
    title: Words
    responsible: Words
    starts: date
    ends: date
    budget: Money | None
    indicators: list[Indicator]


class Measured(msgspec.Struct, frozen=True):
    """An indicator as it stands, with what was measured last."""

    key: str
    name: Words
    unit: Words
    baseline: str | None
    target: str | None
    value: str | None
    measured_on: date | None


class Evidence(msgspec.Struct, frozen=True):
    """A file that shows what was done."""

    document: Document
    note: Words
    attached: datetime


class Assessment(msgspec.Struct, frozen=True):
    """The assessed completion of an activity: the assessor, the evidence files, and the rule of the scale."""

    completion: str
    name: Words | None
    assessor: Words
    reasons: Words
    evidence: list[str]
    at: datetime | None
    rule: RuleSaid | None


class Proposal(msgspec.Struct, frozen=True):
    """A proposal that was taken up. `title` is the event whose opening holds its title, if that may be shown."""

    id: UUID
    consultation: UUID
    answer: str | None
    origin: str
    language: str
    title: UUID | None


class Activity(msgspec.Struct, frozen=True):
    """`promised` is what the adopted version says, None if it does not have the activity; `changed` names the fields in which
    the activity differs from it. `overdue` and `days_overdue` go by the last day that holds now, `days_past_promise` by the
    promised one: they are computed at the report's moment, whatever is declared."""

    id: UUID
    title: Words
    promised: Promise | None
    responsible: Words
    starts: date
    ends: date
    budget: Money | None
    budget_source: Words | None
    status: str
    status_reason: Words | None
    progress: int
    reported: datetime | None
    spent: Money | None
    spent_on: date | None
    indicators: list[Measured]
    evidence: list[Evidence]
    assessment: Assessment | None
    overdue: bool
    days_overdue: int
    days_past_promise: int
    changed: list[str]
    changes: list[Change]
    proposals: list[Proposal]
    carried_from: UUID | None
    carried_to: UUID | None
    removed: bool


class Project(msgspec.Struct, frozen=True):
    id: UUID
    title: Words
    principles: list[str]
    partners: list[UUID]
    totals: Progress
    activities: list[Activity]
    changes: list[Change]
    proposals: list[Proposal]
    removed: bool


class Axis(msgspec.Struct, frozen=True):
    id: UUID
    title: Words
    totals: Progress
    projects: list[Project]
    changes: list[Change]
    removed: bool


class Totals(msgspec.Struct, frozen=True):
    """`all` counts every activity that stands in the plan; `promised` those of the adopted version, `changed` how many of these
    no longer say what was promised, `added` how many stand in the plan beside them. `completion` counts by word."""

    all: Progress
    promised: int
    changed: int
    added: int
    completion: Mapping[str, int]
    proposals: int


class Evaluation(msgspec.Struct, frozen=True):
    assessor: Words
    summary: Words
    openness: str
    openness_name: Words | None
    openness_rule: RuleSaid | None
    ambition: str
    ambition_name: Words | None
    ambition_rule: RuleSaid | None
    at: datetime


class Report(msgspec.Struct, frozen=True):
    """`adoption` is what makes the plan what it is now, `adoptions` are all, the first one first. `principles` says what the tags
    of projects mean. `changes` are those of the plan as a whole."""

    plan: UUID
    kind: str
    title: Words
    starts: date
    ends: date | None
    stage: str | None
    closed: bool
    drafts: int
    community: Community
    as_of: Moment
    adoption: Adoption | None
    adoptions: list[Adoption]
    totals: Totals
    principles: Mapping[str, Words]
    axes: list[Axis]
    changes: list[Change]
    evaluation: Evaluation | None
