"""A session that is entered after its day: within the days of the rules, confirmed by another person; later, not at all.

Before, one secretary could type in a session of years ago, and the record computed its outcome.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.decisions.late_entry import (
    ConfirmSession,
    EnteredTooLate,
    NotConfirmed,
    NothingToConfirm,
    NotItsAuthority,
    OwnRecord,
)
from domain.decisions.resolution import CloseVote, PutToVote, RecordVote, Sign, Table, resolutions
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionPutToVote, ResolutionTabled, VoteRecorded
from domain.decisions.session import AdjournWithoutQuorum, CloseSession, OpenSession, sessions
from domain.decisions.session_events import (
    ConfirmedVote,
    SessionConfirmed,
    SessionMemberDeparted,
    SessionOpened,
    SessionVoteBegun,
)
from domain.kernel import Act, Actor, Office
from domain.refusal import NotAllowed
from domain.rules.law import NoRuleKnown
from tests.kit.council_facts import (
    CHAIR,
    FIRST,
    MEMBERS,
    PRESIDENT,
    RESOLUTION,
    SECRETARY,
    SESSION,
    STARTS,
    TEXT,
    TITLE,
    VOTE,
    community,
    convene,
    convened,
    council,
)
from tests.kit.late_session import (
    AUDITOR,
    AUTHORITY,
    CONFIRMED,
    LIVE,
    THE_NEXT_DAY,
    THIRD_CALL,
    Entered,
    authority,
    calls,
    confirmation,
    late_notice,
    region,
    sitting,
    today,
)
from tests.kit.scenario import DAY, HOUR, NOON, Happened, Scenario, given, office, thing

LAST_DAY = STARTS + 30 * DAY


def closing(*past: Happened, at: datetime = THE_NEXT_DAY) -> Scenario:
    return given(*past).when(CloseVote(SESSION, RESOLUTION), by=SECRETARY, at=at, occurred_at=STARTS)


@pytest.mark.parametrize(
    "command",
    [
        OpenSession(SESSION, MEMBERS, CHAIR),
        AdjournWithoutQuorum(SESSION, MEMBERS[:3]),
        Table(SESSION, thing("another"), "plan", TITLE, TEXT),
    ],
)
def test_what_happened_in_a_session_is_entered_within_the_days_of_the_rules(command: Any) -> None:
    past = given(*region, convened())
    assert past.when(command, by=SECRETARY, at=LAST_DAY, occurred_at=STARTS).outcome()
    refused = past.when(command, by=SECRETARY, at=LAST_DAY + DAY, occurred_at=STARTS).then_refused(EnteredTooLate)
    assert refused.details == {"days": 30, "happened": "2026-10-01"}


@pytest.mark.parametrize(
    "command",
    [
        PutToVote(SESSION, RESOLUTION),
        RecordVote(SESSION, RESOLUTION, CHAIR, "for"),
        CloseVote(SESSION, RESOLUTION),
        CloseSession(SESSION),
        Sign(SESSION, RESOLUTION),
    ],
)
def test_nothing_of_it_is_entered_later(command: Any) -> None:
    by = PRESIDENT if isinstance(command, Sign) else SECRETARY
    given(*sitting(STARTS)).when(command, by=by, at=LAST_DAY + DAY, occurred_at=STARTS).then_refused(EnteredTooLate)


def test_a_session_of_years_ago_is_not_convened_today() -> None:
    years = 7 * 365 * DAY
    past = given(*region).when(convene, by=SECRETARY, at=STARTS + years, occurred_at=STARTS - 10 * DAY)
    past.then_refused(EnteredTooLate)


def test_a_session_that_may_still_be_entered_is_convened_as_long_before_as_it_was() -> None:
    """The convening was forty days ago, the session thirty."""
    assert given(*region).when(convene, by=SECRETARY, at=LAST_DAY, occurred_at=STARTS - 10 * DAY).outcome()


def test_without_a_rule_what_happens_is_entered_on_its_day_alone() -> None:
    """A country whose rule sets do not speak of it goes on recording its sessions live."""
    past = [*community(jurisdiction="XX"), *council(), convened()]
    command = Table(SESSION, RESOLUTION, "plan", TITLE, TEXT)
    assert given(*past).when(command, by=SECRETARY, at=STARTS + HOUR, occurred_at=STARTS).outcome()
    given(*past).when(command, by=SECRETARY, at=THE_NEXT_DAY, occurred_at=STARTS).then_refused(NoRuleKnown)


def test_a_session_that_is_entered_on_its_day_needs_nobody_to_confirm_it() -> None:
    """Some hours later, on the same day of the community's own clock."""
    past = sitting(STARTS + 3 * HOUR)
    outcome, *_ = closing(*past, at=STARTS + 4 * HOUR).outcome()
    assert isinstance(outcome, ResolutionAdopted)
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=STARTS + 4 * HOUR).then_refused(NothingToConfirm)


def test_after_its_day_another_person_confirms_it_before_an_outcome_is_computed() -> None:
    closing(*sitting()).then_refused(NotConfirmed)
    given(*sitting()).when(ConfirmSession(SESSION), by=PRESIDENT, at=THE_NEXT_DAY).then(CONFIRMED)
    outcome, *_ = closing(*sitting(), confirmation()).outcome()
    assert isinstance(outcome, ResolutionAdopted)
    confirmed = given(*sitting(), confirmation())
    confirmed.when(ConfirmSession(SESSION), by=PRESIDENT, at=THE_NEXT_DAY).then_nothing()


def closed_today(*past: Happened) -> Scenario:
    return given(*past).when(CloseVote(SESSION, RESOLUTION), by=SECRETARY, at=THIRD_CALL)


def test_the_third_call_of_a_session_that_was_recorded_as_it_went_needs_nobody_to_confirm_it() -> None:
    outcome, *_ = closed_today(*today(convened(), *calls(LIVE), starts=THIRD_CALL, call=3)).outcome()
    assert isinstance(outcome, ResolutionAdopted)


@pytest.mark.parametrize("late", range(4))
def test_a_call_that_is_entered_after_its_day_is_confirmed_by_another_person(late: int) -> None:
    """Before, one secretary invented two calls that had failed, opened the third with one member, and adopted with one vote."""
    recorded = [THIRD_CALL if number == late else at for number, at in enumerate(LIVE)]
    past = today(convened(), *calls(recorded), starts=THIRD_CALL, call=3)
    closed_today(*past).then_refused(NotConfirmed)
    confirmation = SessionConfirmed([CHAIR], [ConfirmedVote(RESOLUTION, 3)])
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=THIRD_CALL).then(confirmation)
    done = Happened(sessions, SESSION, confirmation, by=PRESIDENT, at=THIRD_CALL)
    assert closed_today(*past, done).outcome()


def test_who_recorded_a_failed_call_confirms_nothing() -> None:
    past = today(convened(), *calls([THIRD_CALL] * 4, by=PRESIDENT), starts=THIRD_CALL, call=3)
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=THIRD_CALL).then_refused(OwnRecord)


def test_a_notice_that_is_entered_after_its_day_is_confirmed_by_another_person() -> None:
    """The members did not see in the record that they were called."""
    notice = late_notice()
    past = [notice if one.event == notice.event else one for one in sitting(STARTS)]
    closing(*past, at=STARTS + HOUR).then_refused(NotConfirmed)
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=STARTS + HOUR).then(CONFIRMED)


def test_midnight_is_that_of_the_community() -> None:
    """From 22:30 to 23:30 UTC a day passes in Casablanca, not in Reykjavik."""
    starts = NOON.replace(hour=22, minute=30)

    for zone, late in (("Africa/Casablanca", True), ("Atlantic/Reykjavik", False)):
        recorded, opened = starts + HOUR, SessionOpened(1, MEMBERS[:6], CHAIR, 11, FIRST)
        past = [
            *community(zone=zone),
            *council(),
            convened(starts),
            Entered(sessions, SESSION, opened, SECRETARY, starts, recorded),
            *(
                Entered(noun, stream, event, SECRETARY, recorded, recorded)
                for noun, stream, event in (
                    (resolutions, RESOLUTION, ResolutionTabled("plan", TITLE, TEXT)),
                    (resolutions, RESOLUTION, ResolutionPutToVote(VOTE)),
                    (sessions, SESSION, SessionVoteBegun(RESOLUTION)),
                )
            ),
        ]
        vote = given(*past).when(CloseVote(SESSION, RESOLUTION), by=SECRETARY, at=recorded + HOUR)
        if late:
            vote.then_refused(NotConfirmed)
        else:
            assert vote.outcome()


def test_a_vote_or_a_departure_after_the_confirmation_has_to_be_confirmed_too() -> None:

    changed = VoteRecorded(CHAIR, "for", "against")
    left = SessionMemberDeparted(MEMBERS[5])
    for noun, stream, event in ((resolutions, RESOLUTION, changed), (sessions, SESSION, left)):
        later = Entered(noun, stream, event, SECRETARY, STARTS, THE_NEXT_DAY)
        closing(*sitting(), confirmation(), later).then_refused(NotConfirmed)


@pytest.mark.parametrize(
    ("by", "voted_by"),
    [(Office("secretary", SECRETARY.community, PRESIDENT.id), SECRETARY), (SECRETARY, PRESIDENT)],
)
def test_who_recorded_attendance_or_votes_confirms_nothing_under_whatever_office(by: Actor, voted_by: Actor) -> None:
    past = sitting(by=by, voted_by=voted_by)
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=THE_NEXT_DAY).then_refused(OwnRecord)


def test_who_convened_it_confirms_nothing() -> None:
    by_president = convened()
    by_president.act = Act(PRESIDENT, by_president.act.at, by_president.act.at)
    past = [by_president if isinstance(one.event, type(by_president.event)) else one for one in sitting()]
    given(*past).when(ConfirmSession(SESSION), by=PRESIDENT, at=THE_NEXT_DAY).then_refused(OwnRecord)
    by_auditor = given(*past, *authority()).when(ConfirmSession(SESSION, AUTHORITY), by=AUDITOR, at=THE_NEXT_DAY)
    by_auditor.then(CONFIRMED)


@pytest.mark.parametrize("by", [SECRETARY, office("auditor"), office("focal_point")])
def test_nobody_else_confirms_it(by: Actor) -> None:
    given(*sitting()).when(ConfirmSession(SESSION), by=by, at=THE_NEXT_DAY).then_refused(NotAllowed)


def test_the_president_has_no_part_in_what_the_authority_confirms() -> None:
    past = given(*sitting(), *authority())
    past.when(ConfirmSession(SESSION, AUTHORITY), by=PRESIDENT, at=THE_NEXT_DAY).then_refused(NotAllowed)


def test_an_auditor_of_the_authority_who_recorded_it_under_another_office_does_not_confirm_it() -> None:
    past = sitting(by=Office("secretary", SECRETARY.community, AUDITOR.id))
    asked = given(*past, *authority()).when(ConfirmSession(SESSION, AUTHORITY), by=AUDITOR, at=THE_NEXT_DAY)
    asked.then_refused(OwnRecord)


@pytest.mark.parametrize("other", [{"kind": "network"}, {"jurisdiction": "TN"}])
def test_only_a_supervising_authority_of_the_same_jurisdiction_confirms_it(other: dict[str, str]) -> None:
    asked = given(*sitting(), *authority(**other)).when(ConfirmSession(SESSION, AUTHORITY), by=AUDITOR, at=THE_NEXT_DAY)
    asked.then_refused(NotItsAuthority)


def test_the_last_day_is_counted_to_its_end() -> None:
    evening = LAST_DAY.replace(hour=22) + timedelta(minutes=30)  # 23:30 there
    command = OpenSession(SESSION, MEMBERS, CHAIR)
    assert given(*region, convened()).when(command, by=SECRETARY, at=evening, occurred_at=STARTS).outcome()
