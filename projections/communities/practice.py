"""Practices: which community published what, and when; why it withdrew it, if it did."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.communities.practice import PracticePublished, PracticeWithdrawn
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class PracticeRow(msgspec.Struct, frozen=True):
    id: UUID
    community: UUID
    title: Words
    text: Words
    occurred_at: datetime
    reason: Words | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: PracticeRow | None, entry: Entry[Any]) -> PracticeRow | None:
    match entry.data:
        case PracticePublished(title, text):
            return PracticeRow(entry.stream, entry.community, title, text, entry.occurred_at)
        case PracticeWithdrawn(reason) if row:
            return msgspec.structs.replace(row, reason=reason)
    return row


practices = ReadModel("practice", PracticeRow, (PracticePublished, PracticeWithdrawn), keys, fold, beside(__file__))
