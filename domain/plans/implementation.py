"""How an activity is carried out: what may be declared, reported, measured and assessed once a council has adopted it.

What follows is said of the record, not of the plan: the version that was adopted stays as it is.
"""

import re
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from domain.documents import Document, fit
from domain.kernel import Act, Command, Event
from domain.plans.activity_events import (
    ActivityBudgetAllocated,
    ActivityCompletionAssessed,
    ActivityEvidenceAttached,
    ActivityIndicatorMeasured,
    ActivityProgressReported,
    ActivityReminderSent,
    ActivityRescheduled,
    ActivitySpendingReported,
    ActivityStatusChanged,
    Status,
)
from domain.plans.activity_state import Activity
from domain.plans.drafting import IMPORTER
from domain.plans.money import Money
from domain.plans.money import fit as fit_money
from domain.plans.overdue import ENDED, days_overdue
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.subjects import PLAN_COMPLETION
from domain.text import Words
from domain.words import named

REASON_LENGTH, ASSESSOR_LENGTH = 2_000, 300
MOST_EVIDENCE, MOST_MEASUREMENTS = 500, 2_000
CLOCK = "overdue-clock"
REPORTERS = frozenset({"focal_point", "administrator", IMPORTER})

_decimal = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")


class ChangeStatus(Command, frozen=True, tag="plans.activity.ChangeStatus"):
    """Says where an activity stands, and why."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    status: Status
    reason: Words
    progress: int


class ReportProgress(Command, frozen=True, tag="plans.activity.ReportProgress"):
    """Says how far an activity has come, in percent."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    progress: int
    note: Words


class Reschedule(Command, frozen=True, tag="plans.activity.Reschedule"):
    """Moves the days of an activity, with the reason; what was promised stays in the version that was adopted."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    starts: date
    ends: date
    reason: Words


class AttachEvidence(Command, frozen=True, tag="plans.activity.AttachEvidence"):
    """Attaches a file that shows what was done: it has been uploaded before, and is named by its SHA-256."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    document: Document
    note: Words


class MeasureIndicator(Command, frozen=True, tag="plans.activity.MeasureIndicator"):
    """Says what an indicator was on a day; said again for the same day, it corrects."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    key: str
    on: date
    value: str


class AllocateBudget(Command, frozen=True, tag="plans.activity.AllocateBudget"):
    """Says what may be spent on an activity, and where it comes from."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    budget: Money
    source: Words


class ReportSpending(Command, frozen=True, tag="plans.activity.ReportSpending"):
    """Says what has been spent on an activity so far: all of it, not only what is new."""

    by = REPORTERS
    plan: UUID
    activity: UUID
    spent: Money
    on: date


class AssessCompletion(Command, frozen=True, tag="plans.activity.AssessCompletion"):
    """Says how far an activity was completed, in the words of the rule on it: by whom, on which of the files attached."""

    by = frozenset({"assessor", "focal_point", "administrator"})
    plan: UUID
    activity: UUID
    completion: str
    assessor: Words
    evidence: list[str]
    reasons: Words


class SendReminder(Command, frozen=True, tag="plans.activity.SendReminder"):
    """Reminds of an activity whose last day has passed: once for each such day."""

    by = frozenset({CLOCK})
    plan: UUID
    activity: UUID


Commands = (
    ChangeStatus
    | ReportProgress
    | Reschedule
    | AttachEvidence
    | MeasureIndicator
    | AllocateBudget
    | ReportSpending
    | AssessCompletion
    | SendReminder
)


class NotAdopted(Refusal):
    """This can be done only once the plan is adopted, with this activity in it."""

    code = "activity.not-adopted"


class CarriedOver(Refusal):
    """The activity goes on in another plan: it is reported there."""

    code = "activity.carried-over"


class BadProgress(Refusal):
    """Progress is a whole number from 0 to 100, and 100 of what is completed."""

    code = "activity.bad-progress"


class Ended(Refusal):
    """The activity is completed or cancelled: its status must be changed first."""

    code = "activity.ended"


class BadDates(Refusal):
    """An activity does not end before it starts."""

    code = "activity.bad-dates"


class Ahead(Refusal):
    """What is reported has happened: its day cannot lie ahead."""

    code = "activity.bad-day"


class AlreadyAttached(Refusal):
    """This file is attached to the activity already."""

    code = "activity.already-attached"


class NotAttached(Refusal):
    """An assessment names files that are attached to the activity, each once."""

    code = "activity.not-attached"


class EvidenceNeeded(Refusal):
    """Without a file to show it by, nothing but {completion} can be said of an activity."""

    code = "activity.evidence-needed"


class UnknownIndicator(Refusal):
    """The activity has no such indicator."""

    code = "activity.indicator-unknown"


class BadNumber(Refusal):
    """A measurement, a baseline or a target is a decimal number, such as 12.5."""

    code = "activity.bad-number"


class OtherCurrency(Refusal):
    """The budget of an activity and what is spent on it are in one currency."""

    code = "activity.other-currency"


class BadCompletion(Refusal):
    """The rule on completion has no such word: it has {words}."""

    code = "activity.bad-completion"


class TooMany(Refusal):
    """An activity can have {most} of these at most."""

    code = "activity.too-many"


def carried_out(command: Commands, activity: Activity, act: Act, law: Law) -> Sequence[Event]:
    """What a command about an adopted activity comes to, by the law of its community. Of what goes on in another plan it can
    still be shown and assessed how far it came in this one: no plan could be evaluated otherwise."""
    if isinstance(command, SendReminder):
        due = days_overdue(activity, law.day(act.at), promised=True) > 0 and activity.reminded != activity.ends
        return [ActivityReminderSent(activity.ends)] if due else []
    if activity.carried_to is not None and not isinstance(command, AttachEvidence | AssessCompletion):
        raise CarriedOver
    match command:
        case ChangeStatus(_, _, status, reason, progress):
            progress_of(progress)
            if status == "completed" and progress != 100:
                raise BadProgress
            named(reason, "reason", REASON_LENGTH)
            return [ActivityStatusChanged(activity.status, status, activity.progress, progress, reason)]
        case ReportProgress(_, _, progress, note):
            if activity.status in ENDED:
                raise Ended
            named(note, "note", REASON_LENGTH)
            return [ActivityProgressReported(activity.progress, progress_of(progress), note)]
        case Reschedule(_, _, starts, ends, reason):
            in_order(starts, ends)
            named(reason, "reason", REASON_LENGTH)
            if (starts, ends) == (activity.starts, activity.ends):
                return []
            return [ActivityRescheduled(activity.starts, starts, activity.ends, ends, reason)]
        case AttachEvidence(_, _, document, note):
            fit(document)
            named(note, "note", REASON_LENGTH)
            if document.sha256 in activity.evidence:
                raise AlreadyAttached
            if len(activity.evidence) >= MOST_EVIDENCE:
                raise TooMany(most=MOST_EVIDENCE)
            return [ActivityEvidenceAttached(document, note)]
        case MeasureIndicator():
            return measured(command, activity, act, law)
        case AllocateBudget(_, _, budget, source):
            in_one_currency(fit_money(budget), activity.spent)
            named(source, "source", REASON_LENGTH)
            return [ActivityBudgetAllocated(activity.budget, budget, source)]
        case ReportSpending(_, _, spent, on):
            in_one_currency(fit_money(spent), activity.budget or activity.spent)
            not_ahead(on, act, law)
            return [ActivitySpendingReported(activity.spent, spent, on)]
        case AssessCompletion():
            return assessed(command, activity, act, law)


def measured(command: MeasureIndicator, activity: Activity, act: Act, law: Law) -> Sequence[Event]:
    if command.key not in activity.indicators:
        raise UnknownIndicator
    not_ahead(command.on, act, law)
    was = activity.measured.get((command.key, command.on))
    if was is None and len(activity.measured) >= MOST_MEASUREMENTS:
        raise TooMany(most=MOST_MEASUREMENTS)
    if decimal(command.value) == was:
        return []
    return [ActivityIndicatorMeasured(command.key, command.on, was, command.value)]


def assessed(command: AssessCompletion, activity: Activity, act: Act, law: Law) -> Sequence[Event]:
    """The first word of the rule's scale is the one that needs nothing to show."""
    rule = law.rule(PLAN_COMPLETION, law.day(act.occurred_at))
    words = [level.key for level in rule.value.levels]
    if command.completion not in words:
        raise BadCompletion(words=", ".join(words))
    if not set(command.evidence) <= activity.evidence or len(set(command.evidence)) != len(command.evidence):
        raise NotAttached
    if not command.evidence and command.completion != words[0]:
        raise EvidenceNeeded(completion=words[0])
    named(command.assessor, "assessor", ASSESSOR_LENGTH)
    named(command.reasons, "reasons", REASON_LENGTH)
    return [
        ActivityCompletionAssessed(
            activity.completion, command.completion, command.assessor, command.evidence, command.reasons, rule.ref
        )
    ]


def progress_of(percent: int) -> int:
    if not 0 <= percent <= 100:
        raise BadProgress
    return percent


def in_order(starts: date, ends: date) -> None:
    if ends < starts:
        raise BadDates


def not_ahead(on: date, act: Act, law: Law) -> None:
    if on > law.day(act.at):
        raise Ahead


def decimal(number: str) -> str:
    if not _decimal.fullmatch(number):
        raise BadNumber
    return number


def in_one_currency(money: Money, other: Money | None) -> None:
    if other is not None and other.currency != money.currency:
        raise OtherCurrency
