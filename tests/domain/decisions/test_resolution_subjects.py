"""Resolutions on a plan and on a network: what the council may decide on, and what its decision does."""

from typing import Any

import msgspec
import pytest

from domain.across.plan import VoteUnderWay
from domain.across.resolution import NotUpForAdoption, OlderThanAdopted
from domain.communities.membership import NotANetwork
from domain.decisions.numbering import NumberGiven
from domain.decisions.resolution import (
    CloseVote,
    PutToVote,
    Table,
)
from domain.decisions.resolution_events import (
    ResolutionAdopted,
    ResolutionRejected,
    ResolutionTabled,
)
from domain.decisions.session_events import SessionVoteEnded
from domain.decisions.subjects import Joining, PlanVersion
from domain.kernel import Act, Actor
from domain.plans.plan import SendBack, plans
from domain.plans.plan_events import (
    PlanAdopted,
    PlanAdoptionAttested,
    PlanAmended,
    PlanClosed,
    PlanReferred,
    PlanSentBack,
)
from domain.plans.plan_state import Closed, NoSuchVersion
from domain.plans.plan_state import Unknown as NoSuchPlan
from tests.kit.council_facts import (
    MAJORITY,
    PAPER,
    PLAN,
    RESOLUTION,
    SECRETARY,
    SESSION,
    SHA256,
    STARTS,
    TEXT,
    TITLE,
    VERSION,
    community,
    convened,
    council,
    on_resolution,
    opened,
    plan,
    put_to_vote,
    table,
    tabled,
    voted,
)
from tests.kit.scenario import (
    COMMUNITY,
    FOCAL_POINT,
    Happened,
    Scenario,
    given,
    thing,
)

OTHER, ELSEWHERE, NETWORK = thing("another resolution"), thing("another community"), thing("the network")
region = [*community(), *council()]
called = [*region, convened()]
sitting = [*called, opened()]
put, count = PutToVote(SESSION, RESOLUTION), CloseVote(SESSION, RESOLUTION)
adopted = on_resolution(ResolutionAdopted(6, 5, 0, MAJORITY, 2026, 1))
rejected = on_resolution(ResolutionRejected(5, 6, 0, MAJORITY))
on_plan = msgspec.structs.replace(table, subject=VERSION)


def asked(past: list[Happened], command: Any, *, by: Actor = SECRETARY, at: Any = STARTS) -> Scenario:
    return given(*past).when(command, by=by, at=at)


def outcome(past: list[Happened], sides: str) -> list[Any]:
    return asked([*past, *voted(sides)], count).outcome()


def test_a_plan_is_laid_before_the_council_where_its_process_has_come_to_that() -> None:
    asked([*called, *plan()], on_plan).then(
        ResolutionTabled("plan", TITLE, TEXT, VERSION), PlanReferred("resolution", RESOLUTION, 1)
    )
    for stage in ("validation", "implementation"):
        asked([*called, *plan(stage)], on_plan).then_refused(NotUpForAdoption)
    asked([*called, *plan(versions=2)], on_plan).then_refused(NotUpForAdoption)


@pytest.mark.parametrize(
    ("past", "subject", "refusal"),
    [
        (plan(), PlanVersion(PLAN, 1, "cd" * 32), NoSuchVersion),
        (plan(), PlanVersion(PLAN, 2, SHA256), NoSuchVersion),
        (plan(versions=0), VERSION, NoSuchVersion),
        (plan(where=ELSEWHERE), VERSION, NoSuchPlan),
        ([], VERSION, NoSuchPlan),
        ([*plan(), Happened(plans, PLAN, PlanClosed({"fr": "Abandonné"}))], VERSION, Closed),
    ],
)
def test_only_a_version_of_this_community_s_plan_that_was_published(past: Any, subject: Any, refusal: Any) -> None:
    asked([*called, *past], msgspec.structs.replace(table, subject=subject)).then_refused(refusal)


def test_a_plan_is_not_sent_back_while_the_council_votes_on_it() -> None:
    referred = Happened(plans, PLAN, PlanReferred("resolution", RESOLUTION, 1), by=SECRETARY)
    before = [*sitting, *plan(), tabled(VERSION), referred]
    back = SendBack(PLAN, "validation", {"fr": "À revoir"})
    asked([*before, *put_to_vote()], back, by=FOCAL_POINT).then_refused(VoteUnderWay)
    for past in (before, [*before, *put_to_vote(), rejected]):
        (event,) = asked(past, back, by=FOCAL_POINT).outcome()
        assert isinstance(event, PlanSentBack)


def vote_on(*past: Happened, sides: str = "+++++++", subject: PlanVersion = VERSION) -> list[Happened]:
    return [*sitting, *plan(versions=3), *past, tabled(subject), *put_to_vote(), *voted(sides)]


def test_its_adoption_is_the_plan_s() -> None:
    decided = given(*vote_on()).history.decide(count, Act(SECRETARY, STARTS, STARTS))
    on_it = decided[-1]
    assert on_it.event == PlanAdopted(1, SHA256, RESOLUTION, SESSION)
    assert (on_it.stream, on_it.root, on_it.community) == (PLAN, PLAN, COMMUNITY)
    assert [type(one.event) for one in decided[:-1]] == [ResolutionAdopted, SessionVoteEnded, NumberGiven]


def test_its_rejection_leaves_the_plan_as_it_is() -> None:
    asked(vote_on(sides="-------"), count).then(ResolutionRejected(0, 7, 0, MAJORITY), SessionVoteEnded(RESOLUTION))


def test_a_later_version_amends_what_was_adopted_or_attested() -> None:
    second = PlanVersion(PLAN, 2, "02" * 32)
    by_vote = Happened(plans, PLAN, PlanAdopted(1, SHA256, OTHER, SESSION))
    attested = Happened(
        plans, PLAN, PlanAdoptionAttested(1, SHA256, PAPER, STARTS.date(), "reported", {"fr": "Octobre 2023"})
    )
    for past, resolution_was in ((by_vote, OTHER), (attested, None)):
        events = asked(vote_on(past, subject=second), count).outcome()
        assert events[-1] == PlanAmended(1, 2, SHA256, "02" * 32, resolution_was, RESOLUTION, SESSION)
        tabled_again = msgspec.structs.replace(table, subject=second)
        assert len(asked([*called, *plan("implementation", versions=2), past], tabled_again).outcome()) == 2
        refusal = asked([*called, *plan(versions=2), past], on_plan).then_refused(OlderThanAdopted)
        assert refusal.details == {"adopted": 1}


def test_what_is_no_longer_up_for_adoption_is_not_put_to_the_vote() -> None:
    later = Happened(plans, PLAN, PlanAdopted(2, "02" * 32, OTHER, SESSION))
    asked([*sitting, *plan(versions=2), tabled(VERSION), later], put).then_refused(OlderThanAdopted)
    over = Happened(plans, PLAN, PlanClosed({"fr": "Abandonné"}))
    asked([*sitting, *plan(), tabled(VERSION), over], put).then_refused(Closed)


@pytest.mark.parametrize(
    "meanwhile",
    [
        PlanClosed({"fr": "Abandonné"}),
        PlanAdopted(1, SHA256, OTHER, SESSION),
        PlanAdopted(2, "02" * 32, OTHER, SESSION),
    ],
)
def test_a_plan_that_was_closed_or_adopted_while_the_vote_went_on_stays_as_it_is(meanwhile: Any) -> None:
    events = asked([*vote_on(), Happened(plans, PLAN, meanwhile)], count).outcome()
    assert [type(event) for event in events] == [ResolutionAdopted, SessionVoteEnded, NumberGiven]


# On joining a network


def test_a_community_resolves_to_join_a_network_that_there_is() -> None:
    joining = msgspec.structs.replace(table, subject=Joining(NETWORK))
    asked([*called, *community(NETWORK, kind="network")], joining).then(
        ResolutionTabled("plan", TITLE, TEXT, Joining(NETWORK))
    )
    for past in ([], community(NETWORK, kind="region")):
        asked([*called, *past], joining).then_refused(NotANetwork)


def test_a_table_that_names_nothing_of_the_register_needs_nothing_of_it() -> None:
    asked(called, Table(SESSION, RESOLUTION, "2", TITLE, TEXT)).then(ResolutionTabled("2", TITLE, TEXT))
