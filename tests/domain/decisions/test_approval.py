"""Approvals: asked of an office on one version of a plan, granted or refused by that office and no other."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.across.approval import NotHeldThere
from domain.communities.community import CommunityJurisdictionSet, CommunityPlaced, CommunityRegistered, communities
from domain.decisions.approval import (
    AlreadyDecided,
    AlreadyRequested,
    Approval,
    ApprovalGranted,
    ApprovalRefused,
    ApprovalRequested,
    GrantApproval,
    RefuseApproval,
    RequestApproval,
    Unknown,
    approvals,
)
from domain.decisions.deadline import BadDue
from domain.decisions.subjects import PlanVersion
from domain.kernel import Act, Office
from domain.plans.plan import plans
from domain.plans.plan_events import DraftPublished, PlanClosed, PlanOpened, PlanReferred
from domain.plans.plan_state import Closed, NoSuchVersion
from domain.plans.plan_state import Unknown as NoSuchPlan
from domain.refusal import NotAllowed
from domain.rules.rulesets import RuleRef
from domain.words import Empty
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    NOON,
    Happened,
    Scenario,
    given,
    office,
    thing,
)

PLAN, APPROVAL, NETWORK, ELSEWHERE = thing("the plan"), thing("the approval"), thing("REMACTO"), thing("elsewhere")
SHA256, OTHER = "ab" * 32, "cd" * 32
FIRST = PlanVersion(PLAN, 1, SHA256)
PROCESS = RuleRef("remacto", 2, "plan.process.openness")
REASONS = {"fr": "Conforme aux engagements", "ar": "مطابق للالتزامات"}
COMMITTEE = office("committee")


def registered(id: UUID = COMMUNITY, kind: str = "region", jurisdiction: bool = True) -> list[Happened]:
    """A community, of the rules of Morocco or of none."""
    name = CommunityRegistered(str(id)[:8], {"fr": "Oriental"}, "Africa/Casablanca")
    events: list[Any] = [name, CommunityPlaced(kind)]
    if jurisdiction:
        events.append(CommunityJurisdictionSet("MA"))
    return [Happened(communities, id, event, community=id) for event in events]


def drafted() -> list[Happened]:
    opened = PlanOpened("openness", {"fr": "Programme"}, date(2026, 1, 1), None, None, None, PROCESS)
    return [Happened(plans, PLAN, event) for event in (opened, DraftPublished(1, SHA256, PROCESS))]


HERE = [*registered(), *registered(NETWORK, "network"), *drafted()]


def requested(role: Any = "committee", holder_of: UUID = COMMUNITY) -> list[Happened]:
    return [Happened(approvals, APPROVAL, ApprovalRequested(FIRST, role, holder_of, NOON + DAY))]


def asking(**said: Any) -> RequestApproval:
    return RequestApproval(
        **{"community": COMMUNITY, "approval": APPROVAL, "subject": FIRST, "role": "committee"} | said
    )


def asked_by(by: Any, *past: Happened, **said: Any) -> Scenario:
    return given(*(past or HERE)).when(asking(**said), by=by)


def test_an_approval_is_asked_of_the_committee_until_the_day_that_the_rules_say_and_the_plan_knows_it() -> None:
    end_of_the_thirtieth_day = datetime(2026, 10, 31, 23, tzinfo=UTC)
    asked_by(FOCAL_POINT).then(
        ApprovalRequested(
            FIRST, "committee", COMMUNITY, end_of_the_thirtieth_day, RuleRef("remacto", 2, "approval.answer")
        ),
        PlanReferred("approval", APPROVAL, 1),
    )


def test_what_the_plan_knows_stands_in_the_plan_s_own_stream() -> None:
    scenario = asked_by(FOCAL_POINT)
    own, on_plan = scenario.history.decide(scenario.command, Act(*scenario.asked))
    assert (own.stream, own.root) == (APPROVAL, APPROVAL)
    assert (on_plan.stream, on_plan.root, on_plan.community) == (PLAN, PLAN, COMMUNITY)


def test_a_request_may_say_itself_until_when() -> None:
    asked_by(FOCAL_POINT, due=NOON + DAY).then(
        ApprovalRequested(FIRST, "committee", COMMUNITY, NOON + DAY), PlanReferred("approval", APPROVAL, 1)
    )


def test_where_no_rule_is_known_a_request_waits_without_a_deadline() -> None:
    past = [*registered(jurisdiction=False), *drafted()]
    asked_by(FOCAL_POINT, *past).then(
        ApprovalRequested(FIRST, "committee", COMMUNITY), PlanReferred("approval", APPROVAL, 1)
    )


@pytest.mark.parametrize("due", [NOON, NOON - HOUR])
def test_an_answer_is_due_after_it_is_asked_for(due: datetime) -> None:
    asked_by(FOCAL_POINT, due=due).then_refused(BadDue)


@pytest.mark.parametrize(
    "version", [PlanVersion(PLAN, 1, OTHER), PlanVersion(PLAN, 2, SHA256), PlanVersion(PLAN, 0, SHA256)]
)
def test_only_a_version_that_was_published_with_this_hash_can_be_approved(version: PlanVersion) -> None:
    asked_by(FOCAL_POINT, subject=version).then_refused(NoSuchVersion)


def test_a_community_asks_only_about_plans_of_its_own_and_open_ones() -> None:
    past = [*HERE, *registered(ELSEWHERE)]
    asked_by(office("focal_point", ELSEWHERE), *past, community=ELSEWHERE).then_refused(NoSuchPlan)
    asked_by(FOCAL_POINT, *HERE, Happened(plans, PLAN, PlanClosed(REASONS))).then_refused(Closed)


def test_who_may_ask() -> None:
    for by in (FOCAL_POINT, ADMINISTRATOR, office("president")):
        assert len(asked_by(by).outcome()) == 2
    for other in (AMINA, COMMITTEE, office("focal_point", ELSEWHERE)):
        asked_by(other).then_refused(NotAllowed)


def test_the_staff_of_a_network_is_asked_where_it_holds_its_office() -> None:
    first, _ = asked_by(FOCAL_POINT, role="network", holder_of=NETWORK).outcome()
    assert isinstance(first, ApprovalRequested)
    assert (first.role, first.holder_of) == ("network", NETWORK)


@pytest.mark.parametrize(
    ("role", "holder_of"),
    [("network", None), ("authority", NETWORK), ("committee", NETWORK), ("president", NETWORK), ("network", ELSEWHERE)],
)
def test_an_office_is_not_asked_where_nobody_holds_it(role: str, holder_of: UUID | None) -> None:
    asked_by(FOCAL_POINT, role=role, holder_of=holder_of).then_refused(NotHeldThere)


def test_an_approval_is_asked_for_once() -> None:
    asked_by(FOCAL_POINT, *HERE, *requested()).then_refused(AlreadyRequested)


def test_the_office_that_was_asked_grants_or_refuses_with_reasons() -> None:
    given(*requested()).when(GrantApproval(APPROVAL, REASONS), by=COMMITTEE).then(ApprovalGranted(REASONS))
    given(*requested()).when(RefuseApproval(APPROVAL, REASONS), by=COMMITTEE).then(ApprovalRefused(REASONS))
    given(*requested()).when(GrantApproval(APPROVAL, {}), by=COMMITTEE).then_refused(Empty)


@pytest.mark.parametrize("command", [GrantApproval, RefuseApproval])
def test_no_other_office_answers_for_it(command: Any) -> None:
    of_network = requested("network", NETWORK)
    given(*of_network).when(command(APPROVAL, REASONS), by=office("network", NETWORK)).outcome()
    for other in (office("network"), office("committee", NETWORK), office("president", NETWORK), ADMINISTRATOR, AMINA):
        given(*of_network).when(command(APPROVAL, REASONS), by=other).then_refused(NotAllowed)
    for stranger in (FOCAL_POINT, office("president"), office("committee", ELSEWHERE)):
        given(*requested()).when(command(APPROVAL, REASONS), by=stranger).then_refused(NotAllowed)


def test_the_community_of_an_approval_stays_the_one_that_asked() -> None:
    past = requested("network", NETWORK)
    staff: Office = office("network", NETWORK)
    (granted,) = given(*past).history.decide(GrantApproval(APPROVAL, REASONS), Act(staff, NOON, NOON))
    assert granted.community == COMMUNITY


@pytest.mark.parametrize("said", [ApprovalGranted(REASONS), ApprovalRefused(REASONS)])
@pytest.mark.parametrize("command", [GrantApproval, RefuseApproval])
def test_what_was_said_stays_said(said: Any, command: Any) -> None:
    past = [*requested(), Happened(approvals, APPROVAL, said, by=COMMITTEE)]
    given(*past).when(command(APPROVAL, REASONS), by=COMMITTEE).then_refused(AlreadyDecided)


def test_what_was_not_asked_for_is_not_granted() -> None:
    with pytest.raises(Unknown):
        Approval().must_wait()
