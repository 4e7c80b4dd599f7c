"""Advisory opinions: which body was asked about which version of a plan, what it said, and what it was answered."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions.opinion import OpinionAnswered, OpinionDelivered, OpinionRequested
from domain.documents import Document
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: OpinionRow | None, entry: Entry[Any]) -> OpinionRow | None:
    replace = msgspec.structs.replace
    match entry.data:
        case OpinionRequested(body, version, question, due, rule):
            return OpinionRow(
                *(entry.stream, entry.community, body, version.plan, version.number, version.sha256),
                *(question, entry.occurred_at, due, rule),
            )
        case OpinionDelivered(verdict, text, document) if row:
            return replace(row, verdict=verdict, text=text, document=document, delivered_at=entry.occurred_at)
        case OpinionAnswered(answer, followed) if row:
            return replace(row, answer=answer, followed=followed, answered_at=entry.occurred_at)
    return row


opinions = ReadModel(
    "opinion", OpinionRow, (OpinionRequested, OpinionDelivered, OpinionAnswered), keys, fold, beside(__file__)
)
