"""A resolution: tabled, voted on by those who are present, adopted or rejected by what their votes come to."""

from typing import Any

import msgspec
import pytest

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
from domain.documents import BadDocument
from domain.kernel import Act, Actor
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.council_facts import (
    CHAIR,
    COUNCIL,
    MAJORITY,
    MEMBERS,
    NEUTRAL_MAJORITY,
    PAPER,
    PRESIDENT,
    RESOLUTION,
    SECRETARY,
    SESSION,
    STARTS,
    TEXT,
    TITLE,
    VOTE,
    community,
    convened,
    council,
    in_session,
    on_resolution,
    opened,
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

OTHER, ELSEWHERE = thing("another resolution"), thing("another community")
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
