"""What axes, challenges and projects have in common: who defines them, under which ids, in how many words."""

import pytest

from domain.communities.community import NotRegistered
from domain.kernel import Actor, Command
from domain.plans import drafting
from domain.plans.axis import DefineAxis, RemoveAxis, ReviseAxis
from domain.plans.challenge import IdentifyChallenge, RemoveChallenge, ReviseChallenge
from domain.plans.drafting import AlreadyThere, TooMany
from domain.plans.plan_events import (
    AxisDefined,
    AxisRemoved,
    ChallengeIdentified,
    ProjectDefined,
)
from domain.plans.plan_state import NoSuchAxis, NoSuchChallenge, NoSuchProject
from domain.plans.project import (
    DefineProject,
    RemoveProject,
    ReviseProject,
    UnknownPrinciple,
)
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    NAME,
    NEIGHBOUR,
    OTHER_AXIS,
    PLAN,
    QUEUES,
    REASON,
    TEXT,
    WATER,
    in_plan,
    opened,
    with_axis,
    with_challenge,
    with_project,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    FOCAL_POINT,
    MODERATOR,
    given,
    office,
    thing,
)

define_axis = DefineAxis(PLAN, AXIS, NAME, TEXT)
identify = IdentifyChallenge(PLAN, AXIS, QUEUES, NAME, TEXT)
define = DefineProject(PLAN, AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES])


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


def test_what_is_revised_to_what_it_is_already_does_not_change() -> None:
    same = ReviseProject(PLAN, AXIS, WATER, NAME, TEXT, ["transparency"], [QUEUES])
    for command in (ReviseAxis(PLAN, AXIS, NAME, TEXT), ReviseChallenge(PLAN, AXIS, QUEUES, NAME, TEXT), same):
        given(*with_project).when(command, by=COMMITTEE).then_nothing()


def test_there_are_not_more_parts_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "MOST_PARTS", 1)
    given(*with_axis).when(DefineAxis(PLAN, OTHER_AXIS, NAME, {}), by=COMMITTEE).then_refused(TooMany)
