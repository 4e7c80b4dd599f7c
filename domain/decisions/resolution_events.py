"""What happens to a resolution of a council, and what it has come to."""

from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.decisions.subjects import Subject
from domain.documents import Document
from domain.kernel import Entry, Event
from domain.rules.rulesets import RuleRef
from domain.rules.values import Side
from domain.text import Words

Stage = Literal["tabled", "voting", "adopted", "rejected"]


class ResolutionTabled(Event, frozen=True, tag="decisions.ResolutionTabled.v1"):
    item: str
    title: Words
    text: Words
    subject: Subject | None = None


class ResolutionPutToVote(Event, frozen=True, tag="decisions.ResolutionPutToVote.v1"):
    """`rule` is the one on how members vote."""

    rule: RuleRef


class VoteRecorded(Event, frozen=True, tag="decisions.VoteRecorded.v1"):
    member: UUID
    choice_was: Side | None
    choice: Side


class ResolutionAdopted(Event, frozen=True, tag="decisions.ResolutionAdopted.v1"):
    """`by_president`: there was a tie, which the side of who presided decided, as the rule says. `number` is that of the year."""

    votes_for: int
    votes_against: int
    abstentions: int
    rule: RuleRef
    year: int
    number: int
    by_president: bool = False


class ResolutionRejected(Event, frozen=True, tag="decisions.ResolutionRejected.v1"):
    votes_for: int
    votes_against: int
    abstentions: int
    rule: RuleRef
    by_president: bool = False


class ResolutionSigned(Event, frozen=True, tag="decisions.ResolutionSigned.v1"):
    pass


class ResolutionPublished(Event, frozen=True, tag="decisions.ResolutionPublished.v1"):
    document: Document | None = None


class Resolution(msgspec.Struct, frozen=True):
    community: UUID | None = None
    session: UUID | None = None
    subject: Subject | None = None
    stage: Stage = "tabled"
    votes: dict[UUID, Side] = {}
    signed: bool = False
    published: bool = False


def evolve(resolution: Resolution, entry: Entry[Any]) -> Resolution:
    replace = msgspec.structs.replace
    match entry.data:
        case ResolutionTabled(subject=subject):
            return Resolution(entry.community, entry.root, subject)
        case ResolutionPutToVote():
            return replace(resolution, stage="voting")
        case VoteRecorded(member, _, choice):
            return replace(resolution, votes={**resolution.votes, member: choice})
        case ResolutionAdopted():
            return replace(resolution, stage="adopted")
        case ResolutionRejected():
            return replace(resolution, stage="rejected")
        case ResolutionSigned():
            return replace(resolution, signed=True)
        case ResolutionPublished():
            return replace(resolution, published=True)
    return resolution
