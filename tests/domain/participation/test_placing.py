"""What becomes of an accepted proposal: its place in a plan, which knows of it; and the link that nothing loses."""

from uuid import UUID

import pytest

from domain.kernel import PLATFORM, Actor, Event
from domain.participation.consultation import NotOpen
from domain.participation.meeting import NoRecommendation
from domain.participation.meeting import Unknown as NoMeeting
from domain.participation.placing import (
    AlreadyIncorporated,
    Incorporate,
    MoveTo,
    NotAccepted,
    NotIncorporated,
    OfAnotherPlan,
    ProposalIncorporated,
    ProposalMoved,
)
from domain.participation.proposal import GiveAnswer, Merge, Moderate, NoPlan, NotFromRecommendation, Submit, Withdraw
from domain.participation.proposal_events import (
    Answer,
    Origin,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalSubmitted,
    ProposalWithdrawn,
    Recommended,
)
from domain.participation.proposal_state import Settled, Unknown
from domain.plans.plan_events import (
    ChallengeRemoved,
    PlanClosed,
    ProjectRemoved,
    ProposalTakenUp,
    TakenUpProposalMoved,
)
from domain.plans.plan_state import Closed, NoSuchChallenge, NoSuchProject, NotInPlan
from domain.plans.plan_state import Unknown as NoSuchPlan
from domain.refusal import NotAllowed
from tests.kit.participation_facts import (
    ADVICE,
    BODY,
    CLOSES,
    DROUGHT,
    PLAN,
    PUMPS,
    REASON,
    ROADS,
    TALK,
    TITLE,
    TREES,
    WATER,
    WELLS,
    WORKSHOP,
    closed,
    held,
    in_plan,
    in_proposal,
    opened,
    planned,
    reported,
    scheduled,
    submitted,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    MODERATOR,
    NOON,
    Happened,
    given,
    office,
    thing,
)

COMMITTEE = office("committee")
take_up = Incorporate(TALK, WATER, PLAN, WELLS, PUMPS)
move = MoveTo(TALK, WATER, PLAN, ROADS)


def accepted(answer: Answer = "accepted") -> Happened:
    return in_proposal(ProposalAnswered(None, None, answer, REASON), by=FOCAL_POINT)


def incorporated(activity: UUID | None = PUMPS) -> list[Happened]:
    return [
        in_proposal(ProposalIncorporated(PLAN, WELLS, activity), by=COMMITTEE),
        in_plan(ProposalTakenUp(WATER, WELLS, activity)),
    ]


def waiting(*, about: UUID | None = None) -> list[Happened]:
    """A proposal in a consultation that names no plan; so that what is told of it is told to the plan alone."""
    return [*planned(), opened(plan=about), submitted()]


# Taken up


@pytest.mark.parametrize("by", [FOCAL_POINT, COMMITTEE])
@pytest.mark.parametrize("answer", ["accepted", "partly_accepted"])
def test_an_accepted_proposal_is_taken_up_in_a_project_or_activity_and_the_plan_knows(
    by: Actor, answer: Answer
) -> None:
    given(*waiting(), accepted(answer)).when(take_up, by=by).then(
        ProposalIncorporated(PLAN, WELLS, PUMPS), ProposalTakenUp(WATER, WELLS, PUMPS)
    )
    given(*waiting(), accepted(answer)).when(Incorporate(TALK, WATER, PLAN, ROADS), by=by).then(
        ProposalIncorporated(PLAN, ROADS), ProposalTakenUp(WATER, ROADS, None)
    )


@pytest.mark.parametrize("by", [AMINA, MODERATOR, ADMINISTRATOR, IMPORT, office("committee", thing("elsewhere"))])
def test_nobody_else_takes_a_proposal_up_or_moves_it(by: Actor) -> None:
    given(*waiting(), accepted()).when(take_up, by=by).then_refused(NotAllowed)
    given(*waiting(), accepted(), *incorporated()).when(move, by=by).then_refused(NotAllowed)


def test_only_what_was_accepted_is_taken_up() -> None:
    given(*waiting()).when(take_up, by=COMMITTEE).then_refused(NotAccepted)
    given(*waiting(), accepted("refused")).when(take_up, by=COMMITTEE).then_refused(NotAccepted)


@pytest.mark.parametrize(
    "end", [ProposalWithdrawn(), ProposalMerged(TREES, REASON), ProposalModerated("unmoderated", "hidden", REASON)]
)
def test_what_no_longer_stands_is_not_taken_up(end: Event) -> None:
    given(*waiting(), accepted(), in_proposal(end)).when(take_up, by=COMMITTEE).then_refused(Settled)


def test_it_is_taken_up_in_what_the_plan_has() -> None:
    past = [*waiting(), accepted()]
    for command, refusal in (
        (Incorporate(TALK, WATER, PLAN, thing("nowhere")), NoSuchProject),
        (Incorporate(TALK, WATER, PLAN, ROADS, PUMPS), NotInPlan),
        (Incorporate(TALK, WATER, PLAN, WELLS, thing("nothing")), NotInPlan),
        (Incorporate(TALK, WATER, thing("no plan"), WELLS), NoSuchPlan),
    ):
        given(*past).when(command, by=COMMITTEE).then_refused(refusal)
    removed = in_plan(ProjectRemoved(WELLS, TITLE))
    given(*past, removed).when(take_up, by=COMMITTEE).then_refused(NoSuchProject)
    given(*past, in_plan(PlanClosed(TITLE))).when(take_up, by=COMMITTEE).then_refused(Closed)


def test_it_is_taken_up_by_the_plan_that_the_consultation_is_about() -> None:
    other = thing("another plan")
    past = [*planned(plan=other), *waiting(about=PLAN), accepted()]
    given(*past).when(Incorporate(TALK, WATER, other, WELLS), by=COMMITTEE).then_refused(OfAnotherPlan)
    foreign = [*planned(plan=other, community=thing("elsewhere")), opened(), submitted(), accepted()]
    given(*foreign).when(Incorporate(TALK, WATER, other, WELLS), by=COMMITTEE).then_refused(NoSuchPlan)


def test_it_is_taken_up_once() -> None:
    past = [*waiting(), accepted(), *incorporated()]
    given(*past).when(take_up, by=COMMITTEE).then_nothing()
    given(*past).when(Incorporate(TALK, WATER, PLAN, ROADS), by=COMMITTEE).then_refused(AlreadyIncorporated)


# Moved


def test_it_is_moved_within_the_plan_and_says_from_where() -> None:
    past = [*waiting(), accepted(), *incorporated()]
    given(*past).when(move, by=COMMITTEE).then(
        ProposalMoved(PLAN, WELLS, ROADS, PUMPS, None), TakenUpProposalMoved(WATER, WELLS, ROADS, PUMPS, None)
    )
    given(*past).when(MoveTo(TALK, WATER, PLAN, WELLS, PUMPS), by=COMMITTEE).then_nothing()
    given(*past).when(MoveTo(TALK, WATER, PLAN, ROADS, PUMPS), by=COMMITTEE).then_refused(NotInPlan)


def test_only_what_the_plan_has_taken_up_is_moved_in_it() -> None:
    given(*waiting(), accepted()).when(move, by=COMMITTEE).then_refused(NotIncorporated)
    other = planned(plan=thing("another plan"))
    elsewhere = MoveTo(TALK, WATER, thing("another plan"), ROADS)
    given(*other, *waiting(), accepted(), *incorporated()).when(elsewhere, by=COMMITTEE).then_refused(NotIncorporated)


@pytest.mark.parametrize("end", [ProposalWithdrawn(), ProposalModerated("unmoderated", "hidden", REASON)])
def test_the_link_is_kept_and_moved_even_where_the_words_are_gone(end: Event) -> None:
    given(*waiting(), accepted(), *incorporated(), in_proposal(end)).when(move, by=COMMITTEE).then(
        ProposalMoved(PLAN, WELLS, ROADS, PUMPS, None), TakenUpProposalMoved(WATER, WELLS, ROADS, PUMPS, None)
    )


def test_what_a_plan_has_taken_up_is_neither_refused_nor_merged() -> None:
    past = [*waiting(), submitted(TREES), accepted(), *incorporated()]
    refuse = GiveAnswer(TALK, WATER, "refused", REASON)
    given(*past).when(refuse, by=FOCAL_POINT).then_refused(AlreadyIncorporated)
    given(*past).when(Merge(TALK, WATER, TREES, REASON), by=FOCAL_POINT).then_refused(AlreadyIncorporated)
    given(*past).when(GiveAnswer(TALK, WATER, "partly_accepted", BODY), by=FOCAL_POINT).then(
        ProposalAnswered("accepted", 2, "partly_accepted", BODY)
    )


def test_its_words_may_still_be_withdrawn_or_hidden() -> None:
    past = [*waiting(), accepted(), *incorporated()]
    given(*past).when(Withdraw(TALK, WATER)).then(ProposalWithdrawn())
    given(*past).when(Moderate(TALK, WATER, "hidden", REASON), by=MODERATOR).then(
        ProposalModerated("unmoderated", "hidden", REASON)
    )


def test_what_is_not_in_the_consultation_is_unknown_there() -> None:
    for command in (take_up, move):
        given(*planned(), opened()).when(command, by=COMMITTEE).then_refused(Unknown)
        given(*planned()).when(command, by=office("committee", PLATFORM)).then_refused(Unknown)


# Where it came from


def test_a_proposal_names_the_challenge_that_it_answers_to() -> None:
    past = [*planned(), opened(plan=PLAN)]
    named = Submit(TALK, WATER, BODY, challenge=DROUGHT)
    events = given(*past).when(named).outcome()
    assert events[0] == ProposalSubmitted(None, BODY, "online", challenge=DROUGHT)
    given(*past).when(Submit(TALK, WATER, BODY, challenge=thing("none"))).then_refused(NoSuchChallenge)
    gone = in_plan(ChallengeRemoved(DROUGHT, TITLE))
    given(*past, gone).when(named).then_refused(NoSuchChallenge)
    given(*planned(), opened()).when(named).then_refused(NoPlan)


@pytest.mark.parametrize("origin", ["recommendation", "meeting"])
def test_a_proposal_names_the_recommendation_that_it_came_from(origin: Origin) -> None:
    made = Recommended(WORKSHOP, ADVICE)
    named = Submit(TALK, WATER, BODY, origin=origin, recommendation=made)
    given(*held(), opened()).when(named, by=FOCAL_POINT).then(
        ProposalSubmitted(None, BODY, origin, recommendation=made)
    )
    given(scheduled(), opened()).when(named, by=FOCAL_POINT).then_refused(NoRecommendation)
    given(opened()).when(named, by=FOCAL_POINT).then_refused(NoMeeting)


def test_a_recommendation_is_one_of_a_meeting_of_the_same_community() -> None:
    named = Submit(TALK, WATER, BODY, origin="recommendation", recommendation=Recommended(WORKSHOP, ADVICE))
    elsewhere = thing("elsewhere")
    foreign = [Happened(one.noun, one.stream, one.event, community=elsewhere) for one in held()]
    given(*foreign, opened()).when(named, by=FOCAL_POINT).then_refused(NoMeeting)


@pytest.mark.parametrize("origin", ["registry_desk", "petition", "advisory_body"])
def test_what_came_otherwise_names_no_recommendation(origin: Origin) -> None:
    named = Submit(TALK, WATER, BODY, origin=origin, recommendation=Recommended(WORKSHOP, ADVICE))
    given(*held(), opened()).when(named, by=FOCAL_POINT).then_refused(NotFromRecommendation)
    online = Submit(TALK, WATER, BODY, recommendation=Recommended(WORKSHOP, ADVICE))
    given(*held(), opened()).when(online).then_refused(NotFromRecommendation)


@pytest.mark.parametrize("origin", ["recommendation", "advisory_body", "registry_desk", "petition", "meeting"])
def test_what_came_in_time_is_entered_into_a_plan_s_consultation_until_its_report(origin: Origin) -> None:
    late = Submit(TALK, WATER, BODY, origin=origin, challenge=DROUGHT)
    over = [*planned(), opened(plan=PLAN), closed()]
    events = given(*over).when(late, by=FOCAL_POINT, at=CLOSES + HOUR, occurred_at=NOON, on_behalf_of=BADR).outcome()
    assert events[0] == ProposalSubmitted(None, BODY, origin, after_closing=True, challenge=DROUGHT)
    told = given(*over, reported()).when(late, by=FOCAL_POINT, at=CLOSES + 2 * DAY, occurred_at=NOON)
    told.then_refused(NotOpen)
