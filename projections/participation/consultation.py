"""Consultations: their window, their rules, their texts, and whether they are closed."""

from datetime import datetime
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
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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
    ballots_apart: bool = False


consultations = ReadModel("consultation", ConsultationRow, queries_of(__file__))


@consultations.creates
def opened(entry: Entry[ConsultationOpened]) -> ConsultationRow:
    source = entry.data.source
    return new(
        ConsultationRow,
        entry,
        description=entry.event_id,
        description_languages=sorted(entry.data.description),
        source_system=source.system if source else None,
        source_reference=source.reference if source else None,
        closed=False,
        report_languages=[],
    )


@consultations.updates
def extended(entry: Entry[ConsultationExtended]) -> Changes:
    return {"closes": entry.data.closes}


@consultations.updates
def closed(entry: Entry[ConsultationClosed]) -> Changes:
    return {"closed": True}


@consultations.updates
def report_published(entry: Entry[ConsultationReportPublished]) -> Changes:
    return {"report": entry.event_id, "report_languages": sorted(entry.data.report)}


@consultations.updates
def import_reached(entry: Entry[ConsultationImportReached]) -> Changes:
    return {"imported_until": entry.data.until}
