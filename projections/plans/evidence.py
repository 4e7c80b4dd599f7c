"""Evidence: the files that show what was done about an activity."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.documents import Document
from domain.kernel import Entry
from domain.plans.activity_events import ActivityEvidenceAttached
from domain.text import Words
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


evidence = ReadModel(
    "evidence",
    EvidenceRow,
    queries_of(__file__),
    key=lambda entry: evidence_of(entry.stream, entry.data.document.sha256),
)


@evidence.creates
def attached(entry: Entry[ActivityEvidenceAttached]) -> EvidenceRow:
    id = evidence_of(entry.stream, entry.data.document.sha256)
    return new(EvidenceRow, entry, id=id, activity=entry.stream, attached=entry.occurred_at)
