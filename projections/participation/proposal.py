"""Proposals: whose, from where, where their words are kept, and what became of them."""

from collections.abc import Iterable
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
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: ProposalRow | None, entry: Entry[Any]) -> ProposalRow | None:
    event = entry.data
    if isinstance(event, ProposalSubmitted):
        return ProposalRow(
            id=entry.stream,
            consultation=entry.root,
            author=author_of(entry),
            recorded_by=entry.actor.name if isinstance(entry.actor, System) else str(entry.actor.__struct_config__.tag),
            title=entry.event_id if event.title else None,
            body=entry.event_id,
            language=event.body.language,
            origin=event.origin,
            reference=event.reference,
            challenge=event.challenge,
            meeting=event.recommendation.meeting if event.recommendation else None,
            recommendation=event.recommendation.recommendation if event.recommendation else None,
            after_closing=event.after_closing,
            moderation="unmoderated",
            moderation_reason=None,
            withdrawn=False,
            merged_into=None,
            answer=None,
            reasons=None,
            plan=None,
            project=None,
            activity=None,
            occurred_at=entry.occurred_at,
            version=entry.version,
        )
    assert row is not None
    return msgspec.structs.replace(row, version=entry.version, **changes(event, entry.event_id))


def changes(event: Any, event_id: UUID) -> dict[str, Any]:
    match event:
        case ProposalAmended(_, title, _, body):
            return {"title": event_id if title else None, "body": event_id, "language": body.language}
        case ProposalMerged(into):
            return {"merged_into": into}
        case ProposalWithdrawn():
            return {"withdrawn": True}
        case ProposalModerated(_, moderation, reason) | ProposalRestored(_, moderation, reason):
            return {"moderation": moderation, "moderation_reason": event_id if reason else None}
        case ProposalAnswered(_, _, answer):
            return {"answer": answer, "reasons": event_id}
        case ProposalIncorporated(plan, project, activity) | ProposalMoved(plan, _, project, _, activity):
            return {"plan": plan, "project": project, "activity": activity}
    return {}


def author_of(entry: Entry[Any]) -> UUID | None:
    """The pseudonym or id of the one whose contribution an entry is; no one's if a process made it."""
    return None if isinstance(entry.author, System) else entry.author.id


proposals = ReadModel(
    "proposal",
    ProposalRow,
    (
        ProposalSubmitted,
        ProposalAmended,
        ProposalMerged,
        ProposalWithdrawn,
        ProposalModerated,
        ProposalRestored,
        ProposalAnswered,
        ProposalIncorporated,
        ProposalMoved,
    ),
    keys,
    fold,
    beside(__file__, withheld.QUERIES),
)
