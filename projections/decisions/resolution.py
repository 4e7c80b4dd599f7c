"""Resolutions: their texts, what they decide on, and what the votes came to, by which rule.

The votes themselves are rows of their own (`vote.py`): a resolution is not written again for each of them.
"""

from datetime import datetime
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
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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
    tabled_recorded_at: datetime | None = None
    voted_recorded_at: datetime | None = None
    signed_recorded_at: datetime | None = None
    published_recorded_at: datetime | None = None


resolutions = ReadModel("resolution", ResolutionRow, queries_of(__file__))


@resolutions.creates
def tabled(entry: Entry[ResolutionTabled]) -> ResolutionRow:
    return new(
        ResolutionRow,
        entry,
        session=entry.root,
        stage="tabled",
        tabled_at=entry.occurred_at,
        tabled_recorded_at=entry.recorded_at,
    )


@resolutions.updates
def put_to_vote(entry: Entry[ResolutionPutToVote]) -> Changes:
    return {"stage": "voting", "vote_rule": entry.data.rule}


@resolutions.updates
def adopted(entry: Entry[ResolutionAdopted]) -> Changes:
    return {"stage": "adopted", "year": entry.data.year, "number": entry.data.number, **counted(entry)}


@resolutions.updates
def rejected(entry: Entry[ResolutionRejected]) -> Changes:
    return {"stage": "rejected", **counted(entry)}


def counted(entry: Entry[ResolutionAdopted | ResolutionRejected]) -> Changes:
    event = entry.data
    return {
        "votes_for": event.votes_for,
        "votes_against": event.votes_against,
        "abstentions": event.abstentions,
        "by_president": event.by_president,
        "majority": event.rule,
        "voted_at": entry.occurred_at,
        "voted_recorded_at": entry.recorded_at,
    }


@resolutions.updates
def signed(entry: Entry[ResolutionSigned]) -> Changes:
    return {"signed_at": entry.occurred_at, "signed_recorded_at": entry.recorded_at}


@resolutions.updates
def published(entry: Entry[ResolutionPublished]) -> Changes:
    return {
        "published_at": entry.occurred_at,
        "published_recorded_at": entry.recorded_at,
        "document": entry.data.document,
    }
