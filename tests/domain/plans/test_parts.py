"""Axes, challenges and projects: defined, revised, removed; and where a project comes from."""

import pytest

from domain.communities.community import NotRegistered
from domain.kernel import Actor, Command
from domain.plans import parts
from domain.plans.parts import (
    AlreadyThere,
    DefineAxis,
    DefineProject,
    HoldsProposals,
    IdentifyChallenge,
    NotEmpty,
    RemoveAxis,
    RemoveChallenge,
    RemoveProject,
    ReviseAxis,
    ReviseChallenge,
    ReviseProject,
    TakenFromItself,
    TooMany,
    UnknownPrinciple,
)
from domain.plans.plan_events import (
    ActivityExcluded,
    AxisDefined,
    AxisRemoved,
    AxisRevised,
    ChallengeIdentified,
    ChallengeRemoved,
    ChallengeRevised,
    Origin,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
    ProposalTakenUp,
    TakenUpProposalMoved,
)
from domain.plans.plan_state import NoSuchAxis, NoSuchChallenge, NoSuchProject, Unknown
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    NAME,
    NEIGHBOUR,
    OTHER_AXIS,
    OTHER_PLAN,
    PLAN,
    PROPOSAL,
    QUEUES,
    REASON,
    ROADS,
    TEXT,
    TITLE,
    WATER,
    WELLS,
    in_plan,
    opened,
    planned,
    projects_elsewhere,
    with_axis,
    with_challenge,
    with_project,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    MODERATOR,
    NOON,
    Act,
    History,
    given,
    office,
    thing,
)

define_axis = DefineAxis(PLAN, AXIS, NAME, TEXT)
identify = IdentifyChallenge(PLAN, AXIS, QUEUES, NAME, TEXT)
define = DefineProject(PLAN, AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES])
second_axis = in_plan(AxisDefined(OTHER_AXIS, NAME, {}))


@pytest.mark.parametrize("by", [FOCAL_POINT, COMMITTEE, ADMINISTRATOR])
def test_those_who_draft_the_plan_define_its_parts(by: Actor) -> None:
    given(*opened).when(define_axis, by=by).then(AxisDefined(AXIS, NAME, TEXT))
    given(*with_axis).when(identify, by=by).then(ChallengeIdentified(AXIS, QUEUES, NAME, TEXT))
    given(*with_challenge).when(define, by=by).then(
        ProjectDefined(AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES], [], None)
    )


@pytest.mark.parametrize("by", [AMINA, MODERATOR, office("committee", NEIGHBOUR)])
def test_nobody_else_does(by: Actor) -> None:
    for command in (define_axis, identify, define, RemoveAxis(PLAN, AXIS, REASON)):
        given(*with_challenge).when(command, by=by).then_refused(NotAllowed)


def test_a_part_has_an_id_of_its_own_even_after_it_was_removed() -> None:
    given(*with_axis).when(define_axis, by=COMMITTEE).then_refused(AlreadyThere)
    removed = in_plan(AxisRemoved(AXIS, REASON))
    given(*with_axis, removed).when(define_axis, by=COMMITTEE).then_refused(AlreadyThere)
    given(*with_axis).when(IdentifyChallenge(PLAN, AXIS, AXIS, NAME, TEXT), by=COMMITTEE).then_refused(AlreadyThere)
    given(*with_project).when(define, by=COMMITTEE).then_refused(AlreadyThere)


@pytest.mark.parametrize(
    ("command", "refusal"),
    [
        (DefineAxis(PLAN, thing("new"), {}, TEXT), Empty),
        (DefineAxis(PLAN, thing("new"), {"fr": " "}, TEXT), Empty),
        (DefineAxis(PLAN, thing("new"), {"fr": "x" * 301}, TEXT), TooLong),
        (DefineAxis(PLAN, thing("new"), NAME, {"fr": "x" * 4_001}), TooLong),
        (IdentifyChallenge(PLAN, thing("no axis"), thing("new"), NAME, TEXT), NoSuchAxis),
        (DefineProject(PLAN, thing("no axis"), thing("new"), NAME, TEXT), NoSuchAxis),
        (DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, ["speed"]), UnknownPrinciple),
        (DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, [], [thing("no challenge")]), NoSuchChallenge),
        (DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, [], [], [thing("nobody")]), NotRegistered),
        (DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, [f"p{n}" for n in range(51)]), TooMany),
        (ReviseAxis(PLAN, thing("no axis"), NAME, TEXT), NoSuchAxis),
        (ReviseChallenge(PLAN, AXIS, thing("no challenge"), NAME, TEXT), NoSuchChallenge),
        (ReviseProject(PLAN, AXIS, thing("no project"), NAME, TEXT), NoSuchProject),
        (RemoveAxis(PLAN, thing("no axis"), REASON), NoSuchAxis),
        (RemoveChallenge(PLAN, thing("no challenge"), REASON), NoSuchChallenge),
        (RemoveProject(PLAN, thing("no project"), REASON), NoSuchProject),
    ],
)
def test_what_does_not_fit_is_refused(command: Command, refusal: type) -> None:
    given(*with_project).when(command, by=COMMITTEE).then_refused(refusal)


def test_a_description_may_be_left_out() -> None:
    given(*opened).when(DefineAxis(PLAN, AXIS, NAME, {}), by=COMMITTEE).then(AxisDefined(AXIS, NAME, {}))


def test_a_part_that_is_revised_says_what_it_was() -> None:
    past = [*with_project, second_axis]
    given(*past).when(ReviseAxis(PLAN, AXIS, TITLE, {}), by=COMMITTEE).then(AxisRevised(AXIS, NAME, TITLE, TEXT, {}))
    given(*past).when(ReviseChallenge(PLAN, OTHER_AXIS, QUEUES, TITLE, TEXT), by=COMMITTEE).then(
        ChallengeRevised(QUEUES, AXIS, OTHER_AXIS, NAME, TITLE, TEXT, TEXT)
    )
    revised = ReviseProject(PLAN, OTHER_AXIS, WATER, TITLE, {}, ["inclusion", "inclusion"], [], [NEIGHBOUR])
    given(*past).when(revised, by=COMMITTEE).then(
        ProjectRevised(
            project=WATER,
            axis_was=AXIS,
            axis=OTHER_AXIS,
            title_was=NAME,
            title=TITLE,
            description_was=TEXT,
            description={},
            principles_was=["transparency"],
            principles=["inclusion"],
            challenges_was=[QUEUES],
            challenges=[],
            partners_was=[],
            partners=[NEIGHBOUR],
        )
    )


def test_what_is_revised_to_what_it_is_already_does_not_change() -> None:
    same = ReviseProject(PLAN, AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES])
    for command in (ReviseAxis(PLAN, AXIS, NAME, TEXT), ReviseChallenge(PLAN, AXIS, QUEUES, NAME, TEXT), same):
        given(*with_project).when(command, by=COMMITTEE).then_nothing()


def test_a_part_is_removed_only_when_nothing_stands_in_it() -> None:
    given(*with_axis).when(RemoveAxis(PLAN, AXIS, REASON), by=COMMITTEE).then(AxisRemoved(AXIS, REASON))
    given(*with_challenge).when(RemoveAxis(PLAN, AXIS, REASON), by=COMMITTEE).then_refused(NotEmpty)
    remove_challenge, remove_project = RemoveChallenge(PLAN, QUEUES, REASON), RemoveProject(PLAN, WATER, REASON)
    given(*with_challenge).when(remove_challenge, by=COMMITTEE).then(ChallengeRemoved(QUEUES, REASON))
    given(*with_project).when(remove_challenge, by=COMMITTEE).then_refused(NotEmpty)
    given(*with_project).when(remove_project, by=COMMITTEE).then(ProjectRemoved(WATER, REASON))
    included = [*with_project, *planned(WELLS)]
    given(*included).when(remove_project, by=COMMITTEE).then_refused(NotEmpty)
    given(*included, in_plan(ActivityExcluded(WELLS))).when(remove_project, by=COMMITTEE).then(
        ProjectRemoved(WATER, REASON)
    )


def test_a_project_that_holds_proposals_is_not_removed_before_they_are_moved() -> None:
    roads = in_plan(ProjectDefined(AXIS, ROADS, NAME, {}, [], [], [], None))
    past = [*with_project, roads, in_plan(ProposalTakenUp(PROPOSAL, WATER, None))]
    remove = RemoveProject(PLAN, WATER, REASON)
    given(*past).when(remove, by=COMMITTEE).then_refused(HoldsProposals)
    moved = in_plan(TakenUpProposalMoved(PROPOSAL, WATER, ROADS, None, None))
    given(*past, moved).when(remove, by=COMMITTEE).then(ProjectRemoved(WATER, REASON))
    given(*past, moved).when(RemoveProject(PLAN, ROADS, REASON), by=COMMITTEE).then_refused(HoldsProposals)


def test_a_project_taken_up_from_another_community_is_linked_both_ways() -> None:
    origin = Origin(OTHER_PLAN, ROADS)
    take_up = DefineProject(PLAN, AXIS, WATER, NAME, TEXT, taken_from=origin)
    history = History(*with_axis, *projects_elsewhere)
    here, there = history.decide(take_up, Act(COMMITTEE, NOON, NOON))
    assert here.event == ProjectDefined(AXIS, WATER, NAME, TEXT, [], [], [], origin)
    assert (here.stream, here.root, here.community) == (PLAN, PLAN, COMMUNITY)
    assert there.event == ProjectTakenUpElsewhere(ROADS, COMMUNITY, PLAN, WATER)
    assert (there.stream, there.root, there.community) == (OTHER_PLAN, OTHER_PLAN, NEIGHBOUR)


def test_a_project_is_taken_up_from_one_that_is_there() -> None:
    past = [*with_project, *projects_elsewhere]
    for origin, refusal in {
        Origin(PLAN, WATER): TakenFromItself,
        Origin(thing("no plan"), ROADS): Unknown,
        Origin(OTHER_PLAN, WATER): NoSuchProject,
    }.items():
        command = DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, taken_from=origin)
        given(*past).when(command, by=COMMITTEE).then_refused(refusal)


def test_there_are_not_more_parts_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_PARTS", 1)
    given(*with_axis).when(DefineAxis(PLAN, OTHER_AXIS, NAME, {}), by=COMMITTEE).then_refused(TooMany)
