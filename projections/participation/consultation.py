"""Consultations: their window, their rules, their texts, and whether they are closed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.consultation import (
    ConsultationClosed,
    ConsultationExtended,
    ConsultationImportReached,
    ConsultationOpened,
    ConsultationReportPublished,
)
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class ConsultationRow(msgspec.Struct, frozen=True):
    """`description` and `report` are the events whose openings hold the texts, with the languages they are in. `plan`
    is what it is about, `number` the version of that."""

    id: UUID
    community: UUID
    title: Words
    description: UUID
    description_languages: list[str]
    opens: datetime
    closes: datetime | None
    participants: str
    ballot: str
    ballots_per_person: int | None
    source_system: str | None
    source_reference: str | None
    plan: UUID | None
    number: int | None
    imported_until: datetime | None
    closed: bool
    report: UUID | None
    report_languages: list[str]
    version: int


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: ConsultationRow | None, entry: Entry[Any]) -> ConsultationRow | None:
    match entry.data:
        case ConsultationOpened() as opened:
            return ConsultationRow(
                id=entry.stream,
                community=entry.community,
                title=opened.title,
                description=entry.event_id,
                description_languages=sorted(opened.description),
                opens=opened.opens,
                closes=opened.closes,
                participants=opened.participants,
                ballot=opened.ballot,
                ballots_per_person=opened.ballots_per_person,
                source_system=opened.source.system if opened.source else None,
                source_reference=opened.source.reference if opened.source else None,
                plan=opened.plan,
                number=opened.number,
                imported_until=None,
                closed=False,
                report=None,
                report_languages=[],
                version=entry.version,
            )
    assert row is not None
    changes: dict[str, Any] = {}
    match entry.data:
        case ConsultationExtended(_, closes):
            changes = {"closes": closes}
        case ConsultationClosed():
            changes = {"closed": True}
        case ConsultationReportPublished(_, report):
            changes = {"report": entry.event_id, "report_languages": sorted(report)}
        case ConsultationImportReached(_, until):
            changes = {"imported_until": until}
    return msgspec.structs.replace(row, version=entry.version, **changes)


consultations = ReadModel(
    "consultation",
    ConsultationRow,
    (
        ConsultationOpened,
        ConsultationExtended,
        ConsultationClosed,
        ConsultationReportPublished,
        ConsultationImportReached,
    ),
    keys,
    fold,
    beside(__file__),
)
