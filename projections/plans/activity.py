"""Activities: what is planned, what is declared of it, what was spent, how its completion was assessed."""

from datetime import date, datetime
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
)
from domain.plans.money import Money
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.columns import Large
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class ActivityRow(msgspec.Struct, frozen=True):
    """`planned_starts` and `planned_ends` are its days before it was ever rescheduled. Sums of money are in minor units of the
    currency. `reported` is when somebody last said something about how it goes; `reminded` the last day whose passing was
    reminded of."""

    id: UUID
    plan: UUID
    community: UUID
    project: UUID
    title: Words
    description: Words
    responsible: Words
    body: UUID | None
    starts: date
    ends: date
    planned_starts: date
    planned_ends: date
    rescheduled: int
    reschedule_reason: Words | None
    budget: Large | None
    budget_currency: str | None
    budget_source: Words | None
    spent: Large | None
    spent_currency: str | None
    spent_on: date | None
    status: str
    status_reason: Words | None
    progress: int
    progress_note: Words | None
    reported: datetime | None
    completion: str | None
    completion_rule: RuleRef | None
    completion_assessor: Words | None
    completion_evidence: list[str]
    completion_reasons: Words | None
    assessed: datetime | None
    carried_from: UUID | None
    carried_to: UUID | None
    reminded: date | None
    removed: bool
    removal_reason: Words | None
    version: int


activities = ReadModel("activity", ActivityRow, queries_of(__file__))


@activities.creates
def planned(entry: Entry[ActivityPlanned]) -> ActivityRow:
    event = entry.data
    return new(
        ActivityRow,
        entry,
        plan=entry.root,
        body=event.responsible_body,
        planned_starts=event.starts,
        planned_ends=event.ends,
        rescheduled=0,
        **budgeted(event.budget),
        status="planned",
        progress=0,
        completion_evidence=[],
        removed=False,
    )


@activities.updates
def revised(row: ActivityRow, entry: Entry[ActivityRevised]) -> Changes:
    event = entry.data
    return {
        "title": event.title,
        "description": event.description,
        "responsible": event.responsible,
        "body": event.responsible_body,
        "starts": event.starts,
        "ends": event.ends,
        **budgeted(event.budget),
        **({} if row.rescheduled else {"planned_starts": event.starts, "planned_ends": event.ends}),
    }


def budgeted(budget: Money | None) -> Changes:
    return {"budget": budget.amount if budget else None, "budget_currency": budget.currency if budget else None}


@activities.updates
def moved(entry: Entry[ActivityMoved]) -> Changes:
    return {"project": entry.data.project}


@activities.updates
def removed(entry: Entry[ActivityRemoved]) -> Changes:
    return {"removed": True, "removal_reason": entry.data.reason}


@activities.updates
def carried_over(entry: Entry[ActivityCarriedOver]) -> Changes:
    return {"carried_to": entry.data.to}


@activities.updates
def budget_allocated(entry: Entry[ActivityBudgetAllocated]) -> Changes:
    return {**budgeted(entry.data.budget), "budget_source": entry.data.source}


@activities.updates
def completion_assessed(entry: Entry[ActivityCompletionAssessed]) -> Changes:
    event = entry.data
    return {
        "completion": event.completion,
        "completion_rule": event.rule,
        "completion_assessor": event.assessor,
        "completion_evidence": event.evidence,
        "completion_reasons": event.reasons,
        "assessed": entry.occurred_at,
    }


@activities.updates
def reminder_sent(entry: Entry[ActivityReminderSent]) -> Changes:
    return {"reminded": entry.data.due}


# What says how an activity goes: the clock for the next report begins again.


@activities.updates
def status_changed(entry: Entry[ActivityStatusChanged]) -> Changes:
    event = entry.data
    return {
        "status": event.status,
        "progress": event.progress,
        "status_reason": event.reason,
        "reported": entry.occurred_at,
    }


@activities.updates
def progress_reported(entry: Entry[ActivityProgressReported]) -> Changes:
    event = entry.data
    return {"progress": event.progress, "progress_note": event.note, "reported": entry.occurred_at}


@activities.updates
def rescheduled(row: ActivityRow, entry: Entry[ActivityRescheduled]) -> Changes:
    event = entry.data
    return {
        "starts": event.starts,
        "ends": event.ends,
        "rescheduled": row.rescheduled + 1,
        "reschedule_reason": event.reason,
        "reported": entry.occurred_at,
    }


@activities.updates
def spending_reported(entry: Entry[ActivitySpendingReported]) -> Changes:
    spent = entry.data.spent
    return {
        "spent": spent.amount,
        "spent_currency": spent.currency,
        "spent_on": entry.data.on,
        "reported": entry.occurred_at,
    }


@activities.updates
def reported_on(entry: Entry[ActivityEvidenceAttached | ActivityIndicatorMeasured]) -> Changes:
    return {"reported": entry.occurred_at}


activities.only_moves_version(ActivityIndicatorDefined, ActivityIndicatorRemoved)
