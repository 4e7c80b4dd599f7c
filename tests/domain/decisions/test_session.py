"""A session: opened with its quorum, or adjourned for lack of it and called again; closed once nothing is under vote."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.communities.body import BodyDissolved, bodies
from domain.communities.seat import MemberLeft, MemberSeated
from domain.decisions.convening import BadStart
from domain.decisions.session import (
    AdjournWithoutQuorum,
    BadAttendance,
    CloseSession,
    NoFurtherCall,
    NoQuorum,
    NotAdjourned,
    NotClosed,
    NotItsDay,
    NotToBeOpened,
    OpenSession,
    OutsideTheDays,
    PublishMinutes,
    QuorumReached,
    Recall,
    VoteUnderWay,
)
from domain.decisions.session_events import (
    SessionAdjournedWithoutQuorum,
    SessionClosed,
    SessionMinutesPublished,
    SessionOpened,
    SessionRecalled,
    SessionVoteBegun,
    SessionVoteEnded,
)
from domain.decisions.session_state import NotOpen, OutOfOrder
from domain.documents import BadDocument, Document
from domain.kernel import Actor
from domain.refusal import NotAllowed
from domain.rules.law import NoRuleKnown
from domain.words import Empty
from tests.kit.council_facts import (
    CHAIR,
    COUNCIL,
    FIRST,
    MEMBERS,
    PAPER,
    PRESIDENT,
    RESOLUTION,
    SECOND,
    SECRETARY,
    SESSION,
    STARTS,
    THIRD,
    adjourned,
    community,
    convened,
    council,
    in_session,
    opened,
    recalled,
    rule,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
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
    words,
)

SIX, FIVE = MEMBERS[:6], MEMBERS[:5]
region = [*community(), *council()]
called = [*region, convened()]
failed = [*called, adjourned()]
again = STARTS + 4 * DAY
called_again = [*failed, recalled(2, STARTS, again)]
failed_again = [*called_again, adjourned(2, again)]
open_ = OpenSession(SESSION, SIX, CHAIR)
too_few = AdjournWithoutQuorum(SESSION, FIVE)
close = CloseSession(SESSION)
SUMMARY = {"fr": "Deux points ont été examinés"}


def asked(past: list[Happened], command: Any, *, by: Actor = SECRETARY, at: datetime = STARTS) -> Scenario:
    return given(*past).when(command, by=by, at=at)


# Quorum


@pytest.mark.parametrize("by", [SECRETARY, PRESIDENT])
def test_more_than_half_of_the_members_in_office_open_a_session(by: Actor) -> None:
    asked(called, open_, by=by).then(SessionOpened(1, sorted(SIX), CHAIR, 11, FIRST))
    asked(called, too_few, by=by).then(SessionAdjournedWithoutQuorum(1, sorted(FIVE), 11, FIRST))


def test_with_fewer_it_is_not_opened_and_with_enough_it_is_not_adjourned() -> None:
    refusal = asked(called, OpenSession(SESSION, FIVE, CHAIR)).then_refused(NoQuorum)
    assert refusal.details == {"present": 5, "in_office": 11, "needed": 6}
    refusal = asked(called, AdjournWithoutQuorum(SESSION, SIX)).then_refused(QuorumReached)
    assert refusal.details == {"present": 6, "in_office": 11, "needed": 6}


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, ADMINISTRATOR, office("secretary", thing("elsewhere"))])
def test_only_the_secretary_and_the_president_of_this_community_keep_its_sessions(by: Actor) -> None:
    for past, command in (
        (called, open_),
        (called, too_few),
        (failed, Recall(SESSION, again)),
        ([*called, opened()], close),
        ([*called, opened(), in_session(SessionClosed())], PublishMinutes(SESSION, PAPER, SUMMARY)),
    ):
        asked(past, command, by=by).then_refused(NotAllowed)


def test_half_is_not_more_than_half() -> None:
    ten = [*community(), *council(MEMBERS[:10]), convened()]
    asked(ten, OpenSession(SESSION, FIVE, CHAIR)).then_refused(NoQuorum)
    asked(ten, open_).then(SessionOpened(1, sorted(SIX), CHAIR, 10, FIRST))


@pytest.mark.parametrize(
    ("present", "presiding"),
    [
        ([*SIX, CHAIR], CHAIR),
        ([*SIX, thing("a stranger")], CHAIR),
        (SIX, MEMBERS[7]),
        (SIX, thing("a stranger")),
    ],
)
def test_those_present_are_members_in_office_each_once_and_one_of_them_presides(present: Any, presiding: Any) -> None:
    asked(called, OpenSession(SESSION, present, presiding)).then_refused(BadAttendance)


def test_members_who_have_left_are_no_longer_counted_nor_present_and_those_to_come_not_yet() -> None:
    left = Happened(bodies, COUNCIL, MemberLeft(MEMBERS[5], date(2026, 9, 30), words("Démission")), root=COMMUNITY)
    seated = MemberSeated(thing("new"), words("Nom"), "male", "member", "elected", date(2026, 10, 2))
    new = Happened(bodies, COUNCIL, seated, root=COMMUNITY)
    past = [*region, left, new, convened()]
    asked(past, open_).then_refused(BadAttendance)
    asked(past, OpenSession(SESSION, [*FIVE, thing("new")], CHAIR)).then_refused(BadAttendance)
    six = [*FIVE, MEMBERS[6]]
    asked(past, OpenSession(SESSION, six, CHAIR)).then(SessionOpened(1, sorted(six), CHAIR, 10, FIRST))


def test_a_council_that_was_dissolved_does_not_sit() -> None:
    dissolved = Happened(bodies, COUNCIL, BodyDissolved(date(2026, 9, 30), {"fr": "Décret"}), root=COMMUNITY)
    asked([*region, dissolved, convened()], open_).then_refused(BadAttendance)
    refusal = asked([*region, dissolved, convened()], OpenSession(SESSION, [], CHAIR)).then_refused(BadAttendance)
    assert refusal.code == "session.bad-attendance"


def test_with_nobody_there_it_may_only_be_adjourned() -> None:
    asked(called, AdjournWithoutQuorum(SESSION, [])).then(SessionAdjournedWithoutQuorum(1, [], 11, FIRST))
    at_last = [*failed_again, recalled(3, again, again + DAY)]
    nobody = AdjournWithoutQuorum(SESSION, [])
    asked(at_last, nobody, at=again + DAY).then(SessionAdjournedWithoutQuorum(3, [], 11, THIRD))


# Its day


@pytest.mark.parametrize("at", [STARTS - HOUR, STARTS + DAY, STARTS + 11 * HOUR])
def test_it_meets_on_its_day_and_not_before_its_hour(at: datetime) -> None:
    """Eleven hours after noon UTC the next day has begun in Casablanca."""
    asked(called, open_, at=at).then_refused(NotItsDay)
    asked(called, too_few, at=at).then_refused(NotItsDay)


def test_what_is_recorded_later_says_when_it_happened() -> None:
    later = given(*called).when(open_, by=SECRETARY, at=STARTS + 3 * DAY, occurred_at=STARTS + HOUR)
    later.then(SessionOpened(1, sorted(SIX), CHAIR, 11, FIRST))


def test_it_is_opened_or_adjourned_once_for_each_call() -> None:
    for past in ([*called, opened()], failed, [*called, opened(), in_session(SessionClosed())]):
        for command in (open_, too_few):
            asked(past, command, at=STARTS + HOUR).then_refused(NotToBeOpened)


# Called again


@pytest.mark.parametrize("days", [3, 4, 5])
def test_it_is_called_again_within_the_days_of_the_rule(days: int) -> None:
    starts = STARTS + days * DAY
    asked(failed, Recall(SESSION, starts), at=STARTS + HOUR).then(SessionRecalled(2, STARTS, starts, SECOND))


@pytest.mark.parametrize("days", [1, 2, 6, 30])
def test_not_sooner_nor_later(days: int) -> None:
    refusal = asked(failed, Recall(SESSION, STARTS + days * DAY), at=STARTS + HOUR).then_refused(OutsideTheDays)
    assert refusal.details == {"first": "2026-10-04", "last": "2026-10-06"}


def test_the_days_are_those_of_the_community_s_own_clock() -> None:
    """At 23:30 UTC of 3 October the third day after the first has begun in Casablanca."""
    starts = datetime(2026, 10, 3, 23, 30, tzinfo=UTC)
    assert asked(failed, Recall(SESSION, starts), at=STARTS + HOUR).outcome()
    asked(failed, Recall(SESSION, starts - HOUR), at=STARTS + HOUR).then_refused(OutsideTheDays)


def test_the_second_call_needs_the_same_quorum_and_the_third_none() -> None:
    asked(called_again, OpenSession(SESSION, FIVE, CHAIR), at=again).then_refused(NoQuorum)
    asked(called_again, open_, at=again).then(SessionOpened(2, sorted(SIX), CHAIR, 11, SECOND))
    asked(failed_again, Recall(SESSION, again + DAY), at=again).then(SessionRecalled(3, again, again + DAY, THIRD))
    third = [*failed_again, recalled(3, again, again + DAY)]
    one = OpenSession(SESSION, [CHAIR], CHAIR)
    asked(third, one, at=again + DAY).then(SessionOpened(3, [CHAIR], CHAIR, 11, THIRD))


def test_the_rules_give_three_calls_and_the_neutral_ones_two() -> None:
    third = [*failed_again, recalled(3, again, again + DAY), adjourned(3, again + DAY)]
    asked(third, Recall(SESSION, again + 2 * DAY), at=again + DAY).then_refused(NoFurtherCall)
    neutral = [*community(jurisdiction="neutral", kind="town"), *council(), convened(), adjourned()]
    used = rule("quorum.second_call", "neutral", 2)
    asked(neutral, Recall(SESSION, again), at=STARTS).then(SessionRecalled(2, STARTS, again, used))
    twice = [*neutral, recalled(2, STARTS, again), adjourned(2, again)]
    asked(twice, Recall(SESSION, again + DAY), at=again).then_refused(NoRuleKnown)


def test_only_what_lacked_its_quorum_is_called_again_and_not_backwards() -> None:
    for past in (called, [*called, opened()], called_again):
        asked(past, Recall(SESSION, again), at=STARTS + HOUR).then_refused(NotAdjourned)
    asked(failed, Recall(SESSION, again), at=again + HOUR).then_refused(BadStart)
    given(*failed).when(Recall(SESSION, again), by=SECRETARY, at=STARTS, occurred_at=STARTS - HOUR).then_refused(
        OutOfOrder
    )


# Closed


def test_it_is_closed_once_no_vote_is_under_way() -> None:
    asked([*called, opened()], close).then(SessionClosed())
    voting = [*called, opened(), in_session(SessionVoteBegun(RESOLUTION))]
    asked(voting, close).then_refused(VoteUnderWay)
    asked([*voting, in_session(SessionVoteEnded(RESOLUTION))], close).then(SessionClosed())


def test_it_is_closed_after_it_met_and_once() -> None:
    asked(called, close).then_refused(NotOpen)
    asked(failed, close).then(SessionClosed())
    asked([*called, opened(), in_session(SessionClosed())], close).then_refused(NotOpen)
    given(*called, opened()).when(close, by=SECRETARY, at=STARTS, occurred_at=STARTS - HOUR).then_refused(OutOfOrder)


def test_minutes_are_published_of_a_closed_session_and_say_what_they_replace() -> None:
    over = [*called, opened(), in_session(SessionClosed())]
    minutes = PublishMinutes(SESSION, PAPER, SUMMARY)
    asked([*called, opened()], minutes).then_refused(NotClosed)
    published = SessionMinutesPublished(None, None, PAPER, SUMMARY)
    asked(over, minutes).then(published)
    asked([*over, in_session(published)], minutes).then_nothing()
    other = {"fr": "Trois points"}
    asked([*over, in_session(published)], PublishMinutes(SESSION, PAPER, other)).then(
        SessionMinutesPublished(PAPER, SUMMARY, PAPER, other)
    )
    asked(over, PublishMinutes(SESSION, PAPER, {})).then_refused(Empty)
    asked(over, PublishMinutes(SESSION, Document("x", SUMMARY, "application/pdf", 1), SUMMARY)).then_refused(
        BadDocument
    )


def test_of_a_session_that_nobody_convened_nothing_is_recorded() -> None:
    for command in (open_, too_few, Recall(SESSION, again), close, PublishMinutes(SESSION, PAPER, SUMMARY)):
        asked(region, command).then_refused(NotAllowed)
