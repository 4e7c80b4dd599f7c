"""A council's session that is recorded later than it happened, or in part, with a vote under way."""

from datetime import datetime
from typing import Any

from domain.communities.community import CommunityJurisdictionSet, CommunityPlaced, CommunityRegistered, communities
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_events import ResolutionPutToVote, ResolutionTabled, VoteRecorded
from domain.decisions.session import sessions
from domain.decisions.session_events import (
    ConfirmedVote,
    SessionAdjournedWithoutQuorum,
    SessionConfirmed,
    SessionOpened,
    SessionRecalled,
    SessionVoteBegun,
)
from domain.kernel import Act, Actor, Event
from tests.kit.council_facts import (
    CHAIR,
    FIRST,
    MEMBERS,
    PRESIDENT,
    RESOLUTION,
    SECOND,
    SECRETARY,
    SESSION,
    STARTS,
    TEXT,
    THIRD,
    TITLE,
    VOTE,
    community,
    convened,
    council,
)
from tests.kit.scenario import DAY, Happened, office, thing

THE_NEXT_DAY = STARTS + DAY
AUTHORITY = thing("the wilaya")
AUDITOR = office("auditor", AUTHORITY)
region = [*community(), *council()]


class Entered(Happened):
    """Something of the session, recorded later than it happened."""

    def __init__(self, noun: Any, stream: Any, event: Event, by: Actor, at: datetime, recorded: datetime) -> None:
        super().__init__(noun, stream, event, by=by, root=SESSION)
        self.act = Act(by, recorded, at)


def sitting(recorded: datetime = THE_NEXT_DAY, by: Actor = SECRETARY, voted_by: Actor = SECRETARY) -> list[Happened]:
    """A session that is open, with a vote under way and six votes in favour, recorded at a moment."""
    return [
        *region,
        convened(),
        Entered(sessions, SESSION, SessionOpened(1, MEMBERS[:6], CHAIR, 11, FIRST), by, STARTS, recorded),
        Entered(resolutions, RESOLUTION, ResolutionTabled("plan", TITLE, TEXT), by, STARTS, recorded),
        Entered(resolutions, RESOLUTION, ResolutionPutToVote(VOTE), by, STARTS, recorded),
        Entered(sessions, SESSION, SessionVoteBegun(RESOLUTION), by, STARTS, recorded),
        *(
            Entered(resolutions, RESOLUTION, VoteRecorded(member, None, "for"), voted_by, STARTS, recorded)
            for member in MEMBERS[:6]
        ),
    ]


VERSION = 8
"""Of the resolution: tabled, put to the vote, six votes."""

CONFIRMED = SessionConfirmed(sorted(MEMBERS[:6]), [ConfirmedVote(RESOLUTION, VERSION)])


def confirmation(by: Actor = PRESIDENT) -> Happened:
    return Happened(sessions, SESSION, CONFIRMED, by=by, at=THE_NEXT_DAY)


def authority(kind: str = "authority", jurisdiction: str = "MA") -> list[Happened]:
    facts = (
        CommunityRegistered("wilaya", {"fr": "Wilaya"}, "Africa/Casablanca"),
        CommunityPlaced(kind),
        CommunityJurisdictionSet(jurisdiction),
    )
    return [Happened(communities, AUTHORITY, fact, community=AUTHORITY) for fact in facts]


def today(*before: Happened, starts: datetime, call: int = 1) -> list[Happened]:
    """What came before, and a session that is held and recorded today, with one member's vote."""

    def live(noun: Any, stream: Any, event: Event) -> Happened:
        return Entered(noun, stream, event, SECRETARY, starts, starts)

    return [
        *region,
        *before,
        live(sessions, SESSION, SessionOpened(call, [CHAIR], CHAIR, 11, FIRST)),
        live(resolutions, RESOLUTION, ResolutionTabled("plan", TITLE, TEXT)),
        live(resolutions, RESOLUTION, ResolutionPutToVote(VOTE)),
        live(sessions, SESSION, SessionVoteBegun(RESOLUTION)),
        live(resolutions, RESOLUTION, VoteRecorded(CHAIR, None, "for")),
    ]


SECOND_CALL, THIRD_CALL = STARTS + 3 * DAY, STARTS + 4 * DAY
NOBODY = [SessionAdjournedWithoutQuorum(call, [], 11, FIRST) for call in (1, 2)]
LIVE = [STARTS, STARTS, SECOND_CALL, SECOND_CALL]
"""When the two calls that nobody follows, and the calls after them, happen."""

CALLED_AGAIN = [SessionRecalled(2, STARTS, SECOND_CALL, SECOND), SessionRecalled(3, SECOND_CALL, THIRD_CALL, THIRD)]


def calls(recorded: list[datetime], by: Actor = SECRETARY) -> list[Happened]:
    """Two calls that nobody follows, and the third; each of the four acts recorded at its moment."""
    acts = [NOBODY[0], CALLED_AGAIN[0], NOBODY[1], CALLED_AGAIN[1]]
    return [
        Entered(sessions, SESSION, act, by, at, recorded_at)
        for act, at, recorded_at in zip(acts, LIVE, recorded, strict=True)
    ]


def late_notice() -> Happened:
    """The convening, recorded on the day of the session."""
    notice = convened()
    notice.act = Act(SECRETARY, STARTS, STARTS - 10 * DAY)
    return notice
