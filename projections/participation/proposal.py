"""Proposals: whose, from where, where their words are kept, and what became of them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry, System
from domain.participation.placing import ProposalIncorporated, ProposalMoved
from domain.participation.proposal_events import (
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from projections.participation import withheld
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class ProposalRow(msgspec.Struct, frozen=True):
    """`title`, `body`, `moderation_reason` and `reasons` are the events whose openings hold those words. `challenge` and
    `recommendation` are what it came from; `plan`, `project` and `activity` where it was taken up."""

    id: UUID
    consultation: UUID
    author: UUID | None
    recorded_by: str
    title: UUID | None
    body: UUID
    language: str
    origin: str
    reference: str | None
    challenge: UUID | None
    meeting: UUID | None
    recommendation: UUID | None
    after_closing: bool
    moderation: str
    moderation_reason: UUID | None
    withdrawn: bool
    merged_into: UUID | None
    answer: str | None
    reasons: UUID | None
    plan: UUID | None
    project: UUID | None
    activity: UUID | None
    occurred_at: datetime
    version: int


def author_of(entry: Entry[Any]) -> UUID | None:
    """The pseudonym or id of the one whose contribution an entry is; no one's if a process made it."""
    return None if isinstance(entry.author, System) else entry.author.id


proposals = ReadModel("proposal", ProposalRow, queries_of(__file__, withheld.QUERIES))


@proposals.creates
def submitted(entry: Entry[ProposalSubmitted]) -> ProposalRow:
    event, actor = entry.data, entry.actor
    return new(
        ProposalRow,
        entry,
        consultation=entry.root,
        author=author_of(entry),
        recorded_by=actor.name if isinstance(actor, System) else str(actor.__struct_config__.tag),
        title=entry.event_id if event.title else None,
        body=entry.event_id,
        language=event.body.language,
        meeting=event.recommendation.meeting if event.recommendation else None,
        recommendation=event.recommendation.recommendation if event.recommendation else None,
        moderation="unmoderated",
        withdrawn=False,
    )


@proposals.updates
def amended(entry: Entry[ProposalAmended]) -> Changes:
    title = entry.event_id if entry.data.title else None
    return {"title": title, "body": entry.event_id, "language": entry.data.body.language}


@proposals.updates
def merged(entry: Entry[ProposalMerged]) -> Changes:
    return {"merged_into": entry.data.into}


@proposals.updates
def withdrawn(entry: Entry[ProposalWithdrawn]) -> Changes:
    return {"withdrawn": True}


@proposals.updates
def moderated(entry: Entry[ProposalModerated | ProposalRestored]) -> Changes:
    event = entry.data
    return {"moderation": event.moderation, "moderation_reason": entry.event_id if event.reason else None}


@proposals.updates
def answered(entry: Entry[ProposalAnswered]) -> Changes:
    return {"answer": entry.data.answer, "reasons": entry.event_id}


@proposals.updates
def taken_up(entry: Entry[ProposalIncorporated | ProposalMoved]) -> Changes:
    return {"plan": entry.data.plan, "project": entry.data.project, "activity": entry.data.activity}
