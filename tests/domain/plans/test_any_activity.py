"""Whatever is asked of activities, in whatever order: what holds of them holds all the same."""

from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.communities.community import Register
from domain.kernel import Act
from domain.plans.activity import activities
from domain.plans.activity_events import ActivityCompletionAssessed, ActivityPlanned, ActivityReminderSent
from domain.plans.activity_state import Activity
from domain.plans.plan import plans
from domain.refusal import Refusal
from tests.kit.histories import activities as histories
from tests.kit.scenario import HOUR, NOON, OPERATOR, History

COMMUNE = (Register("04.421.01", {"ar": "جماعة"}, jurisdiction="MA"), OPERATOR, None)


def played(steps: list[histories.Step]) -> History:
    history = History()
    for number, (command, actor, _) in enumerate([COMMUNE, *histories.OPENING, *steps]):
        at = NOON + number * HOUR
        try:
            history.play(command, Act(actor, at, at))
        except Refusal:
            continue
    return history


def all_of(history: History) -> dict[UUID, Activity]:
    ids = [entry.stream for entry in history.entries if isinstance(entry.data, ActivityPlanned)]
    return {id: history.state(activities, id) for id in ids}


some = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
steps = st.lists(histories.carrying_out(), max_size=40)


@some
@given(steps)
def test_what_goes_on_and_what_it_was_know_each_other(asked: list[histories.Step]) -> None:
    known = all_of(played(asked))
    for id, one in known.items():
        if one.carried_to is not None:
            assert known[one.carried_to].carried_from == id
            assert not known[one.carried_to].removed
        if one.carried_from is not None and not one.removed:
            assert known[one.carried_from].carried_to == id


@some
@given(steps)
def test_a_plan_knows_its_activities_and_what_was_promised_stays(asked: list[histories.Step]) -> None:
    history = played(asked)
    known = all_of(history)
    for id in (histories.PLAN, histories.NEXT):
        plan = history.state(plans, id)
        there = {one: state.project for one, state in known.items() if state.plan == id and not state.removed}
        assert plan.activities == there
        assert {one for one in known if plan.is_promised(one)} <= set(there)


@some
@given(steps)
def test_nothing_is_said_of_what_nobody_promised(asked: list[histories.Step]) -> None:
    for id, one in all_of(played(asked)).items():
        if id not in histories.ACTIVITIES[:2]:
            assert (one.status, one.progress, one.spent, one.measured) == ("planned", 0, None, {})
            assert (one.evidence, one.completion, one.reminded) == (frozenset(), None, None)
        if one.status == "completed":
            assert one.progress == 100
        assert all(key in one.indicators for key, _ in one.measured)


@some
@given(steps)
def test_assessments_rest_on_what_was_attached_and_reminders_come_once(asked: list[histories.Step]) -> None:
    history = played(asked)
    for id in all_of(history):
        so_far = History()
        reminded = None
        for entry in history.of(id):
            match entry.data:
                case ActivityCompletionAssessed(completion=completion, evidence=evidence):
                    assert set(evidence) <= so_far.state(activities, id).evidence
                    assert evidence or completion == "no-evidence"
                case ActivityReminderSent(due):
                    assert due != reminded
                    assert due < entry.recorded_at.date()
                    assert not so_far.state(activities, id).finished
                    reminded = due
            so_far.entries.append(entry)
