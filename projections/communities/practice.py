"""Practices: which community published what, and when; why it withdrew it, if it did."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.communities.practice import PracticePublished, PracticeWithdrawn
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class PracticeRow(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    title: Words
    text: Words
    occurred_at: datetime
    reason: Words | None = None


practices = ReadModel("practice", PracticeRow, queries_of(__file__))


@practices.creates
def published(entry: Entry[PracticePublished]) -> PracticeRow:
    return new(PracticeRow, entry)


@practices.updates
def withdrawn(entry: Entry[PracticeWithdrawn]) -> Changes:
    return {"reason": entry.data.reason}
