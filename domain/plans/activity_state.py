"""What an activity has come to, and what may be asked of it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.activity_events import (
    ActivityBudgetAllocated,
    ActivityCarriedOver,
    ActivityCompletionAssessed,
    ActivityEvidenceAttached,
    ActivityIndicatorDefined,
    ActivityIndicatorMeasured,
    ActivityIndicatorRemoved,
    ActivityMoved,
    ActivityPlanned,
    ActivityProgressReported,
    ActivityReminderSent,
    ActivityRemoved,
    ActivityRescheduled,
    ActivityRevised,
    ActivitySpendingReported,
    ActivityStatusChanged,
    Indicator,
    Status,
)
from domain.plans.money import Money
from domain.plans.overdue import finished
from domain.text import Words


class Activity(msgspec.Struct, frozen=True):
    """`project` to `indicators` are what is planned, as it stands; what a version of the plan promises is in the version."""

    plan: UUID | None = None
    community: UUID | None = None
    project: UUID | None = None
    title: Words = {}
    description: Words = {}
    responsible: Words = {}
    body: UUID | None = None
    starts: date = date.min
    ends: date = date.max
    budget: Money | None = None
    indicators: dict[str, Indicator] = {}
    carried_from: UUID | None = None
    carried_to: UUID | None = None
    removed: bool = False
    status: Status = "planned"
    progress: int = 0
    spent: Money | None = None
    measured: dict[tuple[str, date], str] = {}
    evidence: frozenset[str] = frozenset()
    completion: str | None = None
    reminded: date | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing more is to be done about it here."""
        return finished(self)


def evolve(activity: Activity, entry: Entry[Any]) -> Activity:
    replace = msgspec.structs.replace
    match entry.data:
        case ActivityPlanned() as new:
            return Activity(
                plan=entry.root,
                community=entry.community,
                project=new.project,
                title=new.title,
                description=new.description,
                responsible=new.responsible,
                body=new.responsible_body,
                starts=new.starts,
                ends=new.ends,
                budget=new.budget,
                carried_from=new.carried_from,
            )
        case ActivityRevised() as new:
            return replace(
                activity,
                title=new.title,
                description=new.description,
                responsible=new.responsible,
                body=new.responsible_body,
                starts=new.starts,
                ends=new.ends,
                budget=new.budget,
            )
        case ActivityMoved(_, project):
            return replace(activity, project=project)
        case ActivityRemoved():
            return replace(activity, removed=True)
        case ActivityCarriedOver(_, to):
            return replace(activity, carried_to=to)
        case ActivityIndicatorDefined(_, indicator):
            return replace(activity, indicators={**activity.indicators, indicator.key: indicator})
        case ActivityIndicatorRemoved(indicator):
            left = {key: one for key, one in activity.indicators.items() if key != indicator.key}
            return replace(activity, indicators=left)
        case ActivityStatusChanged(_, status, _, progress):
            return replace(activity, status=status, progress=progress)
        case ActivityProgressReported(_, progress):
            return replace(activity, progress=progress)
        case ActivityRescheduled(_, starts, _, ends):
            return replace(activity, starts=starts, ends=ends)
        case ActivityEvidenceAttached(document):
            return replace(activity, evidence=activity.evidence | {document.sha256})
        case ActivityIndicatorMeasured(key, on, _, value):
            return replace(activity, measured={**activity.measured, (key, on): value})
        case ActivityBudgetAllocated(_, budget):
            return replace(activity, budget=budget)
        case ActivitySpendingReported(_, spent):
            return replace(activity, spent=spent)
        case ActivityCompletionAssessed(_, completion):
            return replace(activity, completion=completion)
        case ActivityReminderSent(due):
            return replace(activity, reminded=due)
    return activity
