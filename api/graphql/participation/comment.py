"""Comments: on what, in answer to what, with which stance."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from api.graphql.audit import trail
from api.graphql.kinds import Kind, Objects
from api.graphql.reading import Reading, is_erased, is_hidden, opening, said, shown
from api.graphql.relay import Connection, Page, connections
from projections.participation import comment
from projections.participation.comment import CommentRow
from projections.participation.proposal import ProposalRow
from projections.participation.proposal import proposals as proposal_model


async def comments_on(
    reading: Reading,
    proposals: Sequence[UUID],
    page: Page,
    order: str,
    *,
    threads: bool,
    stances: list[str] | None,
) -> list[Connection[Any]]:
    """The comments on each of some proposals; only those that answer no other, if threads are asked for."""
    filters: dict[str, Any] = {"order": order, "threads": threads, "stances": stances}
    return await connections(reading, CommentRow, comment.comments.queries, "page", proposals, page, **filters)


async def replies(reading: Reading, rows: Objects, order: str, **page: Any) -> list[Connection[Any]]:
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, CommentRow, comment.comments.queries, "replies", ids, asked, order=order)


async def parent(reading: Reading, rows: Objects) -> list[CommentRow | None]:
    found = await reading.of(CommentRow, comment.comments.queries, [row.parent for row in rows])
    return [found.get(row.parent) for row in rows]


async def proposal(reading: Reading, rows: Objects) -> list[ProposalRow | None]:
    found = await reading.of(ProposalRow, proposal_model.queries, [row.proposal for row in rows])
    return [found.get(row.proposal) for row in rows]


KINDS = [
    Kind(
        "Comment",
        CommentRow,
        {
            "proposal": proposal,
            "parent": parent,
            "body": shown("body", "body"),
            "hidden": is_hidden,
            "erased": is_erased,
            "moderationReason": said("moderation_reason", "reason"),
            "replies": replies,
            "audit": trail,
        },
        opening(
            {
                "body": (("body", "body"),),
                "erased": (("body", "body"),),
                "moderationReason": (("moderation_reason", "reason"),),
            }
        ),
    )
]
