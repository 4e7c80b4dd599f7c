"""A session of a council: convened with its agenda, opened with its quorum, or adjourned for lack of it and called again.

What its votes come to is the resolutions' (`resolution.py`); the session knows which of them are under way, and is not closed
before they are. All days are counted in the community's time zone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from domain.decisions.convening import SECRETARIAT, BadStart, Convene, Members, convened
from domain.decisions.late_entry import ConfirmSession, confirmed
from domain.decisions.presence import Preside, RecordArrival, RecordDeparture, moved
from domain.decisions.resolution_state import Resolution
from domain.decisions.session_events import (
    SessionAdjournedWithoutQuorum,
    SessionClosed,
    SessionMinutesPublished,
    SessionOpened,
    SessionRecalled,
)
from domain.decisions.session_state import NotOpen, Session, evolve
from domain.documents import Document, fit
from domain.kernel import Act, Command, Event, Noun, Seen
from domain.moment import instant
from domain.refusal import Refusal
from domain.rules.law import Law
from domain.rules.rulesets import RuleRef
from domain.rules.sessions import quorum_is_reached, recall
from domain.rules.subjects import CALLS
from domain.rules.values import Quorum
from domain.text import Words
from domain.words import named

SUMMARY_LENGTH = 5_000


class OpenSession(Command, frozen=True, tag="decisions.session.OpenSession"):
    """Open a session with the members present, who must form the quorum for this call. `presiding` is one of them."""

    by = SECRETARIAT
    session: UUID
    present: list[UUID]
    presiding: UUID


class AdjournWithoutQuorum(Command, frozen=True, tag="decisions.session.AdjournWithoutQuorum"):
    """Adjourn a session for lack of a quorum at this call."""

    by = SECRETARIAT
    session: UUID
    present: list[UUID]


class Recall(Command, frozen=True, tag="decisions.session.Recall"):
    """Call a session again after a missed quorum, within the days set by the rules."""

    by = SECRETARIAT
    session: UUID
    starts: datetime


class CloseSession(Command, frozen=True, tag="decisions.session.CloseSession"):
    """Close a session. A vote under way must be closed first."""

    by = SECRETARIAT
    session: UUID


class PublishMinutes(Command, frozen=True, tag="decisions.session.PublishMinutes"):
    """Publish the minutes of a closed session."""

    by = SECRETARIAT
    session: UUID
    document: Document
    summary: Words


class NotItsDay(Refusal):
    """A session is opened, or adjourned for lack of its quorum, on the day that it is called for, and not before its hour."""

    code = "session.not-its-day"


class BadAttendance(Refusal):
    """Those present must be members in office, each named once, and include the presiding member."""

    code = "session.bad-attendance"


class NoQuorum(Refusal):
    """Too few members are present to open the session: {present} of {in_office} in office, where {needed} are needed."""

    code = "session.no-quorum"


class QuorumReached(Refusal):
    """Enough members are present: {present} of {in_office} in office, where {needed} are needed."""

    code = "session.quorum-reached"


class NotToBeOpened(Refusal):
    """The session cannot be opened: it is open, closed, or must be called again first."""

    code = "session.not-to-be-opened"


class NotAdjourned(Refusal):
    """Only a session adjourned without a quorum can be called again."""

    code = "session.not-adjourned"


class NoFurtherCall(Refusal):
    """The rules do not allow another call of the session."""

    code = "session.no-further-call"


class OutsideTheDays(Refusal):
    """The rules let this session be called again for a day from {first} to {last}."""

    code = "session.outside-the-days"


class VoteUnderWay(Refusal):
    """A vote is under way: it must be closed before the session is."""

    code = "session.vote-under-way"


class NotClosed(Refusal):
    """Minutes are published once the session is closed."""

    code = "session.not-closed"


Commands = (
    Convene
    | OpenSession
    | AdjournWithoutQuorum
    | Recall
    | RecordArrival
    | RecordDeparture
    | Preside
    | ConfirmSession
    | CloseSession
    | PublishMinutes
)


def decide(
    command: Commands,
    session: Session,
    act: Act,
    *,
    members: Members,
    law: Law,
    resolutions: Mapping[UUID, Resolution] = {},
) -> Sequence[Event]:
    if isinstance(command, Convene):
        return convened(command, session, act, members, law)
    session.must_exist()
    match command:
        case OpenSession(_, present, presiding):
            came = attended(present, session, act, members, law)
            if presiding not in present:
                raise BadAttendance
            if not came.enough:
                raise NoQuorum(present=len(present), in_office=came.in_office, needed=came.needed)
            return [SessionOpened(session.call, sorted(present), presiding, came.in_office, came.rule)]
        case AdjournWithoutQuorum(_, present):
            came = attended(present, session, act, members, law)
            if came.enough:
                raise QuorumReached(present=len(present), in_office=came.in_office, needed=came.needed)
            return [SessionAdjournedWithoutQuorum(session.call, sorted(present), came.in_office, came.rule)]
        case Recall(_, starts):
            return recalled(instant(starts, "starts"), session, act, law)
        case RecordArrival() | RecordDeparture() | Preside():
            session.must_be_open(act)
            return moved(command, session, members)
        case ConfirmSession():
            return confirmed(session, act, law, resolutions)
        case CloseSession():
            if session.stage not in ("open", "adjourned"):
                raise NotOpen
            session.must_have_met(act)
            if session.under_vote:
                raise VoteUnderWay
            return [SessionClosed()]
        case PublishMinutes(_, document, summary):
            if session.stage != "closed":
                raise NotClosed
            before = session.minutes
            document_was, summary_was = (before.document, before.summary) if before else (None, None)
            if (document, summary) == (document_was, summary_was):
                return []
            named(summary, "summary", SUMMARY_LENGTH)
            return [SessionMinutesPublished(document_was, summary_was, fit(document), summary)]


class Attended(NamedTuple):
    """How many came, of how many in office, what this call needs, and the rule that says so."""

    present: int
    in_office: int
    quorum: Quorum
    rule: RuleRef

    @property
    def enough(self) -> bool:
        return quorum_is_reached(self.quorum, self.present, self.in_office)

    @property
    def needed(self) -> int:
        """The smallest number that is enough. With nobody in office, none is."""
        numbers = range(1, self.in_office + 1)
        return next((some for some in numbers if quorum_is_reached(self.quorum, some, self.in_office)), 1)


def attended(present: list[UUID], session: Session, act: Act, members: Members, law: Law) -> Attended:
    if session.stage != "convened":
        raise NotToBeOpened
    assert session.starts is not None
    day = law.day(session.starts)
    if act.occurred_at < session.starts or law.day(act.occurred_at) != day:
        raise NotItsDay
    if len(set(present)) < len(present) or not members.in_office.issuperset(present):
        raise BadAttendance
    quorum = law.rule(CALLS[session.call - 1], day)
    return Attended(len(present), len(members.in_office), quorum.value, quorum.ref)


def recalled(starts: datetime, session: Session, act: Act, law: Law) -> Sequence[Event]:
    if session.stage != "adjourned":
        raise NotAdjourned
    session.must_have_met(act)
    assert session.starts is not None
    if starts < act.occurred_at:
        raise BadStart
    day, call = law.day(starts), session.call + 1
    if call > len(CALLS):
        raise NoFurtherCall
    rule = law.rule(CALLS[call - 1], day)
    days = recall(rule.value, law.day(session.starts))
    if day not in days:
        raise OutsideTheDays(first=str(days.first), last=str(days.last or "…"))
    return [SessionRecalled(call, session.starts, starts, rule.ref)]


def session_of(command: Any) -> UUID:
    """The root of everything in a session: the session."""
    session: UUID = command.session
    return session


def community_of(command: Any, seen: Seen) -> UUID:
    """The community whose council sits: said by the one who convenes it, remembered for all that follows."""
    if isinstance(command, Convene):
        return command.community
    session: Session = seen.get("session") or seen["itself"]
    return session.community


sessions = Noun("decisions.session", Session(), evolve)
