"""What a proposal has come to, and what may be asked of it."""

from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Actor, Entry, Event, Moderation, Office, same
from domain.participation.docket import Awaited, Outcome
from domain.participation.placing import Place, ProposalIncorporated, ProposalMoved
from domain.participation.proposal_events import (
    Answer,
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.withheld import withheld
from domain.refusal import Refusal


class Unknown(Refusal):
    """There is no such proposal in this consultation."""

    code = "proposal.unknown"


class NotYours(Refusal):
    """Only the author may do this."""

    code = "proposal.not-yours"


class Settled(Refusal):
    """The proposal was withdrawn, merged or hidden: it can no longer be changed or voted on."""

    code = "proposal.settled"


class Proposal(msgspec.Struct, frozen=True):
    consultation: UUID | None = None
    author: Actor | None = None
    title_set_at: int | None = None
    body_set_at: int = 0
    moderation: Moderation = "unmoderated"
    moderated_here: bool = False
    answer: Answer | None = None
    reasons_set_at: int | None = None
    withdrawn: bool = False
    merged_into: UUID | None = None
    place: Place | None = None

    @property
    def stands(self) -> bool:
        return self.merged_into is None and withheld(self.moderation, self.withdrawn) is None

    @property
    def accepted(self) -> bool:
        return self.answer in {"accepted", "partly_accepted"}

    @property
    def awaits(self) -> Awaited | None:
        """What it waits for, in a consultation about a plan."""
        if not self.stands or self.place is not None:
            return None
        return "answer" if self.answer is None else "place" if self.accepted else None

    @property
    def outcome(self) -> Outcome | None:
        """What settled it, unless it stands in a plan or waits for an answer."""
        if self.stands:
            return None if self.place is not None else self.answer
        return "merged" if self.merged_into else "withdrawn" if self.withdrawn else "hidden"

    def must_be_in(self, consultation: UUID) -> None:
        if self.consultation != consultation:
            raise Unknown

    def must_stand(self) -> None:
        if not self.stands:
            raise Settled

    def must_be_of(self, author: Actor) -> None:
        if not same(self.author, author):
            raise NotYours


def evolve(proposal: Proposal, entry: Entry[Any]) -> Proposal:
    replace = msgspec.structs.replace
    match entry.data:
        case ProposalSubmitted(title):
            return Proposal(entry.root, entry.author, entry.version if title else None, entry.version)
        case ProposalAmended(_, title):
            return replace(proposal, title_set_at=entry.version if title else None, body_set_at=entry.version)
        case ProposalAnswered():
            return replace(proposal, reasons_set_at=entry.version, **said_by(entry.data))
        case ProposalModerated():
            return replace(proposal, moderated_here=isinstance(entry.actor, Office), **said_by(entry.data))
        case ProposalRestored():
            return replace(proposal, moderated_here=True, **said_by(entry.data))
    return replace(proposal, **said_by(entry.data))


def said_by(event: Event) -> dict[str, Any]:
    """What an event alone says of how a proposal stands."""
    match event:
        case ProposalMerged(into):
            return {"merged_into": into}
        case ProposalWithdrawn():
            return {"withdrawn": True}
        case ProposalModerated(_, moderation) | ProposalRestored(_, moderation):
            return {"moderation": moderation}
        case ProposalAnswered(_, _, answer):
            return {"answer": answer}
        case ProposalIncorporated(plan, project, activity) | ProposalMoved(plan, _, project, _, activity):
            return {"place": Place(plan, project, activity)}
    return {}
