"""How many things stand in lists that can grow: kept as they come and go, so that nobody has to count them.

A list is called after its table and its block (`proposal.page`), where the block says `counted`. What one entry puts into such a
list, and what it takes out, shows in the entry alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
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
from domain.participation.proposal_events import ProposalSubmitted
from domain.plans.activity_events import ActivityPlanned, ActivityRemoved
from domain.plans.plan_events import PlanOpened
from projections.definition import digest
from projections.kernel import At, Memory, ReadModel
from projections.sql import beside

NAMESPACE = UUID("6f2a4f0e-6f0c-4a53-9d5c-8c3c64a3f3d1")
ALL = UUID(int=0)
"""The parent of what stands in a list of all."""

Place = tuple[str, UUID]
"""A list, and the parent below which a thing stands in it."""


class Listed(msgspec.Struct, frozen=True):
    """How many things stand in one list below one parent."""

    id: UUID
    list: str
    parent: UUID
    number: int


def in_community(table: str) -> Callable[[Entry[Any]], Iterable[Place]]:
    return lambda entry: ((f"{table}.page", entry.community),)


def in_community_and_all(table: str, page: str = "page") -> Callable[[Entry[Any]], Iterable[Place]]:
    return lambda entry: ((f"{table}.{page}", entry.community), (f"{table}.all", ALL))


def of_comment(entry: Entry[CommentPosted]) -> Iterable[Place]:
    yield "comment.page", entry.data.proposal
    if entry.data.parent is not None:
        yield "comment.replies", entry.data.parent


COME: Mapping[type[Event], Callable[[Entry[Any]], Iterable[Place]]] = {
    ProposalSubmitted: lambda entry: (("proposal.page", entry.root),),
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
"""Into which lists an event puts the thing that it is of."""

GO: Mapping[type[Event], Callable[[Entry[Any]], Iterable[Place]]] = {
    ActivityRemoved: in_community_and_all("activity", "of_community"),
}
"""Out of which lists an event takes it."""


class Move(msgspec.Struct, frozen=True):
    """One thing more in a list, or one less."""

    list: str
    parent: UUID
    by: int

    @property
    def key(self) -> UUID:
        return uuid5(NAMESPACE, f"{self.list} {self.parent}")


def moves(entry: Entry[Any]) -> Iterable[Move]:
    """What an entry changes: no list below the same parent twice."""
    for lists, by in ((COME, 1), (GO, -1)):
        if places := lists.get(type(entry.data)):
            yield from (Move(*place, by) for place in places(entry))


def keys(move: Any) -> Iterable[UUID]:
    return (move.key,)


def fold(row: Listed | None, move: Any) -> Listed:
    return Listed(move.key, move.list, move.parent, (row.number if row else 0) + move.by)


class Counts(ReadModel[Listed]):
    """A read model of moves, of which an entry may make several."""

    @cached_property
    def digest(self) -> str:
        """What it was made by: another digest, other rows."""
        return digest(super().digest, moves)

    def take(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> None:
        found: list[Any] = [(position, move) for position, entry in batch for move in moves(entry)]
        super().take(db, found, latest)


listed = Counts("listed", Listed, (*COME, *GO), keys, fold, beside(__file__))
