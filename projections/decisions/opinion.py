"""Advisory opinions: which body was asked about which version of a plan, what it said, and what it was answered."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.decisions.opinion import OpinionAnswered, OpinionDelivered, OpinionRequested
from domain.documents import Document
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class OpinionRow(msgspec.Struct, frozen=True):
    """`rule` says until when it was to be delivered, if the request did not."""

    id: UUID
    community: UUID
    body: UUID
    plan: UUID
    number: int
    sha256: str
    question: Words
    requested_at: datetime
    due: datetime | None
    rule: RuleRef | None
    verdict: str | None = None
    text: Words | None = None
    document: Document | None = None
    delivered_at: datetime | None = None
    answer: Words | None = None
    followed: str | None = None
    answered_at: datetime | None = None


opinions = ReadModel("opinion", OpinionRow, queries_of(__file__))


@opinions.creates
def requested(entry: Entry[OpinionRequested]) -> OpinionRow:
    version = entry.data.subject
    return new(
        OpinionRow,
        entry,
        plan=version.plan,
        number=version.number,
        sha256=version.sha256,
        requested_at=entry.occurred_at,
    )


@opinions.updates
def delivered(entry: Entry[OpinionDelivered]) -> Changes:
    event = entry.data
    return {
        "verdict": event.verdict,
        "text": event.text,
        "document": event.document,
        "delivered_at": entry.occurred_at,
    }


@opinions.updates
def answered(entry: Entry[OpinionAnswered]) -> Changes:
    return {"answer": entry.data.answer, "followed": entry.data.followed, "answered_at": entry.occurred_at}
