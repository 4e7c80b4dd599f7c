"""How an adopted activity is carried out: what is declared, reported, measured, spent, shown and assessed."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from domain.documents import BadDocument
from domain.kernel import Actor, Command, System
from domain.plans.activity import Unknown
from domain.plans.activity_events import (
    ActivityBudgetAllocated,
    ActivityCarriedOver,
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
from domain.plans.implementation import (
    CLOCK,
    Ahead,
    AllocateBudget,
    AlreadyAttached,
    AssessCompletion,
    AttachEvidence,
    BadCompletion,
    BadDates,
    BadNumber,
    BadProgress,
    CarriedOver,
    ChangeStatus,
    Ended,
    EvidenceNeeded,
    MeasureIndicator,
    NotAdopted,
    NotAttached,
    OtherCurrency,
    ReportProgress,
    ReportSpending,
    Reschedule,
    SendReminder,
    UnknownIndicator,
)
from domain.plans.money import BadMoney, Money
from domain.plans.plan_events import PlanClosed
from domain.plans.plan_state import Closed
from domain.refusal import NotAllowed
from domain.rules.law import NoRuleKnown
from domain.rules.rulesets import RuleRef
from domain.words import Empty, TooLong
from tests.kit.activity_facts import (
    BUDGET,
    ENDS,
    MINUTES,
    NOTE,
    PLAN,
    PUMPS,
    SERVICE,
    STARTS,
    WELLS,
    adopted,
    drafted,
    in_plan,
    shown,
    to_wells,
)
from tests.kit.scenario import ADMINISTRATOR, AMINA, FOCAL_POINT, MODERATOR, given, office

replace = msgspec.structs.replace
ASSESSOR, OVERDUE = office("assessor"), System(CLOCK)
TODAY = date(2026, 10, 1)
COMPLETION = RuleRef("remacto", 2, "plan.completion")

change = ChangeStatus(PLAN, WELLS, "in_progress", NOTE, 10)
report = ReportProgress(PLAN, WELLS, 40, NOTE)
reschedule = Reschedule(PLAN, WELLS, STARTS, date(2026, 12, 31), NOTE)
attach = AttachEvidence(PLAN, WELLS, MINUTES, NOTE)
measure = MeasureIndicator(PLAN, WELLS, "wells", TODAY, "4")
allocate = AllocateBudget(PLAN, WELLS, Money(15_000_000, "MAD"), NOTE)
spend = ReportSpending(PLAN, WELLS, Money(3_000_000, "MAD"), TODAY)
assess = AssessCompletion(PLAN, WELLS, "substantial", SERVICE, [MINUTES.sha256], NOTE)
remind = SendReminder(PLAN, WELLS)
REPORTS: list[Command] = [change, report, reschedule, attach, measure, allocate, spend]
completed = to_wells(ActivityStatusChanged("planned", "completed", 0, 100, NOTE))


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_the_community_reports_and_each_report_says_what_was_before(by: Actor) -> None:
    for command, event in zip(
        REPORTS,
        [
            ActivityStatusChanged("planned", "in_progress", 0, 10, NOTE),
            ActivityProgressReported(0, 40, NOTE),
            ActivityRescheduled(STARTS, STARTS, ENDS, date(2026, 12, 31), NOTE),
            ActivityEvidenceAttached(MINUTES, NOTE),
            ActivityIndicatorMeasured("wells", TODAY, None, "4"),
            ActivityBudgetAllocated(BUDGET, Money(15_000_000, "MAD"), NOTE),
            ActivitySpendingReported(None, Money(3_000_000, "MAD"), TODAY),
        ],
        strict=True,
    ):
        given(*adopted).when(command, by=by).then(event)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, ASSESSOR, office("committee"), OVERDUE])
def test_nobody_else_does(by: Actor) -> None:
    for command in REPORTS:
        given(*adopted).when(command, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, office("committee"), OVERDUE])
def test_nobody_assesses_without_an_office_that_does(by: Actor) -> None:
    given(*adopted, shown).when(assess, by=by).then_refused(NotAllowed)


def test_only_what_a_council_has_adopted_is_carried_out() -> None:
    for command in (*REPORTS, assess):
        given(*drafted).when(command, by=FOCAL_POINT).then_refused(NotAdopted)
        given(*adopted).when(replace(command, activity=PUMPS), by=FOCAL_POINT).then_refused(Unknown)
        given(*adopted, in_plan(PlanClosed(None))).when(command, by=FOCAL_POINT).then_refused(Closed)


def test_what_goes_on_in_another_plan_is_reported_there_but_assessed_here_too() -> None:
    over = to_wells(ActivityCarriedOver(None, PUMPS))
    for command in REPORTS:
        if command is not attach:
            given(*adopted, over).when(command, by=FOCAL_POINT).then_refused(CarriedOver)
    given(*adopted, over).when(attach, by=FOCAL_POINT).then(ActivityEvidenceAttached(MINUTES, NOTE))
    given(*adopted, shown, over).when(assess, by=ASSESSOR).then(
        ActivityCompletionAssessed(None, "substantial", SERVICE, [MINUTES.sha256], NOTE, COMPLETION)
    )


@pytest.mark.parametrize("status", ["planned", "delayed", "suspended", "cancelled"])
def test_any_status_may_follow_any_other_with_a_reason(status: Status) -> None:
    given(*adopted, completed).when(replace(change, status=status), by=FOCAL_POINT).then(
        ActivityStatusChanged("completed", status, 100, 10, NOTE)
    )
    given(*adopted).when(replace(change, reason={}), by=FOCAL_POINT).then_refused(Empty)
    given(*adopted).when(replace(change, reason={"fr": "x" * 2_001}), by=FOCAL_POINT).then_refused(TooLong)


def test_progress_is_a_share_and_whole_once_completed() -> None:
    for percent in (-1, 101):
        for command in (change, report):
            given(*adopted).when(replace(command, progress=percent), by=FOCAL_POINT).then_refused(BadProgress)
    done = replace(change, status="completed")
    given(*adopted).when(replace(done, progress=99), by=FOCAL_POINT).then_refused(BadProgress)
    given(*adopted).when(replace(done, progress=100), by=FOCAL_POINT).then(
        ActivityStatusChanged("planned", "completed", 0, 100, NOTE)
    )
    given(*adopted, completed).when(report, by=FOCAL_POINT).then_refused(Ended)


def test_days_are_in_order_and_the_same_days_are_nothing() -> None:
    given(*adopted).when(replace(reschedule, ends=date(2025, 12, 31)), by=FOCAL_POINT).then_refused(BadDates)
    given(*adopted).when(replace(reschedule, ends=ENDS), by=FOCAL_POINT).then_nothing()


def test_evidence_is_attached_once_and_named_as_files_are() -> None:
    given(*adopted, shown).when(attach, by=FOCAL_POINT).then_refused(AlreadyAttached)
    bad = replace(attach, document=replace(MINUTES, sha256="AB"))
    given(*adopted).when(bad, by=FOCAL_POINT).then_refused(BadDocument)


def test_a_measurement_is_of_an_indicator_a_number_and_of_a_day_that_has_come() -> None:
    given(*adopted).when(replace(measure, key="pumps"), by=FOCAL_POINT).then_refused(UnknownIndicator)
    for text in ("four", "", "1e3", "1.", "٤", " 4"):
        given(*adopted).when(replace(measure, value=text), by=FOCAL_POINT).then_refused(BadNumber)
    given(*adopted).when(replace(measure, on=date(2026, 10, 2)), by=FOCAL_POINT).then_refused(Ahead)
    earlier = to_wells(ActivityIndicatorMeasured("wells", TODAY, None, "3.5"))
    given(*adopted, earlier).when(measure, by=FOCAL_POINT).then(ActivityIndicatorMeasured("wells", TODAY, "3.5", "4"))
    given(*adopted, earlier).when(replace(measure, value="3.5"), by=FOCAL_POINT).then_nothing()
    before = replace(measure, on=date(2026, 9, 1))
    given(*adopted, earlier).when(before, by=FOCAL_POINT).then(
        ActivityIndicatorMeasured("wells", date(2026, 9, 1), None, "4")
    )


def test_a_day_has_come_when_it_has_where_the_community_is() -> None:
    """At half past eleven in the evening, by UTC, the next day has begun in Casablanca."""
    late = datetime(2026, 10, 1, 23, 30, tzinfo=UTC)
    tomorrow = replace(measure, on=date(2026, 10, 2))
    given(*adopted).when(tomorrow, by=FOCAL_POINT, at=late).then(
        ActivityIndicatorMeasured("wells", date(2026, 10, 2), None, "4")
    )


def test_money_is_counted_in_one_currency() -> None:
    euros = Money(1_000, "EUR")
    given(*adopted).when(replace(spend, spent=euros), by=FOCAL_POINT).then_refused(OtherCurrency)
    spent = to_wells(ActivitySpendingReported(None, Money(1, "MAD"), STARTS))
    given(*adopted, spent).when(replace(allocate, budget=euros), by=FOCAL_POINT).then_refused(OtherCurrency)
    given(*adopted, spent).when(spend, by=FOCAL_POINT).then(
        ActivitySpendingReported(Money(1, "MAD"), Money(3_000_000, "MAD"), TODAY)
    )
    given(*adopted).when(replace(spend, spent=Money(-1, "MAD")), by=FOCAL_POINT).then_refused(BadMoney)
    given(*adopted).when(replace(spend, on=date(2026, 10, 2)), by=FOCAL_POINT).then_refused(Ahead)


@pytest.mark.parametrize("by", [ASSESSOR, FOCAL_POINT, ADMINISTRATOR])
def test_completion_is_assessed_in_the_words_of_the_rule_on_evidence(by: Actor) -> None:
    given(*adopted, shown).when(assess, by=by).then(
        ActivityCompletionAssessed(None, "substantial", SERVICE, [MINUTES.sha256], NOTE, COMPLETION)
    )


def test_an_assessment_shows_what_it_rests_on() -> None:
    given(*adopted).when(assess, by=ASSESSOR).then_refused(NotAttached)
    twice = replace(assess, evidence=[MINUTES.sha256] * 2)
    given(*adopted, shown).when(twice, by=ASSESSOR).then_refused(NotAttached)
    given(*adopted, shown).when(replace(assess, evidence=[]), by=ASSESSOR).then_refused(EvidenceNeeded)
    nothing = replace(assess, completion="no-evidence", evidence=[])
    given(*adopted).when(nothing, by=ASSESSOR).then(
        ActivityCompletionAssessed(None, "no-evidence", SERVICE, [], NOTE, COMPLETION)
    )
    refused = given(*adopted, shown).when(replace(assess, completion="done"), by=ASSESSOR).then_refused(BadCompletion)
    assert "substantial" in str(refused)


def test_without_a_rule_on_completion_nothing_is_assessed() -> None:
    lawless: list[Any] = [fact for index, fact in enumerate(adopted) if index != 1]
    given(*lawless, shown).when(assess, by=ASSESSOR).then_refused(NoRuleKnown)


# Reminders


def test_who_is_late_is_reminded_once_for_each_last_day() -> None:
    late = given(*adopted).when(remind, by=OVERDUE)
    late.then(ActivityReminderSent(ENDS))
    reminded = to_wells(ActivityReminderSent(ENDS))
    given(*adopted, reminded).when(remind, by=OVERDUE).then_nothing()
    moved = to_wells(ActivityRescheduled(STARTS, STARTS, ENDS, date(2026, 9, 20), NOTE))
    given(*adopted, reminded, moved).when(remind, by=OVERDUE).then(ActivityReminderSent(date(2026, 9, 20)))


def test_nobody_is_reminded_before_the_last_day_is_over_there_nor_of_what_is_finished() -> None:
    evening = datetime(2026, 9, 30, 22, 59, tzinfo=UTC)
    given(*adopted).when(remind, by=OVERDUE, at=evening).then_nothing()
    given(*adopted).when(remind, by=OVERDUE, at=datetime(2026, 9, 30, 23, tzinfo=UTC)).then(ActivityReminderSent(ENDS))
    for finished in (completed, to_wells(ActivityCarriedOver(None, PUMPS))):
        given(*adopted, finished).when(remind, by=OVERDUE).then_nothing()


def test_what_is_declared_does_not_make_it_less_late() -> None:
    for status in ("in_progress", "delayed", "suspended"):
        declared = to_wells(ActivityStatusChanged("planned", status, 0, 90, NOTE))  # type: ignore[arg-type]
        given(*adopted, declared).when(remind, by=OVERDUE).then(ActivityReminderSent(ENDS))


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, ADMINISTRATOR])
def test_reminders_are_the_clock_s_alone(by: Actor) -> None:
    given(*adopted).when(remind, by=by).then_refused(NotAllowed)
