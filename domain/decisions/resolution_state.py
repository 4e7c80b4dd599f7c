"""What a resolution of a council has come to, and what may be asked of it."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.decisions.resolution_events import (
    ResolutionAdopted,
    ResolutionPublished,
    ResolutionPutToVote,
    ResolutionRejected,
    ResolutionSigned,
    ResolutionTabled,
    VoteRecorded,
)
from domain.decisions.session_state import Dated, Session, back_dated, recorder
from domain.decisions.subjects import Subject
from domain.kernel import Act, Entry
from domain.refusal import Refusal
from domain.rules.values import Side

Stage = Literal["tabled", "voting", "adopted", "rejected"]


class NoVoteUnderWay(Refusal):
    """No vote on this resolution is under way."""

    code = "resolution.no-vote-under-way"


class NotAdopted(Refusal):
    """The resolution is not adopted."""

    code = "resolution.not-adopted"


class Resolution(msgspec.Struct, frozen=True):
    """`version` is that of its stream; `recorders` are those who recorded its votes, as their offices name them; `back_dated`
    says of votes when they were cast and when they were recorded, where these differ."""

    community: UUID | None = None
    session: UUID | None = None
    subject: Subject | None = None
    stage: Stage = "tabled"
    votes: dict[UUID, Side] = {}
    signed: bool = False
    published: bool = False
    version: int = 0
    recorders: frozenset[UUID] = frozenset()
    back_dated: tuple[Dated, ...] = ()

    def must_be_under_way(self, session: Session, act: Act) -> None:
        """Its session is open, and votes on it. Raises what an open session may be missing for, NoVoteUnderWay."""
        session.must_be_open(act)
        if self.stage != "voting":
            raise NoVoteUnderWay

    def must_be_adopted(self) -> None:
        if self.stage != "adopted":
            raise NotAdopted


def evolve(resolution: Resolution, entry: Entry[Any]) -> Resolution:
    return msgspec.structs.replace(happened(resolution, entry), version=entry.version)


def happened(resolution: Resolution, entry: Entry[Any]) -> Resolution:
    replace = msgspec.structs.replace
    match entry.data:
        case ResolutionTabled(subject=subject):
            return Resolution(entry.community, entry.root, subject)
        case ResolutionPutToVote():
            return replace(resolution, stage="voting")
        case VoteRecorded(member, _, choice):
            return replace(
                resolution,
                votes={**resolution.votes, member: choice},
                recorders=resolution.recorders | recorder(entry),
                back_dated=resolution.back_dated + back_dated(entry),
            )
        case ResolutionAdopted():
            return replace(resolution, stage="adopted")
        case ResolutionRejected():
            return replace(resolution, stage="rejected")
        case ResolutionSigned():
            return replace(resolution, signed=True)
        case ResolutionPublished():
            return replace(resolution, published=True)
    return resolution
