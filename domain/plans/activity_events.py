"""What happens to an activity."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Event
from domain.plans.money import Money
from domain.rules.rulesets import RuleRef
from domain.text import Words

Status = Literal["planned", "in_progress", "completed", "delayed", "suspended", "cancelled"]
"""What the responsible body declares. That something is overdue is nobody's to declare: it follows from the dates."""


class Indicator(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an activity is measured by. `baseline` and `target` are decimals, such as 12.5, in its unit."""

    key: str
    name: Words
    unit: Words
    baseline: str | None
    target: str | None


class ActivityPlanned(Event, frozen=True, tag="plans.ActivityPlanned.v1"):
    project: UUID
    title: Words
    description: Words
    responsible: Words
    responsible_body: UUID | None
    starts: date
    ends: date
    budget: Money | None
    carried_from: UUID | None


class ActivityRevised(Event, frozen=True, tag="plans.ActivityRevised.v1"):
    title_was: Words
    title: Words
    description_was: Words
    description: Words
    responsible_was: Words
    responsible: Words
    responsible_body_was: UUID | None
    responsible_body: UUID | None
    starts_was: date
    starts: date
    ends_was: date
    ends: date
    budget_was: Money | None
    budget: Money | None


class ActivityMoved(Event, frozen=True, tag="plans.ActivityMoved.v1"):
    project_was: UUID
    project: UUID


class ActivityRemoved(Event, frozen=True, tag="plans.ActivityRemoved.v1"):
    reason: Words


class ActivityCarriedOver(Event, frozen=True, tag="plans.ActivityCarriedOver.v1"):
    """It was not finished, and goes on as another activity, in the next plan; or no longer does, if that was removed."""

    to_was: UUID | None
    to: UUID | None


class ActivityIndicatorDefined(Event, frozen=True, tag="plans.ActivityIndicatorDefined.v1"):
    indicator_was: Indicator | None
    indicator: Indicator


class ActivityIndicatorRemoved(Event, frozen=True, tag="plans.ActivityIndicatorRemoved.v1"):
    indicator_was: Indicator
    reason: Words


class ActivityStatusChanged(Event, frozen=True, tag="plans.ActivityStatusChanged.v1"):
    status_was: Status
    status: Status
    progress_was: int
    progress: int
    reason: Words


class ActivityProgressReported(Event, frozen=True, tag="plans.ActivityProgressReported.v1"):
    progress_was: int
    progress: int
    note: Words


class ActivityRescheduled(Event, frozen=True, tag="plans.ActivityRescheduled.v1"):
    starts_was: date
    starts: date
    ends_was: date
    ends: date
    reason: Words


class ActivityEvidenceAttached(Event, frozen=True, tag="plans.ActivityEvidenceAttached.v1"):
    document: Document
    note: Words


class ActivityIndicatorMeasured(Event, frozen=True, tag="plans.ActivityIndicatorMeasured.v1"):
    """`value_was` is what had been measured on the same day, where that is corrected."""

    key: str
    on: date
    value_was: str | None
    value: str


class ActivityBudgetAllocated(Event, frozen=True, tag="plans.ActivityBudgetAllocated.v1"):
    budget_was: Money | None
    budget: Money
    source: Words


class ActivitySpendingReported(Event, frozen=True, tag="plans.ActivitySpendingReported.v1"):
    """`spent` is all that was spent so far, up to a day."""

    spent_was: Money | None
    spent: Money
    on: date


class ActivityCompletionAssessed(Event, frozen=True, tag="plans.ActivityCompletionAssessed.v1"):
    """How far it was completed, in the words of `rule`; `evidence` are the SHA-256 of files attached to it."""

    completion_was: str | None
    completion: str
    assessor: Words
    evidence: list[str]
    reasons: Words
    rule: RuleRef


class ActivityReminderSent(Event, frozen=True, tag="plans.ActivityReminderSent.v1"):
    """The day by which it was to be done has passed, and it is not."""

    due: date
