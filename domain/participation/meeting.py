"""A meeting of a community: a workshop, a forum, in person or remote; who came, what it recommended, its minutes.

What it recommended may become proposals: each then names the meeting and the recommendation.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.documents import Document, fit
from domain.kernel import PLATFORM, Act, Command, Entry, Event, Noun, Seen
from domain.moment import instant
from domain.participation.attendance import Attendance, counted
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named, plain

TITLE_LENGTH, PLACE_LENGTH, REMOTE_LENGTH, REASON_LENGTH, TEXT_LENGTH = 300, 300, 500, 2_000, 5_000

Kind = Literal["workshop", "information", "training", "study_day", "forum"]

_address = re.compile(r"https?://[^\s/?#@]+([/?#]\S*)?")


class Schedule(Command, frozen=True, tag="participation.meeting.Schedule"):
    """Schedule a meeting, or record one that was held. It may be in person, online or both, and may concern a plan."""

    by = frozenset({"focal_point", "administrator"})
    creates = True
    community: UUID
    meeting: UUID
    kind: Kind
    title: Words
    starts: datetime
    ends: datetime
    place: Words | None = None
    remote: str | None = None
    plan: UUID | None = None


class Move(Command, frozen=True, tag="participation.meeting.Move"):
    """Change the time or place of an upcoming meeting."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID
    starts: datetime
    ends: datetime
    place: Words | None = None
    remote: str | None = None


class Cancel(Command, frozen=True, tag="participation.meeting.Cancel"):
    """Cancel an upcoming meeting, with the reason."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID
    reason: Words


class Hold(Command, frozen=True, tag="participation.meeting.Hold"):
    """Record that a meeting was held."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID


class RecordAttendance(Command, frozen=True, tag="participation.meeting.RecordAttendance"):
    """Record or replace the attendance of a meeting that was held, by category and gender."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID
    attendance: list[Attendance]


class Recommend(Command, frozen=True, tag="participation.meeting.Recommend"):
    """Record a recommendation of a meeting that was held."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID
    recommendation: UUID
    text: Words


class PublishMinutes(Command, frozen=True, tag="participation.meeting.PublishMinutes"):
    """Publish or replace the minutes of a meeting that was held."""

    by = frozenset({"focal_point", "administrator"})
    meeting: UUID
    document: Document
    summary: Words


class MeetingScheduled(Event, frozen=True, tag="participation.MeetingScheduled.v1"):
    kind: Kind
    title: Words
    starts: datetime
    ends: datetime
    place: Words | None = None
    remote: str | None = None
    plan: UUID | None = None


class MeetingMoved(Event, frozen=True, tag="participation.MeetingMoved.v1"):
    starts_was: datetime
    starts: datetime
    ends_was: datetime
    ends: datetime
    place_was: Words | None = None
    place: Words | None = None
    remote_was: str | None = None
    remote: str | None = None


class MeetingCancelled(Event, frozen=True, tag="participation.MeetingCancelled.v1"):
    reason: Words


class MeetingHeld(Event, frozen=True, tag="participation.MeetingHeld.v1"):
    pass


class MeetingAttendanceRecorded(Event, frozen=True, tag="participation.MeetingAttendanceRecorded.v1"):
    attendance: list[Attendance]
    attendance_was: list[Attendance] | None = None


class MeetingRecommendationMade(Event, frozen=True, tag="participation.MeetingRecommendationMade.v1"):
    recommendation: UUID
    text: Words


class MeetingMinutesPublished(Event, frozen=True, tag="participation.MeetingMinutesPublished.v1"):
    document: Document
    summary: Words
    document_was: Document | None = None
    summary_was: Words | None = None


class AlreadyScheduled(Refusal):
    """This meeting has been scheduled already."""

    code = "meeting.already-scheduled"


class Unknown(Refusal):
    """There is no such meeting."""

    code = "meeting.unknown"


class BadTime(Refusal):
    """A meeting ends after it starts."""

    code = "meeting.bad-time"


class BadPlace(Refusal):
    """A meeting is held at a place, or at an address of the web (https://...), or both."""

    code = "meeting.bad-place"


class Cancelled(Refusal):
    """The meeting was cancelled."""

    code = "meeting.cancelled"


class AlreadyHeld(Refusal):
    """The meeting was held: it can be neither moved nor cancelled."""

    code = "meeting.already-held"


class NotHeld(Refusal):
    """This requires a meeting that was held."""

    code = "meeting.not-held"


class NotYet(Refusal):
    """A meeting cannot be held before its scheduled start."""

    code = "meeting.not-yet"


class AlreadyMade(Refusal):
    """This recommendation has been recorded already."""

    code = "meeting.recommendation-already-made"


class NoRecommendation(Refusal):
    """The meeting made no such recommendation."""

    code = "meeting.recommendation-unknown"


class Meeting(msgspec.Struct, frozen=True):
    community: UUID = PLATFORM
    starts: datetime | None = None
    ends: datetime | None = None
    place: Words | None = None
    remote: str | None = None
    plan: UUID | None = None
    held: bool = False
    cancelled: bool = False
    attendance: tuple[Attendance, ...] | None = None
    recommendations: frozenset[UUID] = frozenset()
    document: Document | None = None
    summary: Words | None = None

    def must_exist(self) -> None:
        if self.starts is None:
            raise Unknown

    def must_be_held(self) -> None:
        if not self.held:
            raise NotHeld

    def must_have_recommended(self, recommendation: UUID, community: UUID) -> None:
        """That it is a meeting of the community, and made this recommendation."""
        if self.starts is None or self.community != community:
            raise Unknown
        if recommendation not in self.recommendations:
            raise NoRecommendation


Commands = Schedule | Move | Cancel | Hold | RecordAttendance | Recommend | PublishMinutes


def decide(command: Commands, meeting: Meeting, act: Act) -> Sequence[Event]:
    if isinstance(command, Schedule):
        if meeting.starts is not None:
            raise AlreadyScheduled
        named(command.title, "title", TITLE_LENGTH)
        starts, ends = window(command.starts, command.ends)
        at_a_place(command.place, command.remote)
        return [
            MeetingScheduled(command.kind, command.title, starts, ends, command.place, command.remote, command.plan)
        ]
    meeting.must_exist()
    if meeting.cancelled:
        raise Cancelled
    match command:
        case Move() | Cancel() if meeting.held:
            raise AlreadyHeld
        case Move():
            return moved(command, meeting)
        case Cancel(_, reason):
            return [MeetingCancelled(named(reason, "reason", REASON_LENGTH))]
        case Hold():
            assert meeting.starts is not None
            if act.occurred_at < meeting.starts:
                raise NotYet
            return [] if meeting.held else [MeetingHeld()]
    meeting.must_be_held()
    match command:
        case RecordAttendance(_, attendance):
            was = None if meeting.attendance is None else list(meeting.attendance)
            return [] if counted(attendance) == was else [MeetingAttendanceRecorded(attendance, was)]
        case Recommend(_, recommendation, text):
            if recommendation in meeting.recommendations:
                raise AlreadyMade
            return [MeetingRecommendationMade(recommendation, named(text, "text", TEXT_LENGTH))]
        case PublishMinutes(_, document, summary):
            fit(document)
            named(summary, "summary", TEXT_LENGTH)
            return [MeetingMinutesPublished(document, summary, meeting.document, meeting.summary)]


def moved(command: Move, meeting: Meeting) -> Sequence[Event]:
    assert meeting.starts is not None
    assert meeting.ends is not None
    starts, ends = window(command.starts, command.ends)
    at_a_place(command.place, command.remote)
    old = (meeting.starts, meeting.ends, meeting.place, meeting.remote)
    if (starts, ends, command.place, command.remote) == old:
        return []
    place, remote = (meeting.place, command.place), (meeting.remote, command.remote)
    return [MeetingMoved(meeting.starts, starts, meeting.ends, ends, *place, *remote)]


def window(starts: datetime, ends: datetime) -> tuple[datetime, datetime]:
    """When it is held, as the log keeps it."""
    starts, ends = instant(starts, "starts"), instant(ends, "ends")
    if ends <= starts:
        raise BadTime
    return starts, ends


def at_a_place(place: Words | None, remote: str | None) -> None:
    if place is None and remote is None:
        raise BadPlace
    if place is not None:
        named(place, "place", PLACE_LENGTH)
    if remote is not None and not _address.fullmatch(plain(remote, "remote", REMOTE_LENGTH)):
        raise BadPlace


def evolve(meeting: Meeting, entry: Entry[Any]) -> Meeting:
    replace = msgspec.structs.replace
    match entry.data:
        case MeetingScheduled(_, _, starts, ends, place, remote, plan):
            return Meeting(entry.community, starts, ends, place, remote, plan)
        case MeetingMoved() as new:
            return replace(meeting, starts=new.starts, ends=new.ends, place=new.place, remote=new.remote)
        case MeetingCancelled():
            return replace(meeting, cancelled=True)
        case MeetingHeld():
            return replace(meeting, held=True)
        case MeetingAttendanceRecorded(attendance):
            return replace(meeting, attendance=tuple(attendance))
        case MeetingRecommendationMade(recommendation):
            return replace(meeting, recommendations=meeting.recommendations | {recommendation})
        case MeetingMinutesPublished(document, summary):
            return replace(meeting, document=document, summary=summary)
    return meeting


def meeting_of(command: Any) -> UUID:
    """The root of everything about a meeting: the meeting."""
    meeting: UUID = command.meeting
    return meeting


def community_of(command: Any, seen: Seen) -> UUID:
    """Said by the one who schedules it, remembered for all that follows."""
    community: UUID = command.community if isinstance(command, Schedule) else seen["itself"].community
    return community


meetings = Noun("participation.meeting", Meeting(), evolve)
