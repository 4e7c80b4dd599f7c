"""Partners of a project: asked by the drafters, shown once they have accepted. (They were partners once they were named.)"""

from uuid import UUID

from domain.plans.partnership import AcceptPartnership, EndPartnership, NotAPartner, NotRequested
from domain.plans.plan import plans
from domain.plans.plan_events import (
    PartnershipAccepted,
    PartnershipDeclined,
    PartnershipEnded,
    PartnershipRequested,
    PartnershipWithdrawn,
    ProjectDefined,
    ProjectRevised,
)
from domain.plans.plan_state import NoSuchProject
from domain.plans.project import DefineProject, ReviseProject
from domain.refusal import NotAllowed
from tests.kit.plan_facts import (
    AXIS,
    COMMITTEE,
    NAME,
    NEIGHBOUR,
    PLAN,
    REASON,
    TEXT,
    WATER,
    in_plan,
    with_axis,
)
from tests.kit.scenario import COMMUNITY, History, Scenario, given, office, thing

THEIRS = office("focal_point", NEIGHBOUR)
PROJECT = in_plan(ProjectDefined(AXIS, WATER, NAME, TEXT, [], [], [], None))
OLD = in_plan(ProjectDefined(AXIS, WATER, NAME, TEXT, [], [], [NEIGHBOUR], None))
ASKED = in_plan(PartnershipRequested(WATER, NEIGHBOUR))
AGREED = in_plan(PartnershipAccepted(WATER, NEIGHBOUR))

ACCEPT = AcceptPartnership(PLAN, WATER, NEIGHBOUR)
END = EndPartnership(PLAN, WATER, NEIGHBOUR, REASON)


def revise(*partners: object) -> ReviseProject:
    return ReviseProject(PLAN, AXIS, WATER, NAME, TEXT, [], [], list(partners))  # type: ignore[arg-type]


def project(*past: object) -> tuple[list[UUID], list[UUID]]:
    """The partners of the project, and the communities that were asked."""
    state = History(*past).state(plans, PLAN)  # type: ignore[arg-type]
    return state.projects[WATER].partners, [partner for _, partner in state.requested]


def having(*past: object) -> Scenario:
    return given(*with_axis, *past)  # type: ignore[arg-type]


def test_a_partner_is_asked_and_none_yet() -> None:
    define = DefineProject(PLAN, AXIS, WATER, NAME, TEXT, partners=[NEIGHBOUR, NEIGHBOUR, COMMUNITY])
    having().when(define, by=COMMITTEE).then(PROJECT.event, PartnershipRequested(WATER, NEIGHBOUR))
    assert project(*with_axis, PROJECT, ASKED) == ([], [NEIGHBOUR])


def test_the_partner_alone_answers() -> None:
    for answer in (ACCEPT, END):
        for actor in (
            COMMITTEE,
            office("focal_point"),
            office("committee", NEIGHBOUR),
            office("administrator", thing("other")),
        ):
            having(PROJECT, ASKED).when(answer, by=actor).then_refused(NotAllowed)
    having(PROJECT, ASKED).when(ACCEPT, by=THEIRS).then(PartnershipAccepted(WATER, NEIGHBOUR))
    having(PROJECT, ASKED).when(END, by=THEIRS).then(PartnershipDeclined(WATER, NEIGHBOUR, REASON))
    assert project(*with_axis, PROJECT, ASKED, AGREED) == ([NEIGHBOUR], [])


def test_a_request_is_answered_once() -> None:
    having(PROJECT).when(ACCEPT, by=THEIRS).then_refused(NotRequested)
    having(PROJECT, ASKED, AGREED).when(ACCEPT, by=THEIRS).then_refused(NotRequested)
    declined = in_plan(PartnershipDeclined(WATER, NEIGHBOUR, REASON))
    having(PROJECT, ASKED, declined).when(ACCEPT, by=THEIRS).then_refused(NotRequested)
    having(PROJECT, ASKED, declined).when(END, by=THEIRS).then_refused(NotAPartner)
    other = AcceptPartnership(PLAN, thing("no project"), NEIGHBOUR)
    having(PROJECT).when(other, by=THEIRS).then_refused(NoSuchProject)


def test_a_partner_leaves() -> None:
    having(PROJECT, ASKED, AGREED).when(END, by=THEIRS).then(PartnershipEnded(WATER, NEIGHBOUR, REASON))
    left = in_plan(PartnershipEnded(WATER, NEIGHBOUR, REASON))
    assert project(*with_axis, PROJECT, ASKED, AGREED, left) == ([], [])
    having(PROJECT, ASKED, AGREED, left).when(END, by=THEIRS).then_refused(NotAPartner)


def test_drafters_withdraw_a_request_and_end_a_partnership() -> None:
    having(PROJECT, ASKED).when(revise(), by=COMMITTEE).then(PartnershipWithdrawn(WATER, NEIGHBOUR))
    having(PROJECT, ASKED).when(revise(NEIGHBOUR), by=COMMITTEE).then_nothing()
    having(PROJECT, ASKED, AGREED).when(revise(NEIGHBOUR), by=COMMITTEE).then_nothing()
    ended = ProjectRevised(WATER, AXIS, AXIS, NAME, NAME, TEXT, TEXT, [], [], [], [], [NEIGHBOUR], [])
    having(PROJECT, ASKED, AGREED).when(revise(), by=COMMITTEE).then(ended, PartnershipWithdrawn(WATER, NEIGHBOUR))
    again = in_plan(PartnershipWithdrawn(WATER, NEIGHBOUR))
    having(PROJECT, ASKED, again).when(ACCEPT, by=THEIRS).then_refused(NotRequested)


def test_partners_that_were_recorded_before_stay_and_may_leave() -> None:
    assert project(*with_axis, OLD) == ([NEIGHBOUR], [])
    having(OLD).when(revise(NEIGHBOUR), by=COMMITTEE).then_nothing()
    having(OLD).when(END, by=THEIRS).then(PartnershipEnded(WATER, NEIGHBOUR, REASON))
