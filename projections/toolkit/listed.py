"""Stores the number of things in lists that can grow, so that no query has to count them.

A list is named after its table and block (`proposal.page`); its block says `counted`. Only lists qualify whose additions
and removals can be derived from the entry alone. The pending proposals do not, so the number of events that have settled a
proposal is stored as well.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import msgspec
from psycopg import Connection

from domain.communities.organisation import OrganisationRegistered
from domain.decisions.approval import ApprovalRequested
from domain.decisions.opinion import OpinionRequested
from domain.decisions.resolution_events import ResolutionTabled
from domain.decisions.session_events import SessionConvened
from domain.kernel import Entry, Event
from domain.participation.comment import CommentPosted
from domain.participation.consultation import ConsultationOpened
from domain.participation.meeting import MeetingScheduled
from domain.participation.proposal_events import (
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.plans.activity_events import ActivityPlanned, ActivityRemoved
from domain.plans.plan_events import PlanOpened
from projections.toolkit.columns import Large
from projections.toolkit.definition import digest
from projections.toolkit.kernel import At, Memory, ReadModel
from projections.toolkit.sql import queries_of

NAMESPACE = UUID("6f2a4f0e-6f0c-4a53-9d5c-8c3c64a3f3d1")
ALL = UUID(int=0)
"""The parent of lists that contain all things."""

Place = tuple[str, UUID]
"""A list, and the parent whose list it is."""


class Listed(msgspec.Struct, frozen=True):
    """The number of things in one list of one parent."""

    id: UUID
    list: str
    parent: UUID
    number: Large


def in_community(table: str) -> Callable[[Entry[Any]], Iterable[Place]]:
    return lambda entry: ((f"{table}.page", entry.community),)


def in_community_and_all(table: str, page: str = "page") -> Callable[[Entry[Any]], Iterable[Place]]:
    return lambda entry: ((f"{table}.{page}", entry.community), (f"{table}.all", ALL))


def of_comment(entry: Entry[CommentPosted]) -> Iterable[Place]:
    yield "comment.page", entry.data.proposal
    if entry.data.parent is not None:
        yield "comment.replies", entry.data.parent


UNANSWERED = "proposal.unanswered"
"""The proposals of a consultation that wait for an answer: nothing has settled them."""
SETTLED = "proposal.settled"
"""The settling of a proposal: it was answered, withdrawn, merged, or hidden."""


def of_proposal(entry: Entry[Any]) -> Iterable[Place]:
    return ((SETTLED, entry.stream),)


def becomes_hidden(entry: Entry[ProposalModerated]) -> Iterable[Place]:
    return of_proposal(entry) if entry.data.moderation_was != "hidden" and entry.data.moderation == "hidden" else ()


def is_shown_again(entry: Entry[ProposalModerated | ProposalRestored]) -> Iterable[Place]:
    return of_proposal(entry) if entry.data.moderation_was == "hidden" and entry.data.moderation != "hidden" else ()


COME: Mapping[type[Event], Callable[[Entry[Any]], Iterable[Place]]] = {
    ProposalSubmitted: lambda entry: (("proposal.page", entry.root), (UNANSWERED, entry.root)),
    ProposalAnswered: lambda entry: of_proposal(entry) if entry.data.answer_was is None else (),
    ProposalWithdrawn: of_proposal,
    ProposalMerged: of_proposal,
    ProposalModerated: becomes_hidden,
    CommentPosted: of_comment,
    ConsultationOpened: in_community_and_all("consultation"),
    MeetingScheduled: in_community_and_all("meeting"),
    SessionConvened: in_community_and_all("session"),
    ResolutionTabled: in_community_and_all("resolution"),
    PlanOpened: in_community_and_all("plan"),
    ActivityPlanned: in_community_and_all("activity", "of_community"),
    OrganisationRegistered: in_community("organisation"),
    ApprovalRequested: in_community("approval"),
    OpinionRequested: in_community("opinion"),
}
"""For each event, the lists to which it adds its thing."""

GO: Mapping[type[Event], Callable[[Entry[Any]], Iterable[Place]]] = {
    ProposalModerated: is_shown_again,
    ProposalRestored: is_shown_again,
    ActivityRemoved: in_community_and_all("activity", "of_community"),
}
"""For each event, the lists from which it removes its thing."""


class Move(msgspec.Struct, frozen=True):
    """Adds a thing to a list, or removes one."""

    list: str
    parent: UUID
    by: int
    fact_time: datetime
    live: bool

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE, f"{self.list} {self.parent}")


def moves(entry: Entry[Any]) -> Iterable[Move]:
    """The moves of an entry, at most one for each list and parent."""
    for lists, by in ((COME, 1), (GO, -1)):
        if places := lists.get(type(entry.data)):
            yield from (Move(*place, by, entry.fact_time, entry.live) for place in places(entry))


class Counts(ReadModel[Listed]):
    """A read model of moves, several of which may come from one entry."""

    feeds = frozenset((*COME, *GO))

    @cached_property
    def digest(self) -> str:
        """The digest of the code that determines its rows."""
        return digest(self.tables, self.table, self.row, self.feeds, moves, Counts.fold)

    def fold(self, row: Listed | None, move: Any) -> Listed:
        return Listed(move.key, move.list, move.parent, (row.number if row else 0) + move.by)

    def take(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> None:
        found: list[Any] = [(position, move, entry.root) for position, entry in batch for move in moves(entry)]
        settled = self._numbers(db, {move.key for _, move, _ in found if move.list == SETTLED}, latest)
        changes: list[Any] = []
        for position, move, root in found:
            changes.append((position, move))
            if move.list == SETTLED:
                was = settled[move.key]
                settled[move.key] = now = was + move.by
                if (was == 0) != (now == 0):
                    changes.append((position, Move(UNANSWERED, root, -move.by, move.fact_time, move.live)))
        if changes:
            super().take(db, changes, latest)

    def _numbers(self, db: Connection[Any], keys: set[UUID], latest: Memory) -> dict[UUID, int]:
        """The current numbers, by key."""
        known = {key: latest[key] for key in keys if key in latest}
        known.update(self.open_versions(db, keys - known.keys()))
        return {key: version.row.number if (version := known.get(key)) else 0 for key in keys}


listed = Counts("listed", Listed, queries_of(__file__), key=lambda move: move.key)
