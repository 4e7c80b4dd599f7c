"""A proposal: what somebody asks a community to do, where it came from, who recorded it, and what it was answered."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.kernel import Act, Actor, Command, Decider, Entry, Event, Look, Moderation, Office, Refusal, Sealed, same
from domain.participation.consultation import (
    IMPORTER,
    Consultation,
    community_of,
    consultation_of,
    consultations,
    is_import,
)
from domain.words import plain, written

TITLE_LENGTH, BODY_LENGTH, REASON_LENGTH, REFERENCE_LENGTH = 300, 10_000, 5_000, 200

Origin = Literal["online", "meeting", "registry_desk", "petition", "recommendation", "advisory_body"]
Answer = Literal["accepted", "partly_accepted", "refused"]


class Submit(Command, frozen=True):
    creates = True
    consultation: UUID
    proposal: UUID
    body: Sealed
    title: Sealed | None = None
    origin: Origin = "online"
    reference: str | None = None


class Amend(Command, frozen=True):
    by = frozenset({"person"})
    consultation: UUID
    proposal: UUID
    body: Sealed
    title: Sealed | None = None


class Merge(Command, frozen=True):
    by = frozenset({"focal_point", "moderator"})
    consultation: UUID
    proposal: UUID
    into: UUID
    reason: Sealed


class Withdraw(Command, frozen=True):
    by = frozenset({"person"})
    consultation: UUID
    proposal: UUID


class Moderate(Command, frozen=True):
    """Hides a proposal, with the reason; or, where another system's export says so, accepts it."""

    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    proposal: UUID
    verdict: Literal["accepted", "hidden"]
    reason: Sealed | None = None


class Restore(Command, frozen=True):
    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    proposal: UUID
    reason: Sealed


class GiveAnswer(Command, frozen=True):
    by = frozenset({"focal_point", "administrator"})
    consultation: UUID
    proposal: UUID
    answer: Answer
    reasons: Sealed


class ProposalSubmitted(Event, frozen=True, tag="participation.ProposalSubmitted.v1"):
    title: Sealed | None
    body: Sealed
    origin: Origin
    reference: str | None = None
    after_closing: bool = False


class ProposalAmended(Event, frozen=True, tag="participation.ProposalAmended.v1"):
    title_was: int | None
    title: Sealed | None
    body_was: int
    body: Sealed


class ProposalMerged(Event, frozen=True, tag="participation.ProposalMerged.v1"):
    into: UUID
    reason: Sealed


class ProposalWithdrawn(Event, frozen=True, tag="participation.ProposalWithdrawn.v1"):
    pass


class ProposalModerated(Event, frozen=True, tag="participation.ProposalModerated.v1"):
    was: Moderation
    verdict: Moderation
    reason: Sealed | None = None


class ProposalRestored(Event, frozen=True, tag="participation.ProposalRestored.v1"):
    was: Moderation
    reason: Sealed


class ProposalAnswered(Event, frozen=True, tag="participation.ProposalAnswered.v1"):
    was: Answer | None
    reasons_was: int | None
    answer: Answer
    reasons: Sealed


class AlreadySubmitted(Refusal):
    """This proposal has been submitted already."""

    code = "proposal.already-submitted"


class Unknown(Refusal):
    """There is no such proposal in this consultation."""

    code = "proposal.unknown"


class NotYours(Refusal):
    """Only the author may do this."""

    code = "proposal.not-yours"


class Settled(Refusal):
    """The proposal was withdrawn, merged or hidden: it can no longer be changed or voted on."""

    code = "proposal.settled"


class AlreadyAnswered(Refusal):
    """The proposal has been answered: its author can no longer change it."""

    code = "proposal.already-answered"


class IntoItself(Refusal):
    """A proposal cannot be merged into itself."""

    code = "proposal.into-itself"


class NotHidden(Refusal):
    """Only what is hidden can be restored."""

    code = "proposal.not-hidden"


class ReasonNeeded(Refusal):
    """Hiding somebody's words needs a reason."""

    code = "moderation.reason-needed"


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

    def must_be_in(self, consultation: UUID) -> None:
        if self.consultation != consultation:
            raise Unknown

    def must_stand(self) -> None:
        if self.withdrawn or self.merged_into or self.moderation == "hidden":
            raise Settled

    def must_be_of(self, author: Actor) -> None:
        if not same(self.author, author):
            raise NotYours


Commands = Submit | Amend | Merge | Withdraw | Moderate | Restore | GiveAnswer


def decide(
    command: Commands, proposal: Proposal, act: Act, *, consultation: Consultation, into: Proposal | None = None
) -> Sequence[Event]:
    if isinstance(command, Submit):
        return submitted(command, proposal, act, consultation)
    proposal.must_be_in(command.consultation)
    match command:
        case Amend(_, _, body, title):
            consultation.must_take(act)
            proposal.must_be_of(act.author)
            proposal.must_stand()
            if proposal.answer:
                raise AlreadyAnswered
            if title is not None:
                written(title, "title", TITLE_LENGTH)
            written(body, "body", BODY_LENGTH)
            return [ProposalAmended(proposal.title_set_at, title, proposal.body_set_at, body)]
        case Withdraw():
            consultation.must_take(act)
            proposal.must_be_of(act.author)
            proposal.must_stand()
            return [ProposalWithdrawn()]
        case Merge(_, _, other, reason):
            proposal.must_stand()
            if other == command.proposal:
                raise IntoItself
            assert into is not None
            into.must_be_in(command.consultation)
            into.must_stand()
            written(reason, "reason", REASON_LENGTH)
            return [ProposalMerged(other, reason)]
        case Moderate():
            return moderated(command, proposal, act)
        case Restore(_, _, reason):
            if proposal.moderation != "hidden":
                raise NotHidden
            written(reason, "reason", REASON_LENGTH)
            return [ProposalRestored(proposal.moderation, reason)]
        case GiveAnswer(_, _, answer, reasons):
            if proposal.withdrawn or proposal.merged_into:
                raise Settled
            written(reasons, "reasons", REASON_LENGTH)
            return [ProposalAnswered(proposal.answer, proposal.reasons_set_at, answer, reasons)]


def moderated(command: Moderate, proposal: Proposal, act: Act) -> Sequence[Event]:
    """An import says what was decided elsewhere, until somebody in office here has decided."""
    if command.reason is not None:
        written(command.reason, "reason", REASON_LENGTH)
    elif not is_import(act):
        raise ReasonNeeded
    if command.verdict == proposal.moderation or (is_import(act) and proposal.moderated_here):
        return []
    return [ProposalModerated(proposal.moderation, command.verdict, command.reason)]


def submitted(command: Submit, proposal: Proposal, act: Act, consultation: Consultation) -> Sequence[Event]:
    received = command.origin != "online"
    consultation.must_take(act, received_before=received)
    if proposal.consultation is not None:
        raise AlreadySubmitted
    if command.title is not None:
        written(command.title, "title", TITLE_LENGTH)
    if command.reference is not None:
        plain(command.reference, "reference", REFERENCE_LENGTH)
    # Other systems keep proposals whose text is gone: their votes are real all the same.
    written(command.body, "body", BODY_LENGTH, may_be_empty=consultation.imported)
    after_closing = not consultation.imported and consultation.over(act.at)
    return [ProposalSubmitted(command.title, command.body, command.origin, command.reference, after_closing)]


def evolve(proposal: Proposal, entry: Entry[Any]) -> Proposal:
    replace = msgspec.structs.replace
    match entry.data:
        case ProposalSubmitted(title):
            return Proposal(entry.root, entry.author, entry.version if title else None, entry.version)
        case ProposalAmended(_, title):
            return replace(proposal, title_set_at=entry.version if title else None, body_set_at=entry.version)
        case ProposalMerged(into):
            return replace(proposal, merged_into=into)
        case ProposalWithdrawn():
            return replace(proposal, withdrawn=True)
        case ProposalModerated(_, verdict):
            return replace(proposal, moderation=verdict, moderated_here=isinstance(entry.actor, Office))
        case ProposalRestored():
            return replace(proposal, moderation="accepted", moderated_here=True)
        case ProposalAnswered(_, _, answer):
            return replace(proposal, answer=answer, reasons_set_at=entry.version)
    return proposal


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    looks: list[Look] = [("consultation", consultations, command.consultation)]
    if isinstance(command, Merge):
        looks.append(("into", proposals, command.into))
    return looks


def may(command: Commands, around: Mapping[str, Any]) -> frozenset[str]:
    """What did not come in online is entered by somebody in office, in the name of those whose words they are."""
    consultation: Consultation = around["consultation"]
    match command:
        case Submit(origin="online"):
            return consultation.contributors()
        case Submit():
            return frozenset({"focal_point", "administrator"})
        case Moderate(verdict="accepted"):
            return frozenset({IMPORTER}) if consultation.imported else frozenset()
        case Moderate() if consultation.imported:
            return command.by | {IMPORTER}
    return command.by


proposals: Decider[Proposal] = Decider(
    name="participation.proposal",
    initial=Proposal(),
    decide=decide,
    evolve=evolve,
    commands=(Submit, Amend, Merge, Withdraw, Moderate, Restore, GiveAnswer),
    stream=lambda command, act: command.proposal,
    root=consultation_of,
    community=community_of,
    looks_at=looks_at,
    may=may,
)
