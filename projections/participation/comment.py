"""Comments: on which proposal, in answer to what, with which stance, and where their words are kept."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.comment import (
    CommentEdited,
    CommentModerated,
    CommentPosted,
    CommentRestored,
    CommentWithdrawn,
)
from projections.participation.proposal import author_of
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class CommentRow(msgspec.Struct, frozen=True):
    """`body` and `moderation_reason` are the events whose openings hold those words."""

    id: UUID
    consultation: UUID
    proposal: UUID
    parent: UUID | None
    author: UUID | None
    stance: str
    body: UUID
    language: str
    moderation: str
    moderation_reason: UUID | None
    withdrawn: bool
    occurred_at: datetime
    version: int


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: CommentRow | None, entry: Entry[Any]) -> CommentRow | None:
    event = entry.data
    if isinstance(event, CommentPosted):
        return CommentRow(
            id=entry.stream,
            consultation=entry.root,
            proposal=event.proposal,
            parent=event.parent,
            author=author_of(entry),
            stance=event.stance,
            body=entry.event_id,
            language=event.body.language,
            moderation="unmoderated",
            moderation_reason=None,
            withdrawn=False,
            occurred_at=entry.occurred_at,
            version=entry.version,
        )
    assert row is not None
    return msgspec.structs.replace(row, version=entry.version, **changes(event, entry.event_id))


def changes(event: Any, event_id: UUID) -> dict[str, Any]:
    match event:
        case CommentEdited(_, stance, _, body):
            return {"stance": stance, "body": event_id, "language": body.language}
        case CommentWithdrawn():
            return {"withdrawn": True}
        case CommentModerated(_, moderation) | CommentRestored(_, moderation):
            return {"moderation": moderation, "moderation_reason": event_id}
    return {}


comments = ReadModel(
    "comment",
    CommentRow,
    (CommentPosted, CommentEdited, CommentWithdrawn, CommentModerated, CommentRestored),
    keys,
    fold,
    beside(__file__),
)
