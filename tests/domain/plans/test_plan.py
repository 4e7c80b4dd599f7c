"""A plan: opened, revised, published, attested, closed; by whom, and when not."""

from datetime import date, timedelta

import pytest

from domain.communities.community import CommunityRegistered, NotRegistered, communities
from domain.communities.membership import NotANetwork
from domain.documents import BadDocument, Document
from domain.kernel import Actor
from domain.plans.evaluation import Evaluate
from domain.plans.plan import (
    AlreadyAdopted,
    AlreadyOpened,
    AttestAdoption,
    BadKind,
    BadTerm,
    BeforeTheCouncil,
    ClosePlan,
    DecidedHere,
    EnterStage,
    NothingNew,
    OpenPlan,
    PublishDraft,
    ReasonNeeded,
    RevisePlan,
    SendBack,
)
from domain.plans.plan_events import (
    AxisRevised,
    DraftPublished,
    PlanAdoptionAttested,
    PlanClosed,
    PlanOpened,
    PlanReferred,
    PlanRevised,
    PlanSentBack,
    StageEntered,
)
from domain.plans.plan_state import Closed, NoSuchVersion, Unknown
from domain.plans.stages import NotBehind, NotNext, UnknownStage
from domain.refusal import NotAllowed
from domain.rules.law import NoRuleKnown
from domain.words import Empty
from tests.kit.plan_facts import (
    AXIS,
    DIGEST,
    ENDS,
    MINUTES,
    NAME,
    NEIGHBOUR,
    NETWORK,
    OTHER_PLAN,
    PLAN,
    PROCESS,
    REASON,
    STARTS,
    TEXT,
    TITLE,
    WELLS,
    community,
    drafted,
    elsewhere,
    entered,
    in_plan,
    member,
    opened,
    opening,
    planned,
    with_project,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    MODERATOR,
    NOON,
    Happened,
    given,
    office,
    thing,
)

open_plan = OpenPlan(COMMUNITY, PLAN, "openness", TITLE, STARTS, ENDS, NETWORK)
STAGES = ("preparation", "co_creation", "drafting", "public_consultation", "validation", "adoption")
attest = AttestAdoption(PLAN, 1, MINUTES, date(2023, 10, 9), "reported", {"fr": "Session d'octobre 2023"})
attested = in_plan(PlanAdoptionAttested(1, DIGEST, MINUTES, date(2023, 10, 9), "reported", NAME))


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_a_plan_is_opened_by_the_process_that_its_kind_goes_through(by: Actor) -> None:
    given(*member).when(open_plan, by=by).then(opening)
    given(*opened).when(open_plan, by=by).then_refused(AlreadyOpened)
    given().when(open_plan, by=by).then_refused(NotRegistered)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, office("committee"), office("focal_point", NEIGHBOUR)])
def test_nobody_else_opens_or_runs_one(by: Actor) -> None:
    for command in (open_plan, PublishDraft(PLAN), EnterStage(PLAN, "preparation"), attest, ClosePlan(PLAN, REASON)):
        given(*drafted).when(command, by=by).then_refused(NotAllowed)


def test_a_kind_of_plan_is_one_that_the_rules_have_a_process_for() -> None:
    def kind(kind: str) -> OpenPlan:
        return OpenPlan(COMMUNITY, PLAN, kind, TITLE, STARTS)

    given(*member).when(kind("Open plan"), by=FOCAL_POINT).then_refused(BadKind)
    given(*member).when(kind("a" * 41), by=FOCAL_POINT).then_refused(BadKind)
    given(*member).when(kind("municipal"), by=FOCAL_POINT).then_refused(NoRuleKnown)
    stateless = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
    given(stateless).when(kind("openness"), by=FOCAL_POINT).then_refused(NoRuleKnown)


def test_a_plan_has_a_name_and_a_term() -> None:
    without_name = OpenPlan(COMMUNITY, PLAN, "openness", {}, STARTS)
    backwards = OpenPlan(COMMUNITY, PLAN, "openness", TITLE, ENDS, STARTS)
    given(*member).when(without_name, by=FOCAL_POINT).then_refused(Empty)
    given(*member).when(backwards, by=FOCAL_POINT).then_refused(BadTerm)


def test_a_plan_is_part_of_the_programme_of_a_network_or_of_none() -> None:
    of_neighbour = OpenPlan(COMMUNITY, PLAN, "openness", TITLE, STARTS, None, NEIGHBOUR)
    of_nobody = OpenPlan(COMMUNITY, PLAN, "openness", TITLE, STARTS, None, thing("nobody"))
    of_none = OpenPlan(COMMUNITY, PLAN, "openness", TITLE, STARTS)
    given(*member).when(of_neighbour, by=FOCAL_POINT).then_refused(NotANetwork)
    given(*member).when(of_nobody, by=FOCAL_POINT).then_refused(NotANetwork)
    given(*community).when(of_none, by=FOCAL_POINT).then(
        PlanOpened("openness", TITLE, STARTS, None, None, None, PROCESS)
    )


def test_a_plan_follows_one_of_the_same_community() -> None:
    following = OpenPlan(COMMUNITY, thing("next"), "openness", TITLE, STARTS, None, None, PLAN)
    given(*opened).when(following, by=FOCAL_POINT).then(
        PlanOpened("openness", TITLE, STARTS, None, None, PLAN, PROCESS)
    )
    foreign = OpenPlan(COMMUNITY, thing("next"), "openness", TITLE, STARTS, None, None, OTHER_PLAN)
    given(*opened, elsewhere).when(foreign, by=FOCAL_POINT).then_refused(Unknown)


def test_a_plan_is_named_anew_and_says_what_it_was() -> None:
    other = {"fr": "Plan d'action 2026-2028"}
    given(*opened).when(RevisePlan(PLAN, other, STARTS), by=FOCAL_POINT).then(
        PlanRevised(TITLE, other, STARTS, STARTS, ENDS, None)
    )
    given(*opened).when(RevisePlan(PLAN, TITLE, STARTS, ENDS), by=FOCAL_POINT).then_nothing()
    given(*opened).when(RevisePlan(PLAN, TITLE, ENDS, STARTS), by=FOCAL_POINT).then_refused(BadTerm)


def test_a_draft_is_published_with_a_number_and_the_hash_of_its_content() -> None:
    (first,) = given(*with_project, *planned(WELLS)).when(PublishDraft(PLAN), by=FOCAL_POINT).outcome()
    assert isinstance(first, DraftPublished)
    assert (first.number, first.rule, len(first.sha256)) == (1, PROCESS, 64)
    (second,) = given(*drafted).when(PublishDraft(PLAN), by=FOCAL_POINT).outcome()
    assert second == DraftPublished(2, first.sha256, PROCESS)


def test_a_draft_that_says_nothing_new_is_not_published() -> None:
    given(*opened).when(PublishDraft(PLAN), by=FOCAL_POINT).then_refused(NothingNew)
    past = [*with_project, *planned(WELLS)]
    (first,) = given(*past).when(PublishDraft(PLAN), by=FOCAL_POINT).outcome()
    given(*past, in_plan(first)).when(PublishDraft(PLAN), by=FOCAL_POINT).then_refused(NothingNew)
    revised = in_plan(AxisRevised(AXIS, NAME, TITLE, TEXT, TEXT))
    (second,) = given(*past, in_plan(first), revised).when(PublishDraft(PLAN), by=FOCAL_POINT).outcome()
    assert isinstance(first, DraftPublished)
    assert isinstance(second, DraftPublished)
    assert second.sha256 != first.sha256


def test_what_is_before_the_council_stays_what_was_validated() -> None:
    before_council = [*drafted, *entered(*STAGES)]
    given(*before_council).when(PublishDraft(PLAN), by=FOCAL_POINT).then_refused(BeforeTheCouncil)
    back = SendBack(PLAN, "validation", REASON)
    given(*before_council).when(back, by=FOCAL_POINT).then(PlanSentBack("adoption", "validation", REASON))
    sent_back = in_plan(PlanSentBack("adoption", "validation", REASON))
    assert given(*before_council, sent_back).when(PublishDraft(PLAN), by=FOCAL_POINT).outcome()
    again = EnterStage(PLAN, "implementation")
    given(*before_council, sent_back).when(again, by=FOCAL_POINT).then_refused(NotNext)


def test_a_plan_is_sent_back_only_to_a_stage_that_it_has_left_and_only_before_it_is_adopted() -> None:
    for stage, refusal in {"validation": NotBehind, "adoption": NotBehind, "lunch": UnknownStage}.items():
        past = [*drafted, *entered(*STAGES[:5])]
        given(*past).when(SendBack(PLAN, stage, REASON), by=FOCAL_POINT).then_refused(refusal)
    given(*drafted).when(SendBack(PLAN, "preparation", REASON), by=FOCAL_POINT).then_refused(NotBehind)
    past = [*drafted, *entered(*STAGES), attested]
    given(*past).when(SendBack(PLAN, "validation", REASON), by=FOCAL_POINT).then_refused(NotBehind)


def test_what_was_decided_before_the_plan_was_kept_here_is_attested() -> None:
    session = {"fr": "Session d'octobre 2023"}
    given(*drafted).when(attest, by=FOCAL_POINT).then(
        PlanAdoptionAttested(1, DIGEST, MINUTES, date(2023, 10, 9), "reported", session)
    )
    given(*drafted, attested).when(attest, by=FOCAL_POINT).then_refused(AlreadyAdopted)
    given(*with_project).when(attest, by=FOCAL_POINT).then_refused(NoSuchVersion)
    bad = AttestAdoption(PLAN, 1, Document("xyz", NAME, "application/pdf", 1), date(2023, 10, 9), "verified", session)
    given(*drafted).when(bad, by=FOCAL_POINT).then_refused(BadDocument)


def test_nobody_goes_round_the_council_by_attesting() -> None:
    """The plan was opened here on 30 September 2026: what was decided from then on is decided here."""
    for day, allowed in {date(2026, 9, 29): True, date(2026, 9, 30): False, date(2026, 10, 1): False}.items():
        command = AttestAdoption(PLAN, 1, MINUTES, day, "verified", NAME)
        scenario = given(*drafted).when(command, by=FOCAL_POINT)
        assert scenario.outcome() if allowed else scenario.then_refused(DecidedHere)


def test_what_was_laid_before_the_council_here_is_not_attested() -> None:
    """A council that rejected the plan is not said to have adopted it before."""
    given(*drafted, in_plan(PlanReferred("resolution", thing("resolution"), 1))).when(
        attest, by=FOCAL_POINT
    ).then_refused(DecidedHere)


def test_an_attested_plan_goes_on_where_adoption_leads_to() -> None:
    implement = EnterStage(PLAN, "implementation")
    given(*drafted).when(implement, by=FOCAL_POINT).then_refused(NotNext)
    given(*drafted, attested).when(implement, by=FOCAL_POINT).then(StageEntered(None, "implementation"))
    given(*drafted, attested).when(EnterStage(PLAN, "evaluation"), by=FOCAL_POINT).then_refused(NotNext)


def test_a_plan_that_has_been_through_all_is_closed_and_one_that_has_not_with_a_reason() -> None:
    through = [*drafted, *entered(*STAGES, "implementation", "evaluation", "closure")]
    given(*through).when(ClosePlan(PLAN), by=FOCAL_POINT).then(PlanClosed(None))
    given(*drafted).when(ClosePlan(PLAN), by=FOCAL_POINT).then_refused(ReasonNeeded)
    given(*drafted).when(ClosePlan(PLAN, REASON), by=FOCAL_POINT).then(PlanClosed(REASON))


def test_a_closed_plan_stays_as_it_is() -> None:
    past = [*drafted, in_plan(PlanClosed(REASON))]
    evaluate = Evaluate(PLAN, NAME, TEXT, [], "major", "modest")
    commands = (PublishDraft(PLAN), EnterStage(PLAN, "preparation"), attest, RevisePlan(PLAN, NAME, STARTS), evaluate)
    for command in (*commands, ClosePlan(PLAN, REASON)):
        given(*past).when(command, by=ADMINISTRATOR).then_refused(Closed)


def test_a_plan_that_is_not_there_is_unknown() -> None:
    platform = office("administrator")
    for command in (PublishDraft(PLAN), EnterStage(PLAN, "preparation"), attest):
        given(*member).when(command, by=platform).then_refused(NotAllowed)


def test_the_day_that_counts_is_that_of_the_community() -> None:
    """Half past eleven at night in Greenwich, on the eve, is past midnight already in Casablanca."""
    late = NOON - timedelta(hours=12, minutes=30)
    past = [*member, in_plan(opening, at=late), *drafted[len(opened) :]]
    on_the_eve = AttestAdoption(PLAN, 1, MINUTES, late.date(), "verified", NAME)
    assert given(*past).when(on_the_eve, by=FOCAL_POINT).outcome()
