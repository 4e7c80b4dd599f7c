"""The stages: each requirement of the network's process, met and not; nothing is skipped, and nothing is typed in."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from domain.communities.community import FocalPointLeft
from domain.communities.membership import MembershipEnded
from domain.plans.plan import EnterStage
from domain.plans.plan_events import (
    DraftPublished,
    PlanAdopted,
    PlanEvaluated,
    StageEntered,
)
from domain.plans.stages import NotNext, StageNotReady, UnknownStage
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import process_of
from domain.rules.values import Requirement
from tests.kit.plan_facts import (
    APPROVAL,
    DIGEST,
    NAME,
    NETWORK,
    PLAN,
    PROCESS,
    PUMPS,
    REASON,
    SECOND_TALK,
    TALK,
    TEXT,
    WELLS,
    asked_approval,
    asked_opinion,
    assessed,
    closed,
    community,
    consulted,
    docketed,
    drafted,
    entered,
    in_plan,
    of_community,
    opened,
    opening,
    planned,
    reported,
    with_axis,
    with_project,
)
from tests.kit.scenario import FOCAL_POINT, NOON, RULES, Happened, given, thing

ALL = (
    "preparation",
    "co_creation",
    "drafting",
    "public_consultation",
    "validation",
    "adoption",
    "implementation",
    "evaluation",
    "closure",
)
FIRST = [*consulted(), *reported()]
ON_DRAFT = [*consulted(SECOND_TALK, 1), *reported(SECOND_TALK)]
DRAFT = [in_plan(DraftPublished(2, "ef" * 32, PROCESS))]
adopted = in_plan(PlanAdopted(1, DIGEST, thing("resolution"), thing("session")))
amended = in_plan(PlanAdopted(2, "ef" * 32, thing("resolution"), thing("session")))
evaluated = in_plan(
    PlanEvaluated(
        None, NAME, None, TEXT, [], None, "major", RuleRef("remacto", 2, "plan.openness"), None, "modest",
        RuleRef("remacto", 2, "plan.ambition"),
    )
)  # fmt: skip
VALIDATED = [*asked_approval(), *asked_opinion()]


def entering(stage: str, past: Sequence[Happened]) -> StageEntered | str:
    """What comes of entering a stage from the one before it: the event, or the requirement that is not met."""
    before = ALL[: ALL.index(stage)]
    scenario = given(*past, *entered(*before)).when(EnterStage(PLAN, stage), by=FOCAL_POINT)
    try:
        (event,) = scenario.outcome()
    except StageNotReady as refusal:
        return str(refusal.details["requirement"])
    assert event == StageEntered(before[-1] if before else None, stage)
    return event


READY = {
    "preparation": opened,
    "co_creation": with_axis,
    "drafting": [*with_axis, *FIRST],
    "public_consultation": [*drafted, *FIRST],
    "validation": [*drafted, *ON_DRAFT],
    "adoption": [*drafted, *VALIDATED],
    "implementation": [*drafted, adopted],
    "evaluation": [*drafted, adopted, assessed(WELLS)],
    "closure": [*drafted, adopted, evaluated],
}


@pytest.mark.parametrize("stage", ALL)
def test_a_stage_is_entered_when_what_it_needs_is_there(stage: str) -> None:
    assert isinstance(entering(stage, READY[stage]), StageEntered)


def test_a_draft_that_answers_to_what_was_said_of_the_one_before_need_not_be_asked_about_again() -> None:
    assert isinstance(entering("validation", [*drafted, *ON_DRAFT, *DRAFT]), StageEntered)


def test_what_was_planned_since_the_adoption_and_never_adopted_need_not_be_assessed() -> None:
    assert isinstance(entering("evaluation", [*drafted, adopted, assessed(WELLS), *planned(PUMPS)]), StageEntered)


left_network = of_community(MembershipEnded(NETWORK, REASON))
left_office = of_community(FocalPointLeft(FOCAL_POINT.id))


@pytest.mark.parametrize(
    ("stage", "past", "requirement"),
    [
        ("preparation", [*community, in_plan(opening)], "membership"),
        ("preparation", [*opened, left_network], "membership"),
        ("preparation", [*opened, left_office], "focal_point"),
        ("co_creation", opened, "axes"),
        ("drafting", with_axis, "consultation_reported"),
        ("drafting", [*with_axis, *consulted()], "consultation_reported"),
        ("drafting", [*with_axis, *consulted(), closed()], "consultation_reported"),
        ("drafting", [*with_axis, *FIRST, *consulted(SECOND_TALK)], "consultation_reported"),
        ("public_consultation", [*with_axis, *FIRST], "projects"),
        ("public_consultation", [*with_project, *FIRST], "projects"),
        ("public_consultation", [*with_project, *planned(WELLS), *FIRST], "draft_published"),
        ("public_consultation", [*drafted, *FIRST, *docketed()], "proposals_answered"),
        ("validation", [*drafted, *FIRST], "draft_consulted"),
        ("validation", [*drafted, *consulted(SECOND_TALK, 1), closed(SECOND_TALK)], "draft_consulted"),
        ("validation", [*drafted, *ON_DRAFT, *docketed(stream=SECOND_TALK)], "proposals_answered"),
        ("adoption", [*drafted, *asked_opinion()], "committee_validated"),
        ("adoption", [*drafted, *asked_opinion(), *asked_approval(granted=False)], "committee_validated"),
        ("adoption", [*drafted, *asked_opinion(), *asked_approval(role="president")], "committee_validated"),
        ("adoption", [*drafted, *VALIDATED, *DRAFT], "committee_validated"),
        ("adoption", [*drafted, *asked_approval()], "opinions_answered"),
        ("adoption", [*drafted, *asked_approval(), *asked_opinion(answered=False)], "opinions_answered"),
        (
            "adoption",
            [*drafted, *ON_DRAFT, *VALIDATED, *docketed("accepted", stream=SECOND_TALK)],
            "proposals_taken_up",
        ),
        ("implementation", drafted, "adopted"),
        ("evaluation", [*drafted, adopted], "activities_assessed"),
        ("evaluation", [*drafted, *planned(PUMPS), *DRAFT, amended, assessed(WELLS)], "activities_assessed"),
        ("closure", [*drafted, adopted], "evaluated"),
    ],
)
def test_and_not_before_for_the_first_reason_why_not(stage: str, past: Sequence[Happened], requirement: str) -> None:
    assert entering(stage, past) == requirement


@pytest.mark.parametrize("outcome", ["refused", "withdrawn", "merged", "hidden"])
def test_a_proposal_that_was_not_accepted_needs_no_place_in_the_plan(outcome: str) -> None:
    past = [*drafted, *ON_DRAFT, *VALIDATED, *docketed(outcome, stream=SECOND_TALK)]
    assert isinstance(entering("adoption", past), StageEntered)


def test_an_approval_of_an_older_version_validates_nothing() -> None:
    assert APPROVAL in {one.stream for one in VALIDATED}
    assert entering("adoption", [*drafted, *VALIDATED, *DRAFT]) == "committee_validated"


def test_stages_are_entered_one_after_the_other() -> None:
    for place, before in enumerate((None, *ALL)):
        past = [*READY["closure"], *entered(*ALL[:place])]
        for stage in ALL[place + 1 :]:
            given(*past).when(EnterStage(PLAN, stage), by=FOCAL_POINT).then_refused(NotNext)
        if before:
            given(*past).when(EnterStage(PLAN, before), by=FOCAL_POINT).then_nothing()
        for stage in ALL[: max(place - 1, 0)]:
            given(*past).when(EnterStage(PLAN, stage), by=FOCAL_POINT).then_refused(NotNext)


def test_a_stage_that_the_process_does_not_have_is_not_entered() -> None:
    given(*opened).when(EnterStage(PLAN, "lunch"), by=FOCAL_POINT).then_refused(UnknownStage)


def test_a_refusal_names_the_consultation_s_plan_only() -> None:
    """A consultation that was not begun about this plan says nothing of it."""
    foreign = [one for one in [*consulted(TALK), *reported(TALK)] if one.stream != PLAN]
    assert entering("drafting", [*with_axis, *foreign]) == "consultation_reported"


def test_the_page_on_plans_says_what_the_stages_need_and_what_each_word_means() -> None:
    page = (Path(__file__).parents[3] / "docs" / "plans.md").read_text()
    process = RULES.newest("remacto").rule(process_of("openness"), NOON.date()).value
    for stage in process.stages:
        assert f"| `{stage.key}` | {', '.join(f'`{need}`' for need in stage.needs)} |" in page
    for requirement in get_args(Requirement):
        assert f"| `{requirement}` | " in page
