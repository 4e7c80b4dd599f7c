"""A resolution: tabled, voted on by those who are present, adopted or rejected by what their votes come to."""

from typing import Any

import msgspec
import pytest

from domain.across.plan import VoteUnderWay
from domain.across.resolution import NotUpForAdoption, OlderThanAdopted
from domain.communities.membership import NotANetwork
from domain.decisions.numbering import NumberGiven, numbering_stream, numberings
from domain.decisions.resolution import (
    AlreadyPublished,
    AlreadySigned,
    AlreadyTabled,
    CloseVote,
    NotOnTheAgenda,
    NotPresent,
    NotSigned,
    NotToBeVotedOn,
    PublishResolution,
    PutToVote,
    RecordVote,
    SessionOver,
    Sign,
    Table,
    Unknown,
    resolutions,
)
from domain.decisions.resolution_events import (
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionPutToVote,
    ResolutionRejected,
    ResolutionSigned,
    ResolutionTabled,
    VoteRecorded,
)
from domain.decisions.resolution_state import NotAdopted, NoVoteUnderWay
from domain.decisions.session_events import SessionClosed, SessionVoteBegun, SessionVoteEnded
from domain.decisions.session_state import NotOpen, OutOfOrder
from domain.decisions.subjects import Joining, PlanVersion
from domain.documents import BadDocument
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
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.council_facts import (
    CHAIR,
    COUNCIL,
    MAJORITY,
    MEMBERS,
    NEUTRAL_MAJORITY,
    PAPER,
    PLAN,
    PRESIDENT,
    RESOLUTION,
    SECRETARY,
    SESSION,
    SHA256,
    STARTS,
    TEXT,
    TITLE,
    VERSION,
    VOTE,
    community,
    convened,
    council,
    in_session,
    on_resolution,
    opened,
    plan,
    put_to_vote,
    table,
    tabled,
    voted,
)
from tests.kit.scenario import (
    AMINA,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    Happened,
    Scenario,
    given,
    office,
    thing,
)

OTHER, ELSEWHERE, NETWORK = thing("another resolution"), thing("another community"), thing("the network")
region = [*community(), *council()]
called = [*region, convened()]
sitting = [*called, opened()]
voting = [*sitting, tabled(), *put_to_vote()]
closed = in_session(SessionClosed())
put, count = PutToVote(SESSION, RESOLUTION), CloseVote(SESSION, RESOLUTION)
sign, publish = Sign(SESSION, RESOLUTION), PublishResolution(SESSION, RESOLUTION)
adopted = on_resolution(ResolutionAdopted(6, 5, 0, MAJORITY, 2026, 1))
rejected = on_resolution(ResolutionRejected(5, 6, 0, MAJORITY))


def asked(past: list[Happened], command: Any, *, by: Actor = SECRETARY, at: Any = STARTS) -> Scenario:
    return given(*past).when(command, by=by, at=at)


def outcome(past: list[Happened], sides: str) -> list[Any]:
    return asked([*past, *voted(sides)], count).outcome()


# Tabled


def test_it_is_laid_before_a_session_until_that_is_closed() -> None:
    for past in (called, sitting):
        asked(past, table).then(ResolutionTabled("plan", TITLE, TEXT))
        asked(past, table, at=STARTS - DAY).then(ResolutionTabled("plan", TITLE, TEXT))
    asked([*sitting, closed], table).then_refused(SessionOver)
    asked([*sitting, tabled()], table).then_refused(AlreadyTabled)


def test_only_under_an_item_of_the_agenda_and_in_words_that_can_be_kept() -> None:
    replace = msgspec.structs.replace
    asked(called, replace(table, item="3")).then_refused(NotOnTheAgenda)
    asked(called, replace(table, title={})).then_refused(Empty)
    asked(called, replace(table, text={"fr": "x" * 10_001})).then_refused(TooLong)


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, office("secretary", ELSEWHERE), office("president", ELSEWHERE)])
def test_only_the_secretary_and_the_president_have_a_hand_in_it(by: Actor) -> None:
    for past, command in (
        (called, table),
        ([*sitting, tabled()], put),
        (voting, RecordVote(SESSION, RESOLUTION, CHAIR, "for")),
        (voting, count),
        ([*sitting, tabled(), adopted], sign),
        ([*sitting, tabled(), adopted], publish),
    ):
        asked(past, command, by=by).then_refused(NotAllowed)


def test_what_is_not_of_this_session_is_not_decided_in_it() -> None:
    elsewhere = Happened(resolutions, OTHER, ResolutionTabled("plan", TITLE, TEXT), root=thing("another session"))
    asked([*sitting, elsewhere], PutToVote(SESSION, OTHER)).then_refused(Unknown)
    asked(sitting, put).then_refused(Unknown)


# Votes


def test_it_is_put_to_the_vote_while_the_session_is_open() -> None:
    asked([*sitting, tabled()], put).then(ResolutionPutToVote(VOTE), SessionVoteBegun(RESOLUTION))
    asked([*called, tabled()], put).then_refused(NotOpen)
    asked([*sitting, tabled(), closed], put).then_refused(NotOpen)
    for past in (voting, [*voting, adopted], [*voting, rejected]):
        asked(past, put).then_refused(NotToBeVotedOn)
    given(*sitting, tabled()).when(put, by=SECRETARY, at=STARTS, occurred_at=STARTS - HOUR).then_refused(OutOfOrder)


def test_only_those_present_vote_and_only_while_the_vote_is_under_way() -> None:
    present = [*called, opened(MEMBERS[:6]), tabled(), *put_to_vote()]
    vote = RecordVote(SESSION, RESOLUTION, CHAIR, "for")
    asked(present, vote).then(VoteRecorded(CHAIR, None, "for"))
    for stranger in (MEMBERS[6], AMINA.id):
        asked(present, RecordVote(SESSION, RESOLUTION, stranger, "for")).then_refused(NotPresent)
    asked([*sitting, tabled()], vote).then_refused(NoVoteUnderWay)
    for decided in (adopted, rejected):
        asked([*voting, decided], vote).then_refused(NoVoteUnderWay)
    asked([*called, tabled()], vote).then_refused(NotOpen)


def test_a_vote_recorded_anew_says_what_it_was_and_counts_once() -> None:
    past = [*voting, *voted("+++++------")]
    against = RecordVote(SESSION, RESOLUTION, CHAIR, "against")
    asked(past, against).then(VoteRecorded(CHAIR, "for", "against"))
    asked(past, RecordVote(SESSION, RESOLUTION, CHAIR, "for")).then_nothing()
    asked([*past, on_resolution(VoteRecorded(CHAIR, "for", "against"))], count).then(
        ResolutionRejected(4, 7, 0, MAJORITY), SessionVoteEnded(RESOLUTION)
    )


# What the votes come to


def test_a_majority_of_the_votes_cast_adopts_and_the_resolution_gets_its_number() -> None:
    assert outcome(voting, "++++++-----") == [
        ResolutionAdopted(6, 5, 0, MAJORITY, 2026, 1),
        SessionVoteEnded(RESOLUTION),
        NumberGiven(RESOLUTION, 2026, 1),
    ]
    assert outcome(voting, "+-----00000")[0] == ResolutionRejected(1, 5, 5, MAJORITY)
    assert outcome(voting, "++0000000 -")[0] == ResolutionAdopted(2, 1, 7, MAJORITY, 2026, 1)


def test_of_no_vote_at_all_nothing_is_adopted() -> None:
    for sides in ("", "00000000000"):
        assert isinstance(outcome(voting, sides)[0], ResolutionRejected)


def test_on_a_tie_the_side_of_the_one_who_presides_prevails_by_the_vote_that_was_cast() -> None:
    assert outcome(voting, "+++++-----")[0] == ResolutionAdopted(5, 5, 0, MAJORITY, 2026, 1, by_president=True)
    assert outcome(voting, "-++++-----++"[:10])[0] == ResolutionRejected(4, 6, 0, MAJORITY)
    assert outcome(voting, "-+-+-+-+-+")[0] == ResolutionRejected(5, 5, 0, MAJORITY, by_president=True)
    assert outcome(voting, "0+++++-----")[0] == ResolutionRejected(5, 5, 1, MAJORITY)
    assert outcome(voting, " +++++-----")[0] == ResolutionRejected(5, 5, 0, MAJORITY)


def test_who_presides_is_whoever_presided_at_the_opening() -> None:
    presided = [*called, opened(presiding=MEMBERS[1]), tabled(), *put_to_vote()]
    assert outcome(presided, "-+-+-+-+-+")[0] == ResolutionAdopted(5, 5, 0, MAJORITY, 2026, 1, by_president=True)


def test_where_the_rule_gives_no_casting_vote_a_tie_rejects() -> None:
    neutral = [*community(jurisdiction="neutral", kind="town"), *council(), convened(), opened()]
    past = [*neutral, tabled(), *put_to_vote()]
    assert outcome(past, "+++++-----")[0] == ResolutionRejected(5, 5, 0, NEUTRAL_MAJORITY)


def test_numbers_follow_each_other_in_a_year_of_the_community_s_calendar() -> None:
    events = outcome([*voting, *numbered(2026, 1), *numbered(2026, 2)], "+")
    assert events[0] == ResolutionAdopted(1, 0, 0, MAJORITY, 2026, 3)
    assert events[-1] == NumberGiven(RESOLUTION, 2026, 3)
    assert outcome([*voting, *numbered(2025, 1)], "+")[-1] == NumberGiven(RESOLUTION, 2026, 1)


def numbered(year: int, number: int) -> list[Happened]:
    return [Happened(numberings, numbering_stream(COUNCIL, year), NumberGiven(OTHER, year, number), root=COUNCIL)]


def test_a_number_belongs_to_the_body_that_gave_it() -> None:
    history = given(*voting, *voted("+")).history
    number = history.decide(count, Act(SECRETARY, STARTS, STARTS))[-1]
    assert number.event == NumberGiven(RESOLUTION, 2026, 1)
    assert (number.root, number.community) == (COUNCIL, COMMUNITY)


# Signed and published


def test_the_president_signs_what_is_adopted_and_then_it_is_published() -> None:
    over = [*voting, adopted, closed]
    asked(over, sign, by=PRESIDENT).then(ResolutionSigned())
    asked(over, sign, by=SECRETARY).then_refused(NotAllowed)
    asked(over, publish).then_refused(NotSigned)
    signed = [*over, on_resolution(ResolutionSigned())]
    asked(signed, sign, by=PRESIDENT).then_refused(AlreadySigned)
    asked(signed, publish).then(ResolutionPublished())
    with_paper = PublishResolution(SESSION, RESOLUTION, PAPER)
    asked(signed, with_paper).then(ResolutionPublished(PAPER))
    asked(signed, msgspec.structs.replace(with_paper, document=bad_paper())).then_refused(BadDocument)
    asked([*signed, on_resolution(ResolutionPublished())], publish).then_refused(AlreadyPublished)


def bad_paper() -> Any:
    return msgspec.structs.replace(PAPER, size=0)


@pytest.mark.parametrize("past", [[*sitting, tabled()], voting, [*voting, rejected]])
def test_what_is_not_adopted_is_neither_signed_nor_published(past: list[Happened]) -> None:
    asked(past, sign, by=PRESIDENT).then_refused(NotAdopted)
    asked(past, publish).then_refused(NotAdopted)


# On a plan

on_plan = msgspec.structs.replace(table, subject=VERSION)


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
