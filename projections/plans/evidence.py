"""Evidence: the files that show what was done about an activity."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.documents import Document
from domain.kernel import Entry
from domain.plans.activity_events import ActivityEvidenceAttached
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class EvidenceRow(msgspec.Struct, frozen=True):
    """A file that was attached to an activity, with what is said of it, and when it was attached."""

    id: UUID
    activity: UUID
    document: Document
    note: Words
    attached: datetime


def evidence_of(activity: UUID, sha256: str) -> UUID:
    """The id of a file as evidence of an activity."""
    return uuid5(activity, sha256)


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (evidence_of(entry.stream, entry.data.document.sha256),)


def fold(row: EvidenceRow | None, entry: Entry[Any]) -> EvidenceRow | None:
    document, note = msgspec.structs.astuple(entry.data)
    return EvidenceRow(evidence_of(entry.stream, document.sha256), entry.stream, document, note, entry.occurred_at)


evidence = ReadModel("evidence", EvidenceRow, (ActivityEvidenceAttached,), keys, fold, beside(__file__))
