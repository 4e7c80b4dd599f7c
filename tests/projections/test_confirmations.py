"""A session waits for its confirmation exactly when its votes cannot be closed for want of one.

Before, the list had it only if the opening was entered after its day, and struck it once any confirmation had named the vote.
"""

from datetime import datetime
from typing import Any

import pytest

from domain.communities.office import OfficeGranted, office_stream, offices
from domain.decisions.late_entry import NotConfirmed
from domain.decisions.resolution import CloseVote, resolutions
from domain.decisions.resolution_events import ResolutionPutToVote, ResolutionTabled, VoteRecorded
from domain.decisions.session import sessions
from domain.decisions.session_events import (
    SessionClosed,
    SessionMemberArrived,
    SessionMemberDeparted,
    SessionVoteBegun,
    SessionVoteEnded,
)
from domain.decisions.subjects import PlanVersion
from domain.kernel import Actor, Event, Office
from domain.refusal import Refusal
from projections.queries.waiting import WaitingFilter, waiting
from projections.toolkit.facts import ByFacts
from tests.kit.council_facts import (
    CHAIR,
    MEMBERS,
    PLAN,
    PRESIDENT,
    RESOLUTION,
    SECRETARY,
    SESSION,
    SHA256,
    STARTS,
    TEXT,
    TITLE,
    VOTE,
    convened,
)
from tests.kit.late_session import (
    AUTHORITY,
    LIVE,
    THE_NEXT_DAY,
    THIRD_CALL,
    Entered,
    authority,
    calls,
    confirmation,
    late_notice,
    sitting,
    today,
)
from tests.kit.scenario import COMMUNITY, DAY, RULES, Happened, given, thing
from tests.projections.what_waits import Kept

pytestmark = pytest.mark.anyio

OTHER = thing("another resolution")


def late(noun: Any, stream: Any, event: Event, by: Actor = SECRETARY) -> Happened:
    return Entered(noun, stream, event, by, STARTS, THE_NEXT_DAY)


def live(noun: Any, stream: Any, event: Event) -> Happened:
    return Entered(noun, stream, event, SECRETARY, STARTS, STARTS)


def holds(role: str, holder: Any) -> Happened:
    return Happened(offices, office_stream(COMMUNITY, holder), OfficeGranted(holder, role), root=COMMUNITY)


vote = late(resolutions, RESOLUTION, VoteRecorded(CHAIR, "for", "against"))
left, came = (late(sessions, SESSION, kind(MEMBERS[5])) for kind in (SessionMemberDeparted, SessionMemberArrived))
another = [
    late(resolutions, OTHER, ResolutionTabled("plan", TITLE, TEXT, PlanVersion(PLAN, 1, SHA256))),
    late(resolutions, OTHER, ResolutionPutToVote(VOTE)),
    late(sessions, SESSION, SessionVoteBegun(OTHER)),
]
COURSES = {
    "recorded on its day": sitting(STARTS),
    "a vote entered after its day": [*sitting(STARTS), vote],
    "a departure entered after its day": [*sitting(STARTS), left],
    "notice entered after its day": [
        one if one.event != convened().event else late_notice() for one in sitting(STARTS)
    ],
    "calls entered after their day": today(convened(), *calls([THIRD_CALL] * 4), starts=THIRD_CALL, call=3),
    "calls recorded on their day": today(convened(), *calls(LIVE), starts=THIRD_CALL, call=3),
    "a vote after the confirmation": [*sitting(), confirmation(), vote],
    "a departure and an arrival after it": [*sitting(), confirmation(), left, came],
    "another vote after it": [*sitting(), confirmation(), *another],
    "closed": [
        *sitting(),
        confirmation(),
        late(sessions, SESSION, SessionVoteEnded(RESOLUTION)),
        late(sessions, SESSION, SessionClosed()),
    ],
}


def must_be_confirmed(*past: Happened) -> bool:
    """Whether a vote that is under way cannot be closed for want of a confirmation."""
    scenario = given(*past)
    for id in scenario.history.state(sessions, SESSION).under_vote:
        try:
            scenario.when(CloseVote(SESSION, id), by=SECRETARY, at=THIRD_CALL, occurred_at=THIRD_CALL).outcome()
        except NotConfirmed:
            return True
        except Refusal:
            continue
    return False


@pytest.mark.parametrize("past", COURSES.values(), ids=COURSES)
async def test_a_session_waits_exactly_when_its_votes_cannot_be_closed(kept: Kept, past: list[Happened]) -> None:
    await kept.hold(*past)
    begun = next(number for number, one in enumerate(past) if isinstance(one.event, SessionVoteBegun))
    for position in range(begun, len(past)):
        waits = "session_confirmation" in await kept.kinds(position)
        assert waits is must_be_confirmed(*past[: position + 1]), position


async def test_it_waits_once_however_many_votes_are_under_way(kept: Kept) -> None:
    await kept.hold(*sitting(), *another)
    assert await kept.kinds() == await kept.kinds(plan=PLAN) == ["session_confirmation"]
    assert await kept.kinds(plan=thing("another plan")) == []


def of(office: Office) -> Happened:
    return holds(office.role, office.id)


async def turns(kept: Kept, *past: Happened) -> Any:
    await kept.hold(*past)
    (one,) = [one for one in await kept.waits() if one.kind == "session_confirmation"]
    assert await kept.kinds(role=one.role, held_in=one.held_in) == ["session_confirmation"]
    assert await kept.kinds(role="secretary") == await kept.kinds(held_in=thing("elsewhere")) == []
    return one.role, one.held_in, one.start


async def test_it_is_the_turn_of_the_president(kept: Kept) -> None:
    assert await turns(kept, of(PRESIDENT), *authority(), *sitting()) == ("president", COMMUNITY, THE_NEXT_DAY)


async def test_it_is_the_turn_of_the_authoritys_auditor_if_the_president_recorded_it(kept: Kept) -> None:
    """The president's confirmation is refused; before, the list named the president all the same."""
    past = [of(PRESIDENT), *authority(), *sitting(by=PRESIDENT)]
    assert await turns(kept, *past) == ("auditor", AUTHORITY, THE_NEXT_DAY)


async def test_it_is_the_turn_of_another_president_who_did_not_record_it(kept: Kept) -> None:
    past = [of(PRESIDENT), holds("president", thing("the next")), *authority(), *sitting(voted_by=PRESIDENT)]
    assert await turns(kept, *past) == ("president", COMMUNITY, THE_NEXT_DAY)


async def test_without_an_authority_it_is_the_turn_of_whoever_becomes_president(kept: Kept) -> None:
    past = [of(PRESIDENT), *authority(jurisdiction="TN"), *sitting(by=PRESIDENT)]
    assert await turns(kept, *past) == ("president", COMMUNITY, THE_NEXT_DAY)


async def test_by_the_facts_it_waits_from_the_days_of_its_votes(kept: Kept) -> None:
    await kept.hold(*sitting())

    async def kinds(instant: datetime) -> list[str]:
        asked = ByFacts(kept.fetch, instant), kept.last, instant, RULES, WaitingFilter()
        return [one.kind for one in (await waiting(*asked)).waits]

    assert await kinds(STARTS) == ["session_confirmation"]
    assert await kinds(STARTS - DAY) == []
