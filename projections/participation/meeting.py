"""Meetings: when and where, whether they were held, who came, their minutes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
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
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: MeetingRow | None, entry: Entry[Any]) -> MeetingRow | None:
    if isinstance(entry.data, MeetingScheduled):
        new = entry.data
        return MeetingRow(
            id=entry.stream,
            community=entry.community,
            kind=new.kind,
            title=new.title,
            starts=new.starts,
            ends=new.ends,
            place=new.place,
            remote=new.remote,
            plan=new.plan,
            held=False,
            cancelled=False,
            cancellation_reason=None,
            attendance=None,
            minutes=None,
            summary=None,
            version=entry.version,
        )
    assert row is not None
    return msgspec.structs.replace(row, version=entry.version, **changes(entry.data))


def changes(event: Any) -> dict[str, Any]:
    match event:
        case MeetingMoved():
            return {"starts": event.starts, "ends": event.ends, "place": event.place, "remote": event.remote}
        case MeetingCancelled(reason):
            return {"cancelled": True, "cancellation_reason": reason}
        case MeetingHeld():
            return {"held": True}
        case MeetingAttendanceRecorded(attendance):
            return {"attendance": attendance}
        case MeetingMinutesPublished(document, summary):
            return {"minutes": document, "summary": summary}
    return {}


meetings = ReadModel(
    "meeting",
    MeetingRow,
    (
        MeetingScheduled,
        MeetingMoved,
        MeetingCancelled,
        MeetingHeld,
        MeetingAttendanceRecorded,
        MeetingRecommendationMade,
        MeetingMinutesPublished,
    ),
    keys,
    fold,
    beside(__file__),
)
