"""Comments: on what, in answer to what, with which stance."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, is_erased, is_hidden, one, opened_text, opening, text_if_shown
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.types import Connection, Moderation, Node
from projections.participation.comment import CommentRow, comments
from projections.participation.proposal import proposals

if TYPE_CHECKING:
    from api.graphql.participation.proposal import Proposal


@words
class Stance(Word):
    FOR = "for"
    AGAINST = "against"
    NEUTRAL = "neutral"


@words
class CommentOrder(Word):
    NEWEST = "newest"
    OLDEST = "oldest"


async def comments_on(
    reading: Reading,
    rows: Objects,
    threads: bool = False,
    stance: list[Stance] | None = None,
    order: CommentOrder = CommentOrder.OLDEST,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The comments on each of some proposals; only those that answer no other, if threads are asked for."""
    filters: dict[str, Any] = {"order": order, "threads": threads or None, "stances": stance}
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, comments, "page", ids, asked, **filters)


async def replies_to(
    reading: Reading, rows: Objects, order: CommentOrder = CommentOrder.OLDEST, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, comments, "replies", ids, asked, order=order)


REASON = ("moderation_reason", "reason")
BODY = ("body", "body")


@kind(CommentRow, opening({"body": (BODY,), "erased": (BODY,), "moderationReason": (REASON,)}))
class Comment(Node):
    """A comment on a proposal, or a reply to another comment."""

    proposal: Annotated["Proposal", strawberry.lazy("api.graphql.participation.proposal")] | None = field(
        by=one(proposals, "proposal")
    )
    parent: "Comment | None" = field(
        "The comment that it replies to; null for a top-level comment.", by=one(comments, "parent")
    )
    author: UUID | None
    stance: Stance
    body: str | None = field(
        "Null while hidden by moderation, and after being withdrawn or erased.", by=text_if_shown(*BODY)
    )
    language: str
    hidden: bool = field(
        "Whether the text is not shown: hidden by moderation or withdrawn, either now or at the requested moment.",
        by=is_hidden,
    )
    erased: bool = field(by=is_erased)
    moderation: Moderation
    moderation_reason: str | None = field(by=opened_text(*REASON))
    withdrawn: bool
    occurred_at: datetime
    version: int
    replies: "Connection[Comment]" = field(by=replies_to)
    audit: AuditConnection = field(by=trail)
