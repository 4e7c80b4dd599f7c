"""Resolutions: their texts, what they decide on, and what the votes came to, by which rule.

The votes themselves are rows of their own (`vote.py`): a resolution is not written again for each of them.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions.resolution_events import (
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionPutToVote,
    ResolutionRejected,
    ResolutionSigned,
    ResolutionTabled,
)
from domain.decisions.subjects import Subject
from domain.documents import Document
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class ResolutionRow(msgspec.Struct, frozen=True):
    """`year` and `number` are given to what is adopted. `majority` and `vote_rule` name the rules that were used: on how a
    majority is counted, and on how members vote."""

    id: UUID
    session: UUID
    community: UUID
    item: str
    title: Words
    text: Words
    subject: Subject | None
    stage: str
    tabled_at: datetime
    voted_at: datetime | None = None
    vote_rule: RuleRef | None = None
    votes_for: int | None = None
    votes_against: int | None = None
    abstentions: int | None = None
    by_president: bool = False
    majority: RuleRef | None = None
    year: int | None = None
    number: int | None = None
    signed_at: datetime | None = None
    published_at: datetime | None = None
    document: Document | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: ResolutionRow | None, entry: Entry[Any]) -> ResolutionRow | None:
    event, at = entry.data, entry.occurred_at
    if isinstance(event, ResolutionTabled):
        return ResolutionRow(
            id=entry.stream,
            session=entry.root,
            community=entry.community,
            item=event.item,
            title=event.title,
            text=event.text,
            subject=event.subject,
            stage="tabled",
            tabled_at=at,
        )
    assert row is not None
    return msgspec.structs.replace(row, **changes(event, at))


def changes(event: Any, at: datetime) -> dict[str, Any]:
    match event:
        case ResolutionPutToVote(rule):
            return {"stage": "voting", "vote_rule": rule}
        case ResolutionAdopted(year=year, number=number):
            return {"stage": "adopted", "year": year, "number": number, **counted(event, at)}
        case ResolutionRejected():
            return {"stage": "rejected", **counted(event, at)}
        case ResolutionSigned():
            return {"signed_at": at}
        case ResolutionPublished(document):
            return {"published_at": at, "document": document}
    return {}


def counted(event: ResolutionAdopted | ResolutionRejected, at: datetime) -> dict[str, Any]:
    return {
        "votes_for": event.votes_for,
        "votes_against": event.votes_against,
        "abstentions": event.abstentions,
        "by_president": event.by_president,
        "majority": event.rule,
        "voted_at": at,
    }


resolutions = ReadModel(
    "resolution",
    ResolutionRow,
    (
        ResolutionTabled,
        ResolutionPutToVote,
        ResolutionAdopted,
        ResolutionRejected,
        ResolutionSigned,
        ResolutionPublished,
    ),
    keys,
    fold,
    beside(__file__),
)
