"""A project in an axis of a plan: defined, revised, removed; and where it comes from."""

from domain.plans.drafting import NotEmpty
from domain.plans.plan_events import (
    ActivityExcluded,
    AxisDefined,
    Origin,
    PartnershipRequested,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
    ProposalTakenUp,
    TakenUpProposalMoved,
)
from domain.plans.plan_state import NoSuchProject, Unknown
from domain.plans.project import DefineProject, HoldsProposals, RemoveProject, ReviseProject, TakenFromItself
from domain.plans.take_up import take_up_stream
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
    planned,
    projects_elsewhere,
    with_axis,
    with_project,
)
from tests.kit.scenario import (
    COMMUNITY,
    NOON,
    Act,
    History,
    given,
    thing,
)


def test_a_revision_says_what_it_was() -> None:
    past = [*with_project, in_plan(AxisDefined(OTHER_AXIS, NAME, {}))]
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
            partners=[],
        ),
        PartnershipRequested(WATER, NEIGHBOUR),
    )


def test_it_is_removed_only_when_nothing_stands_in_it() -> None:
    remove = RemoveProject(PLAN, WATER, REASON)
    given(*with_project).when(remove, by=COMMITTEE).then(ProjectRemoved(WATER, REASON))
    included = [*with_project, *planned(WELLS)]
    given(*included).when(remove, by=COMMITTEE).then_refused(NotEmpty)
    given(*included, in_plan(ActivityExcluded(WELLS))).when(remove, by=COMMITTEE).then(ProjectRemoved(WATER, REASON))


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
    assert (there.stream, there.root, there.community) == (take_up_stream(ROADS, PLAN), OTHER_PLAN, NEIGHBOUR)


def test_a_take_up_is_noted_once_for_each_project_and_plan_and_moves_no_plan_of_others() -> None:
    """Each take-up was written to the plan of the project: a stranger, by repeating it, outdated what its drafters had read."""
    first = DefineProject(PLAN, AXIS, thing("first"), NAME, TEXT, taken_from=Origin(OTHER_PLAN, ROADS))
    second = DefineProject(PLAN, AXIS, thing("second"), NAME, TEXT, taken_from=Origin(OTHER_PLAN, ROADS))
    history = History(*with_axis, *projects_elsewhere)
    act = Act(COMMITTEE, NOON, NOON)
    assert [type(event) for event in history.play(first, act)] == [ProjectDefined, ProjectTakenUpElsewhere]
    assert [type(event) for event in history.play(second, act)] == [ProjectDefined]
    assert not [one for one in history.of(OTHER_PLAN) if isinstance(one.data, ProjectTakenUpElsewhere)]


def test_a_project_is_taken_up_from_one_that_is_there() -> None:
    past = [*with_project, *projects_elsewhere]
    for origin, refusal in {
        Origin(PLAN, WATER): TakenFromItself,
        Origin(thing("no plan"), ROADS): Unknown,
        Origin(OTHER_PLAN, WATER): NoSuchProject,
    }.items():
        command = DefineProject(PLAN, AXIS, thing("new"), NAME, TEXT, taken_from=origin)
        given(*past).when(command, by=COMMITTEE).then_refused(refusal)
