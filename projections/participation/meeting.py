"""Meetings: when and where, whether they were held, who came, their minutes."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.documents import Document
from domain.kernel import Entry
from domain.participation.attendance import Attendance
from domain.participation.meeting import (
    MeetingAttendanceRecorded,
    MeetingCancelled,
    MeetingHeld,
    MeetingMinutesPublished,
    MeetingMoved,
    MeetingRecommendationMade,
    MeetingScheduled,
)
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class MeetingRow(msgspec.Struct, frozen=True):
    """`attendance` is None until it is recorded, `minutes` and `summary` until they are published."""

    id: UUID
    community: UUID
    kind: str
    title: Words
    starts: datetime
    ends: datetime
    place: Words | None
    remote: str | None
    plan: UUID | None
    held: bool
    cancelled: bool
    cancellation_reason: Words | None
    attendance: list[Attendance] | None
    minutes: Document | None
    summary: Words | None
    version: int


meetings = ReadModel("meeting", MeetingRow, queries_of(__file__))


@meetings.creates
def scheduled(entry: Entry[MeetingScheduled]) -> MeetingRow:
    return new(MeetingRow, entry, held=False, cancelled=False)


@meetings.updates
def moved(entry: Entry[MeetingMoved]) -> Changes:
    event = entry.data
    return {"starts": event.starts, "ends": event.ends, "place": event.place, "remote": event.remote}


@meetings.updates
def cancelled(entry: Entry[MeetingCancelled]) -> Changes:
    return {"cancelled": True, "cancellation_reason": entry.data.reason}


@meetings.updates
def held(entry: Entry[MeetingHeld]) -> Changes:
    return {"held": True}


@meetings.updates
def attendance_recorded(entry: Entry[MeetingAttendanceRecorded]) -> Changes:
    return {"attendance": entry.data.attendance}


@meetings.updates
def minutes_published(entry: Entry[MeetingMinutesPublished]) -> Changes:
    return {"minutes": entry.data.document, "summary": entry.data.summary}


meetings.only_moves_version(MeetingRecommendationMade)
