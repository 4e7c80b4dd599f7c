"""A proposal: what somebody asks a community to do, where it came from, who recorded it, and what it was answered."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

import msgspec

from domain.kernel import Act, Command, Elsewhere, Event, Look, Noun, Seen
from domain.participation.consultation import Consultation
from domain.participation.docket import Docket, docket_stream, docketed
from domain.participation.importers import IDEAS_IMPORTER, IMPORTER, is_import
from domain.participation.meeting import Meeting
from domain.participation.placing import (
    AlreadyIncorporated,
    Incorporate,
    MoveTo,
    incorporated,
    moved,
)
from domain.participation.proposal_events import (
    Answer,
    Origin,
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
    Recommended,
)
from domain.participation.proposal_state import Proposal, Settled, evolve, said_by
from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import plain, written

TITLE_LENGTH, BODY_LENGTH, REASON_LENGTH, REFERENCE_LENGTH, NAME_LENGTH = 300, 10_000, 5_000, 200, 200


class Submit(Command, frozen=True, tag="participation.proposal.Submit"):
    """Submit a proposal; or, in office, record one received offline. `challenge` is the challenge of the consultation's plan that
    it addresses, or one raised in the consultation. `submitter` is the name of its author on a list."""

    creates = True
    consultation: UUID
    proposal: UUID
    body: Sealed
    title: Sealed | None = None
    origin: Origin = "online"
    reference: str | None = None
    challenge: UUID | None = None
    recommendation: Recommended | None = None
    submitter: Sealed | None = None


class Amend(Command, frozen=True, tag="participation.proposal.Amend"):
    by = frozenset({"person"})
    consultation: UUID
    proposal: UUID
    body: Sealed
    title: Sealed | None = None


class Merge(Command, frozen=True, tag="participation.proposal.Merge"):
    by = frozenset({"focal_point", "moderator"})
    consultation: UUID
    proposal: UUID
    into: UUID
    reason: Sealed


class Withdraw(Command, frozen=True, tag="participation.proposal.Withdraw"):
    by = frozenset({"person"})
    consultation: UUID
    proposal: UUID


class Moderate(Command, frozen=True, tag="participation.proposal.Moderate"):
    """Hide a proposal, with the reason; or accept it, if another system's export did."""

    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    proposal: UUID
    verdict: Literal["accepted", "hidden"]
    reason: Sealed | None = None


class Restore(Command, frozen=True, tag="participation.proposal.Restore"):
    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    proposal: UUID
    reason: Sealed


class GiveAnswer(Command, frozen=True, tag="participation.proposal.GiveAnswer"):
    by = frozenset({"focal_point", "administrator"})
    consultation: UUID
    proposal: UUID
    answer: Answer
    reasons: Sealed


class AlreadySubmitted(Refusal):
    """This proposal has been submitted already."""

    code = "proposal.already-submitted"


class AlreadyAnswered(Refusal):
    """The proposal has been answered: its author can no longer change it."""

    code = "proposal.already-answered"


class IntoItself(Refusal):
    """A proposal cannot be merged into itself."""

    code = "proposal.into-itself"


class NotHidden(Refusal):
    """Only what is hidden can be restored."""

    code = "proposal.not-hidden"


class NotFromRecommendation(Refusal):
    """A proposal names the recommendation of a meeting only where it came from one."""

    code = "proposal.not-from-recommendation"


class NoPlan(Refusal):
    """The consultation is not about a plan, so a proposal in it cannot address a challenge."""

    code = "proposal.no-plan"


class ReasonNeeded(Refusal):
    """Hiding somebody's text requires a reason."""

    code = "moderation.reason-needed"


Commands = Submit | Amend | Merge | Withdraw | Moderate | Restore | GiveAnswer | Incorporate | MoveTo


def decide(
    command: Commands,
    proposal: Proposal,
    act: Act,
    *,
    consultation: Consultation,
    into: Proposal | None = None,
    meeting: Meeting | None = None,
    docket: Docket | None = None,
) -> Sequence[Event | Elsewhere]:
    if isinstance(command, Submit):
        if meeting is not None and command.recommendation is not None:
            meeting.must_have_recommended(command.recommendation.recommendation, consultation.community)
        events = submitted(command, proposal, act, consultation)
    else:
        events = changed(command, proposal, act, consultation, into)
    if docket is None:
        return events
    after = proposal
    for event in events:
        after = msgspec.structs.replace(after, **said_by(event))
    before = None if isinstance(command, Submit) else proposal.awaits
    entered = docketed(command.proposal, before, after.awaits, after.outcome)
    return [*events, *(Elsewhere("docket", event) for event in entered)]


def changed(
    command: Amend | Merge | Withdraw | Moderate | Restore | GiveAnswer | Incorporate | MoveTo,
    proposal: Proposal,
    act: Act,
    consultation: Consultation,
    into: Proposal | None,
) -> Sequence[Event]:
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
            if proposal.place is not None:
                raise AlreadyIncorporated
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
            return [ProposalRestored(proposal.moderation, "accepted", reason)]
        case GiveAnswer(_, _, answer, reasons):
            if proposal.withdrawn or proposal.merged_into:
                raise Settled
            if proposal.place is not None and answer == "refused":
                raise AlreadyIncorporated
            written(reasons, "reasons", REASON_LENGTH)
            return [ProposalAnswered(proposal.answer, proposal.reasons_set_at, answer, reasons)]
        case Incorporate():
            proposal.must_stand()
            return incorporated(command, proposal.place, accepted=proposal.accepted, about=consultation.plan)
        case MoveTo():
            return moved(command, proposal.place)


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
    if command.challenge not in {None, *consultation.challenges} and consultation.plan is None:
        raise NoPlan
    if command.submitter is not None:
        written(command.submitter, "submitter", NAME_LENGTH)
    if command.recommendation is not None and command.origin not in {"recommendation", "meeting"}:
        raise NotFromRecommendation
    if command.reference is not None:
        plain(command.reference, "reference", REFERENCE_LENGTH)
    # Other systems keep proposals whose text is gone: their votes are real all the same.
    written(command.body, "body", BODY_LENGTH, may_be_empty=consultation.imported)
    after_closing = not consultation.imported and consultation.over(act.at)
    return [
        ProposalSubmitted(
            command.title,
            command.body,
            command.origin,
            command.reference,
            after_closing,
            command.challenge,
            command.recommendation,
            command.submitter,
        )
    ]


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks: list[Look] = [("consultation", command.consultation)]
    match command:
        case Merge(_, _, into):
            looks.append(("into", into))
        case Submit(recommendation=Recommended(meeting)):
            looks.append(("meeting", meeting))
    if keeps_docket(command, seen):
        looks.append(("docket", docket_stream(command.consultation, command.proposal)))
    return looks


def keeps_docket(command: Commands, seen: Seen) -> bool:
    """Whether, as far as is known by now, what waits in the consultation may change."""
    return not isinstance(command, Amend | MoveTo) and "consultation" in seen and seen["consultation"].plan is not None


def may(command: Commands, seen: Seen) -> frozenset[str]:
    """What did not come in online is entered by somebody in office, in the name of those whose words they are."""
    consultation: Consultation = seen["consultation"]
    match command:
        case Submit(origin="online"):
            return consultation.contributors() | {IDEAS_IMPORTER}
        case Submit():
            return frozenset({"focal_point", "administrator", IDEAS_IMPORTER})
        case Moderate(verdict="accepted"):
            return frozenset({IMPORTER}) if consultation.imported else frozenset()
        case Moderate() if consultation.imported:
            return command.by | {IMPORTER}
    return command.by


proposals: Noun[Proposal] = Noun("participation.proposal", Proposal(), evolve)
