"""Partnerships: communities that were asked to carry a project of another community's plan, and what they have answered.

Partners that were recorded before communities were asked have none: they stand in their project alone.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid5

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import (
    PartnershipAccepted,
    PartnershipDeclined,
    PartnershipEnded,
    PartnershipRequested,
    PartnershipWithdrawn,
)
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of

Standing = Literal["requested", "accepted", "declined", "withdrawn", "ended"]


class PartnershipRow(msgspec.Struct, frozen=True):
    """`community` is that of the plan, `partner` the one that was asked. `requested_at` is the last time that it was asked,
    `changed_at` when its standing last changed; `reason` is why it declined or left."""

    id: UUID
    community: UUID
    plan: UUID
    project: UUID
    partner: UUID
    standing: Standing
    requested_at: datetime
    changed_at: datetime
    reason: Words = {}


def partnership_id(entry: Entry[Any]) -> UUID:
    return uuid5(entry.data.project, f"partner {entry.data.partner}")


partnerships = ReadModel("partnership", PartnershipRow, queries_of(__file__), key=partnership_id)


@partnerships.creates
def requested(entry: Entry[PartnershipRequested]) -> PartnershipRow:
    at = entry.occurred_at
    return new(
        PartnershipRow,
        entry,
        id=partnership_id(entry),
        plan=entry.stream,
        standing="requested",
        requested_at=at,
        changed_at=at,
    )


@partnerships.updates
def accepted(entry: Entry[PartnershipAccepted]) -> Changes:
    return {"standing": "accepted", "changed_at": entry.occurred_at}


@partnerships.updates
def declined(entry: Entry[PartnershipDeclined]) -> Changes:
    return {"standing": "declined", "changed_at": entry.occurred_at, "reason": entry.data.reason}


@partnerships.folds
def withdrawn(row: PartnershipRow | None, entry: Entry[PartnershipWithdrawn]) -> PartnershipRow | None:
    return row and msgspec.structs.replace(row, standing="withdrawn", changed_at=entry.occurred_at)


@partnerships.folds
def ended(row: PartnershipRow | None, entry: Entry[PartnershipEnded]) -> PartnershipRow | None:
    reason = entry.data.reason
    return row and msgspec.structs.replace(row, standing="ended", changed_at=entry.occurred_at, reason=reason)
