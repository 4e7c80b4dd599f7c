"""Consultations: their window and texts, what is in them, and what became of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from api.graphql.audit import trail
from api.graphql.communities.office import community
from api.graphql.kinds import Kind, Objects
from api.graphql.participation.proposal import proposals_of
from api.graphql.reading import Reading, Tagged, in_all_languages, official
from api.graphql.relay import Connection, Page, connections
from projections.participation import consultation
from projections.participation.consultation import ConsultationRow


class Source(msgspec.Struct, frozen=True):
    system: str
    reference: str | None


class Totals(msgspec.Struct, frozen=True):
    proposals: int = 0
    comments: int = 0
    ballots: int = 0


async def consultations_of(
    reading: Reading, communities: Sequence[UUID | None], page: Page, open: bool | None, imported: bool | None
) -> list[Connection[Any]]:
    """The consultations of each of some communities, or of all for None."""
    filters: dict[str, Any] = {"open": open, "imported": imported, "moment": reading.moment}
    return await connections(
        reading, ConsultationRow, consultation.consultations.queries, "page", communities, page, **filters
    )


async def proposals(reading: Reading, rows: Objects, **arguments: Any) -> list[Connection[Any]]:
    return await proposals_of(reading, [row.id for row in rows], **arguments)


async def totals(reading: Reading, rows: Objects) -> list[Totals]:
    ids = [row.id for row in rows]
    found = await reading.rows(consultation.consultations.queries, "totals", consultations=ids)
    by_id = {id: Totals(*numbers) for id, *numbers in found}
    return [by_id.get(id, Totals()) for id in ids]


def is_open(reading: Reading, rows: Objects) -> list[bool]:
    return [
        not row.closed
        and row.source_system is None
        and row.opens <= reading.moment
        and (row.closes is None or reading.moment < row.closes)
        for row in rows
    ]


def source(reading: Reading, rows: Objects) -> list[Source | None]:
    return [Source(row.source_system, row.source_reference) if row.source_system else None for row in rows]


class Text:
    """An official text of consultations that is kept sealed, each language by itself."""

    def __init__(self, field: str) -> None:
        self._field, self._languages = field, f"{field}_languages"

    def _there(self, row: Any) -> list[str]:
        return getattr(row, self._languages) if getattr(row, self._field) else []

    async def in_one(self, reading: Reading, rows: Objects, language: str | None = None) -> list[str | None]:
        chosen = [(getattr(row, self._field), reading.best(self._there(row), language)) for row in rows]
        await reading.open([(event, f"{self._field}.{tag}") for event, tag in chosen if tag])
        return [reading.words(event, f"{self._field}.{tag}") if tag else None for event, tag in chosen]

    async def in_all(self, reading: Reading, rows: Objects) -> list[list[Tagged]]:
        fields = [(getattr(row, self._field), f"{self._field}.{tag}") for row in rows for tag in self._there(row)]
        await reading.open(fields)
        return [
            [Tagged(tag, reading.words(getattr(row, self._field), f"{self._field}.{tag}")) for tag in self._there(row)]
            for row in rows
        ]


description, report = Text("description"), Text("report")

KINDS = [
    Kind(
        "Consultation",
        ConsultationRow,
        {
            "community": community,
            "title": official("title"),
            "titles": in_all_languages("title"),
            "description": description.in_one,
            "descriptions": description.in_all,
            "report": report.in_one,
            "reports": report.in_all,
            "open": is_open,
            "source": source,
            "totals": totals,
            "proposals": proposals,
            "audit": trail,
        },
    )
]
