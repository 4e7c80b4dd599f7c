"""Members who come after the opening vote from then on, those who leave no more; somebody who is there presides."""

from typing import Any

import pytest

from domain.decisions.presence import (
    AlreadyThere,
    NotInOffice,
    NotThere,
    Preside,
    Presides,
    RecordArrival,
    RecordDeparture,
)
from domain.decisions.resolution import CloseVote, NotPresent, RecordVote
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionRejected, VoteRecorded
from domain.decisions.session_events import (
    SessionClosed,
    SessionMemberArrived,
    SessionMemberDeparted,
    SessionPresidingChanged,
)
from domain.decisions.session_state import NotOpen, OutOfOrder
from domain.kernel import Actor
from domain.refusal import NotAllowed
from tests.kit.council_facts import (
    CHAIR,
    MAJORITY,
    MEMBERS,
    PRESIDENT,
    RESOLUTION,
    SECRETARY,
    SESSION,
    STARTS,
    adjourned,
    community,
    convened,
    council,
    in_session,
    opened,
    put_to_vote,
    tabled,
    voted,
)
from tests.kit.scenario import ADMINISTRATOR, AMINA, FOCAL_POINT, HOUR, Happened, Scenario, given

SIX, LATE = MEMBERS[:6], MEMBERS[6]
called = [*community(), *council(), convened()]
sitting = [*called, opened(SIX)]
arrived, departed = in_session(SessionMemberArrived(LATE)), in_session(SessionMemberDeparted(SIX[1]))
presided = in_session(SessionPresidingChanged(CHAIR, SIX[1]))
come, leave, preside = (kind(SESSION, member) for kind, member in (
    (RecordArrival, LATE), (RecordDeparture, SIX[1]), (Preside, SIX[1])
))  # fmt: skip


def asked(past: list[Happened], command: Any, *, by: Actor = SECRETARY, at: Any = STARTS + HOUR) -> Scenario:
    return given(*past).when(command, by=by, at=at)


@pytest.mark.parametrize("by", [SECRETARY, PRESIDENT])
def test_who_comes_and_who_leaves_is_recorded(by: Actor) -> None:
    asked(sitting, come, by=by).then(SessionMemberArrived(LATE))
    asked(sitting, leave, by=by).then(SessionMemberDeparted(SIX[1]))
    asked(sitting, preside, by=by).then(SessionPresidingChanged(CHAIR, SIX[1]))


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, ADMINISTRATOR])
def test_by_the_secretary_and_the_president_alone(by: Actor) -> None:
    for command in (come, leave, preside):
        asked(sitting, command, by=by).then_refused(NotAllowed)


def test_nobody_comes_twice_nor_leaves_who_is_not_there() -> None:
    asked([*sitting, arrived], come).then_refused(AlreadyThere)
    asked([*sitting, departed], leave).then_refused(NotThere)
    asked([*sitting, departed], RecordArrival(SESSION, SIX[1])).then(SessionMemberArrived(SIX[1]))
    asked(sitting, RecordArrival(SESSION, AMINA.id)).then_refused(NotInOffice)


def test_one_who_is_there_presides_and_stays() -> None:
    asked(sitting, Preside(SESSION, LATE)).then_refused(NotThere)
    asked(sitting, Preside(SESSION, CHAIR)).then_nothing()
    asked(sitting, RecordDeparture(SESSION, CHAIR)).then_refused(Presides)
    asked([*sitting, presided], RecordDeparture(SESSION, CHAIR)).then(SessionMemberDeparted(CHAIR))


@pytest.mark.parametrize("past", [called, [*called, adjourned()], [*sitting, in_session(SessionClosed())]])
def test_only_while_the_session_is_open(past: list[Happened]) -> None:
    for command in (come, leave, preside):
        asked(past, command).then_refused(NotOpen)
        asked(sitting, command, at=STARTS - HOUR).then_refused(OutOfOrder)


def test_only_who_is_there_votes_and_a_vote_that_was_cast_stays() -> None:
    voting = [*sitting, tabled(), *put_to_vote()]
    late, early = (RecordVote(SESSION, RESOLUTION, member, "for") for member in (LATE, SIX[1]))
    asked(voting, late).then_refused(NotPresent)
    asked([*voting, arrived], late).then(VoteRecorded(LATE, None, "for"))
    asked([*voting, departed], early).then_refused(NotPresent)
    events = asked([*voting, *voted("++-"), departed], CloseVote(SESSION, RESOLUTION)).outcome()
    assert events[0] == ResolutionAdopted(2, 1, 0, MAJORITY, 2026, 1)


def test_a_tie_is_decided_by_the_one_who_presides_when_the_vote_is_closed() -> None:
    voting = [*sitting, tabled(), *put_to_vote(), *voted("+-")]
    close = CloseVote(SESSION, RESOLUTION)
    assert asked(voting, close).outcome()[0] == ResolutionAdopted(1, 1, 0, MAJORITY, 2026, 1, by_president=True)
    assert asked([*voting, presided], close).outcome()[0] == ResolutionRejected(1, 1, 0, MAJORITY, by_president=True)
