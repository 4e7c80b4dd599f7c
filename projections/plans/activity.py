"""Activities: what is planned, what is declared of it, what was spent, how its completion was assessed."""

from collections.abc import Iterable
from datetime import date, datetime
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
)
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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
    budget: int | None
    budget_currency: str | None
    budget_source: Words | None
    spent: int | None
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


REPORTS = (
    ActivityStatusChanged,
    ActivityProgressReported,
    ActivityRescheduled,
    ActivityEvidenceAttached,
    ActivityIndicatorMeasured,
    ActivitySpendingReported,
)
"""What says how an activity goes: the clock for the next report begins again."""


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: ActivityRow | None, entry: Entry[Any]) -> ActivityRow | None:
    if isinstance(entry.data, ActivityPlanned):
        return planned(entry, entry.data)
    assert row is not None
    reported = entry.occurred_at if isinstance(entry.data, REPORTS) else row.reported
    return msgspec.structs.replace(row, version=entry.version, reported=reported, **changes(row, entry))


def planned(entry: Entry[Any], new: ActivityPlanned) -> ActivityRow:
    return ActivityRow(
        id=entry.stream,
        plan=entry.root,
        community=entry.community,
        project=new.project,
        title=new.title,
        description=new.description,
        responsible=new.responsible,
        body=new.responsible_body,
        starts=new.starts,
        ends=new.ends,
        planned_starts=new.starts,
        planned_ends=new.ends,
        rescheduled=0,
        reschedule_reason=None,
        budget=new.budget.amount if new.budget else None,
        budget_currency=new.budget.currency if new.budget else None,
        budget_source=None,
        spent=None,
        spent_currency=None,
        spent_on=None,
        status="planned",
        status_reason=None,
        progress=0,
        progress_note=None,
        reported=None,
        completion=None,
        completion_rule=None,
        completion_assessor=None,
        completion_evidence=[],
        completion_reasons=None,
        assessed=None,
        carried_from=new.carried_from,
        carried_to=None,
        reminded=None,
        removed=False,
        removal_reason=None,
        version=entry.version,
    )


def changes(row: ActivityRow, entry: Entry[Any]) -> dict[str, Any]:
    """What an entry makes of some columns of a row."""
    match entry.data:
        case ActivityRevised() as it:
            days = {} if row.rescheduled else {"planned_starts": it.starts, "planned_ends": it.ends}
            return {
                "title": it.title,
                "description": it.description,
                "responsible": it.responsible,
                "body": it.responsible_body,
                "starts": it.starts,
                "ends": it.ends,
                "budget": it.budget.amount if it.budget else None,
                "budget_currency": it.budget.currency if it.budget else None,
                **days,
            }
        case ActivityMoved(_, project):
            return {"project": project}
        case ActivityRemoved(reason):
            return {"removed": True, "removal_reason": reason}
        case ActivityCarriedOver(_, to):
            return {"carried_to": to}
        case ActivityStatusChanged(_, status, _, progress, reason):
            return {"status": status, "progress": progress, "status_reason": reason}
        case ActivityProgressReported(_, progress, note):
            return {"progress": progress, "progress_note": note}
        case ActivityRescheduled(_, starts, _, ends, reason):
            moved = {"rescheduled": row.rescheduled + 1, "reschedule_reason": reason}
            return {"starts": starts, "ends": ends, **moved}
        case ActivityBudgetAllocated(_, budget, source):
            return {"budget": budget.amount, "budget_currency": budget.currency, "budget_source": source}
        case ActivitySpendingReported(_, spent, on):
            return {"spent": spent.amount, "spent_currency": spent.currency, "spent_on": on}
        case ActivityCompletionAssessed() as it:
            return {
                "completion": it.completion,
                "completion_rule": it.rule,
                "completion_assessor": it.assessor,
                "completion_evidence": it.evidence,
                "completion_reasons": it.reasons,
                "assessed": entry.occurred_at,
            }
        case ActivityReminderSent(due):
            return {"reminded": due}
    return {}


activities = ReadModel(
    "activity",
    ActivityRow,
    (
        ActivityPlanned,
        ActivityRevised,
        ActivityMoved,
        ActivityRemoved,
        ActivityCarriedOver,
        ActivityIndicatorDefined,
        ActivityIndicatorRemoved,
        ActivityBudgetAllocated,
        ActivityCompletionAssessed,
        ActivityReminderSent,
        *REPORTS,
    ),
    keys,
    fold,
    beside(__file__),
)
