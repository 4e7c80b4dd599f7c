"""An activity as it is planned: where it belongs, what is said of it, and what it was before."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.communities.body import BodyDissolved, BodyEstablished, bodies
from domain.communities.body import Unknown as NoBody
from domain.kernel import PLATFORM, Act, Actor
from domain.plans.activity import (
    AlreadyMeasured,
    AlreadyPlanned,
    DefineIndicator,
    MoveActivity,
    NotToBeCarriedOver,
    PlanActivity,
    RemoveActivity,
    RemoveIndicator,
    ReviseActivity,
    StillLinked,
    UnderWay,
    Unknown,
    activities,
)
from domain.plans.activity_content import BadIndicator, TooLongInAll
from domain.plans.activity_events import (
    ActivityCarriedOver,
    ActivityIndicatorDefined,
    ActivityIndicatorMeasured,
    ActivityIndicatorRemoved,
    ActivityMoved,
    ActivityPlanned,
    ActivityRemoved,
    ActivityRevised,
    ActivityStatusChanged,
    Indicator,
)
from domain.plans.implementation import BadDates, BadNumber, TooMany, UnknownIndicator
from domain.plans.money import BadMoney, Money
from domain.plans.plan import plans
from domain.plans.plan_events import ActivityExcluded, ActivityIncluded, PlanClosed, PlanOpened, ProposalTakenUp
from domain.plans.plan_state import Closed, NoSuchProject
from domain.plans.plan_state import Unknown as NoPlan
from domain.refusal import NotAllowed
from domain.text import Words
from domain.words import Empty, TooLong
from tests.kit.activity_facts import (
    BUDGET,
    DUG,
    ENDS,
    NOTE,
    PLAN,
    PROCESS,
    PUMPS,
    ROADS,
    SERVICE,
    STARTS,
    TITLE,
    WATER,
    WELLS,
    adopted,
    defined_wells,
    drafted,
    in_plan,
    opened,
    planned_wells,
    to_wells,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    MODERATOR,
    NOON,
    Happened,
    History,
    given,
    office,
    thing,
)

replace = msgspec.structs.replace
ASSESSOR, COMMITTEE = office("assessor"), office("committee")
NEXT, COUNCIL, ELSEWHERE = thing("next plan"), thing("council"), thing("another community")
plan_wells = PlanActivity(PLAN, WELLS, WATER, TITLE, {}, SERVICE, STARTS, ENDS, None, BUDGET, [DUG])
revise = ReviseActivity(PLAN, WELLS, TITLE, {"fr": "Douze puits"}, SERVICE, STARTS, ENDS, None, BUDGET)
revised = ActivityRevised(
    TITLE, TITLE, {}, {"fr": "Douze puits"}, SERVICE, SERVICE, None, None, STARTS, STARTS, ENDS, ENDS, BUDGET, BUDGET
)
remove = RemoveActivity(PLAN, WELLS, NOTE)
included = ActivityIncluded(WELLS, None, WATER)
next_opened = Happened(
    plans, NEXT, PlanOpened("openness", {"fr": "Suite"}, ENDS, None, None, PLAN, PROCESS), by=FOCAL_POINT
)
ACTING = Act(FOCAL_POINT, NOON, NOON)
OUTCOME = ActivityStatusChanged("planned", "completed", 0, 100, NOTE)


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR, COMMITTEE])
def test_who_makes_the_plan_plans_its_activities_and_the_plan_knows(by: Actor) -> None:
    given(*opened).when(plan_wells, by=by).then(planned_wells, defined_wells, included)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, ASSESSOR, office("focal_point", ELSEWHERE)])
def test_nobody_else_does(by: Actor) -> None:
    for command in (plan_wells, revise, remove, DefineIndicator(PLAN, WELLS, DUG), MoveActivity(PLAN, WELLS, ROADS)):
        given(*drafted).when(command, by=by).then_refused(NotAllowed)


def test_the_plan_s_events_stand_on_the_plan() -> None:
    decided = given(*opened).when(plan_wells, by=FOCAL_POINT)
    assert [one.stream for one in decided.history.decide(plan_wells, ACTING)] == [WELLS, WELLS, PLAN]


def test_it_belongs_to_a_project_of_a_plan_that_is_open() -> None:
    given(*opened).when(replace(plan_wells, project=PUMPS), by=FOCAL_POINT).then_refused(NoSuchProject)
    given(*drafted).when(plan_wells, by=FOCAL_POINT).then_refused(AlreadyPlanned)
    given(*drafted, in_plan(PlanClosed(None))).when(revise, by=FOCAL_POINT).then_refused(Closed)
    for command in (revise, remove, MoveActivity(PLAN, WELLS, ROADS)):
        given(*opened).when(command, by=FOCAL_POINT).then_refused(Unknown)
    given().when(plan_wells, by=FOCAL_POINT).then_refused(NotAllowed)
    given().when(plan_wells, by=office("administrator", PLATFORM)).then_refused(NoPlan)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"title": {}}, Empty),
        ({"title": {"fr": "x" * 301}}, TooLong),
        ({"responsible": {"fr": " "}}, Empty),
        ({"description": {"fr": "x" * 3_001}}, TooLong),
        ({"description": dict.fromkeys(("ar", "fr", "en"), "x" * 2900)}, TooLongInAll),
        ({"ends": date(2025, 12, 31)}, BadDates),
        ({"budget": Money(-1, "MAD")}, BadMoney),
        ({"budget": Money(1, "dh")}, BadMoney),
    ],
)
def test_what_is_said_of_it_is_fit_to_be_kept(changed: dict[str, Any], refusal: Any) -> None:
    given(*opened).when(replace(plan_wells, **changed), by=FOCAL_POINT).then_refused(refusal)
    given(*drafted).when(replace(revise, **changed), by=FOCAL_POINT).then_refused(refusal)


@pytest.mark.parametrize(
    ("indicators", "refusal"),
    [
        ([DUG, DUG], BadIndicator),
        ([replace(DUG, key="Wells")], BadIndicator),
        ([replace(DUG, target="a dozen")], BadNumber),
        ([replace(DUG, baseline="1e3")], BadNumber),
        ([replace(DUG, unit={})], Empty),
        ([replace(DUG, key=f"wells-{number}") for number in range(21)], TooMany),
    ],
)
def test_indicators_have_a_key_each_and_numbers_that_are_exact(indicators: list[Indicator], refusal: Any) -> None:
    given(*opened).when(replace(plan_wells, indicators=indicators), by=FOCAL_POINT).then_refused(refusal)


def test_a_body_that_is_responsible_is_one_of_the_community() -> None:
    asked = replace(plan_wells, body=COUNCIL)
    council = Happened(bodies, COUNCIL, BodyEstablished("council", {"fr": "Conseil"}, 9), root=COMMUNITY)
    dissolved = Happened(bodies, COUNCIL, BodyDissolved(STARTS, NOTE), root=COMMUNITY)
    foreign = Happened(
        bodies, COUNCIL, BodyEstablished("council", {"fr": "Conseil"}, 9), root=ELSEWHERE, community=ELSEWHERE
    )
    given(*opened, council).when(asked, by=FOCAL_POINT).then(
        replace(planned_wells, responsible_body=COUNCIL), defined_wells, included
    )
    for past in ([], [council, dissolved], [foreign]):
        given(*opened, *past).when(asked, by=FOCAL_POINT).then_refused(NoBody)


def test_what_is_revised_says_what_it_was_and_nothing_if_it_is_the_same() -> None:
    given(*drafted).when(revise, by=FOCAL_POINT).then(revised)
    given(*drafted, to_wells(revised)).when(revise, by=FOCAL_POINT).then_nothing()


def test_what_is_adopted_keeps_its_days_and_its_budget_until_they_are_moved_and_allocated() -> None:
    given(*adopted).when(revise, by=FOCAL_POINT).then(revised)
    for more in ({"ends": date(2027, 1, 1)}, {"budget": None}, {"starts": date(2026, 2, 1)}):
        given(*adopted).when(replace(revise, **more), by=FOCAL_POINT).then_refused(UnderWay)
    given(*adopted).when(remove, by=FOCAL_POINT).then_refused(UnderWay)


def test_it_may_go_to_another_project_and_out_of_a_draft_unless_proposals_hold_it() -> None:
    move = MoveActivity(PLAN, WELLS, ROADS)
    given(*drafted).when(move, by=FOCAL_POINT).then(ActivityMoved(WATER, ROADS), ActivityIncluded(WELLS, WATER, ROADS))
    given(*drafted).when(replace(move, project=WATER), by=FOCAL_POINT).then_nothing()
    given(*drafted).when(replace(move, project=PUMPS), by=FOCAL_POINT).then_refused(NoSuchProject)
    given(*drafted).when(remove, by=COMMITTEE).then(ActivityRemoved(NOTE), ActivityExcluded(WELLS))
    held = in_plan(ProposalTakenUp(thing("proposal"), WATER, WELLS))
    for command in (move, remove):
        given(*drafted, held).when(command, by=FOCAL_POINT).then_refused(StillLinked)
    gone = [*drafted, to_wells(ActivityRemoved(NOTE)), in_plan(ActivityExcluded(WELLS))]
    for command in (remove, revise, move):
        given(*gone).when(command, by=FOCAL_POINT).then_refused(Unknown)
    given(*gone).when(plan_wells, by=FOCAL_POINT).then_refused(AlreadyPlanned)


def test_indicators_are_defined_again_and_removed_until_something_was_measured() -> None:
    other = replace(DUG, target="14")
    given(*drafted).when(DefineIndicator(PLAN, WELLS, other), by=FOCAL_POINT).then(ActivityIndicatorDefined(DUG, other))
    given(*drafted).when(DefineIndicator(PLAN, WELLS, DUG), by=FOCAL_POINT).then_nothing()
    gone = RemoveIndicator(PLAN, WELLS, "wells", NOTE)
    given(*drafted).when(gone, by=FOCAL_POINT).then(ActivityIndicatorRemoved(DUG, NOTE))
    given(*drafted).when(replace(gone, key="pumps"), by=FOCAL_POINT).then_refused(UnknownIndicator)
    measured = to_wells(ActivityIndicatorMeasured("wells", STARTS, None, "3"))
    given(*drafted, measured).when(gone, by=FOCAL_POINT).then_refused(AlreadyMeasured)
    long: Words = {"fr": "x" * 300, "ar": "س" * 300}
    many = [to_wells(ActivityIndicatorDefined(None, replace(DUG, key=f"k{n}", name=long))) for n in range(13)]
    again = DefineIndicator(PLAN, WELLS, replace(DUG, key="more", name=long))
    given(*drafted, *many).when(again, by=FOCAL_POINT).then_refused(TooLongInAll)


# Carried over into the next plan

over = PlanActivity(NEXT, PUMPS, WATER, TITLE, {}, SERVICE, ENDS, date(2027, 9, 30), carried_from=WELLS)
next_projects = [next_opened, *(Happened(plans, NEXT, fact.event, by=FOCAL_POINT) for fact in opened[3:])]


def test_what_was_not_finished_goes_on_in_the_next_plan_and_each_knows_the_other() -> None:
    history = given(*adopted, *next_projects).history
    events = history.play(over, ACTING)
    assert events == [
        ActivityPlanned(WATER, TITLE, {}, SERVICE, None, ENDS, date(2027, 9, 30), None, WELLS),
        ActivityIncluded(PUMPS, None, WATER),
        ActivityCarriedOver(None, PUMPS),
    ]
    assert [(entry.stream, entry.root) for entry in history.entries[-3:]] == [
        (PUMPS, NEXT),
        (NEXT, NEXT),
        (WELLS, PLAN),
    ]
    assert history.state(activities, WELLS).finished


@pytest.mark.parametrize(
    "past",
    [
        [to_wells(OUTCOME)],
        [to_wells(replace(OUTCOME, status="cancelled"))],
        [to_wells(ActivityCarriedOver(None, thing("elsewhere")))],
        [to_wells(ActivityRemoved(NOTE))],
    ],
)
def test_what_is_finished_or_goes_on_already_is_not_carried_over(past: list[Happened]) -> None:
    given(*adopted, *past, *next_projects).when(over, by=FOCAL_POINT).then_refused(NotToBeCarriedOver)


def test_nothing_is_carried_over_within_a_plan_nor_from_what_is_not_there_nor_from_another_community() -> None:
    within = replace(over, plan=PLAN)
    given(*adopted).when(within, by=FOCAL_POINT).then_refused(NotToBeCarriedOver)
    given(*opened, *next_projects).when(over, by=FOCAL_POINT).then_refused(NotToBeCarriedOver)
    foreign = Happened(activities, WELLS, planned_wells, root=PLAN, community=ELSEWHERE)
    given(*opened, foreign, *next_projects).when(over, by=FOCAL_POINT).then_refused(NotToBeCarriedOver)


def test_when_it_is_taken_out_of_the_next_plan_the_first_one_stands_for_itself_again() -> None:
    history: History = given(*adopted, *next_projects).history
    history.play(over, ACTING)
    assert history.play(RemoveActivity(NEXT, PUMPS, NOTE), ACTING) == [
        ActivityRemoved(NOTE),
        ActivityExcluded(PUMPS),
        ActivityCarriedOver(PUMPS, None),
    ]
    assert not history.state(activities, WELLS).finished
    assert history.play(replace(over, activity=thing("again")), ACTING)[2] == ActivityCarriedOver(None, thing("again"))
