"""Comments: on which proposal, in answer to what, with which stance, and where their words are kept."""

from datetime import datetime
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
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


comments = ReadModel("comment", CommentRow, queries_of(__file__))


@comments.creates
def posted(entry: Entry[CommentPosted]) -> CommentRow:
    return new(
        CommentRow,
        entry,
        consultation=entry.root,
        author=author_of(entry),
        body=entry.event_id,
        language=entry.data.body.language,
        moderation="unmoderated",
        withdrawn=False,
    )


@comments.updates
def edited(entry: Entry[CommentEdited]) -> Changes:
    return {"stance": entry.data.stance, "body": entry.event_id, "language": entry.data.body.language}


@comments.updates
def withdrawn(entry: Entry[CommentWithdrawn]) -> Changes:
    return {"withdrawn": True}


@comments.updates
def moderated(entry: Entry[CommentModerated | CommentRestored]) -> Changes:
    return {"moderation": entry.data.moderation, "moderation_reason": entry.event_id}
