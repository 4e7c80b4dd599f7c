"""An approval: what one named office says to one exact version of a plan, with its reasons."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.decisions.deadline import due_of, official_text
from domain.decisions.subjects import PlanVersion
from domain.kernel import PLATFORM, Act, Command, Entry, Event, Noun, Seen
from domain.refusal import Refusal
from domain.rules.law import NO_LAW, Law
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import APPROVAL_ANSWER
from domain.text import Words

REASONS_LENGTH = 5_000

Approver = Literal["committee", "president", "secretary", "network", "authority"]
"""The offices that can be asked for their approval: those of the community itself, and the staff of a network or of a
supervising authority."""

Decision = Literal["granted", "refused"]


class RequestApproval(Command, frozen=True, tag="decisions.approval.RequestApproval"):
    """Request an office's approval of one version of a plan. The office is held in the community itself, or in the network or
    supervising authority that `holder_of` names. Without `due`, the rule sets the deadline."""

    by = frozenset({"focal_point", "president", "administrator"})
    creates = True
    community: UUID
    approval: UUID
    subject: PlanVersion
    role: Approver
    holder_of: UUID | None = None
    due: datetime | None = None


class GrantApproval(Command, frozen=True, tag="decisions.approval.GrantApproval"):
    """Grant the requested approval of a plan version, with reasons. Only the requested office may do this."""

    by = frozenset({"committee", "president", "secretary", "network", "authority"})
    approval: UUID
    reasons: Words


class RefuseApproval(Command, frozen=True, tag="decisions.approval.RefuseApproval"):
    """Refuse the requested approval of a plan version, with reasons. Only the requested office may do this."""

    by = frozenset({"committee", "president", "secretary", "network", "authority"})
    approval: UUID
    reasons: Words


class ApprovalRequested(Event, frozen=True, tag="decisions.ApprovalRequested.v1"):
    """`holder_of` is where the role is held; `rule` says until when, if the request did not."""

    subject: PlanVersion
    role: Approver
    holder_of: UUID
    due: datetime | None = None
    rule: RuleRef | None = None


class ApprovalGranted(Event, frozen=True, tag="decisions.ApprovalGranted.v1"):
    reasons: Words


class ApprovalRefused(Event, frozen=True, tag="decisions.ApprovalRefused.v1"):
    reasons: Words


class AlreadyRequested(Refusal):
    """This approval has been asked for already."""

    code = "approval.already-requested"


class Unknown(Refusal):
    """There is no such request for an approval."""

    code = "approval.unknown"


class AlreadyDecided(Refusal):
    """This approval has already been granted or refused: request it again for another decision."""

    code = "approval.already-decided"


class Approval(msgspec.Struct, frozen=True):
    community: UUID = PLATFORM
    subject: PlanVersion | None = None
    role: Approver | None = None
    holder_of: UUID = PLATFORM
    decision: Decision | None = None

    def must_wait(self) -> None:
        if self.subject is None:
            raise Unknown
        if self.decision is not None:
            raise AlreadyDecided


Commands = RequestApproval | GrantApproval | RefuseApproval


def decide(command: Commands, approval: Approval, act: Act, *, law: Law = NO_LAW) -> Sequence[Event]:
    if isinstance(command, RequestApproval):
        if approval.subject is not None:
            raise AlreadyRequested
        due, rule = due_of(command.due, APPROVAL_ANSWER, law, act)
        return [ApprovalRequested(command.subject, command.role, held_at(command), due, rule)]
    approval.must_wait()
    official_text(command.reasons, "reasons", REASONS_LENGTH)
    return [
        ApprovalGranted(command.reasons) if isinstance(command, GrantApproval) else ApprovalRefused(command.reasons)
    ]


def evolve(approval: Approval, entry: Entry[Any]) -> Approval:
    match entry.data:
        case ApprovalRequested(subject, role, holder_of):
            return Approval(entry.community, subject, role, holder_of)
        case ApprovalGranted():
            return msgspec.structs.replace(approval, decision="granted")
        case ApprovalRefused():
            return msgspec.structs.replace(approval, decision="refused")
    return approval


def community_of(command: Commands, seen: Seen) -> UUID:
    community: UUID = command.community if isinstance(command, RequestApproval) else seen["itself"].community
    return community


def held_at(command: RequestApproval) -> UUID:
    """Where the office is held that is asked."""
    return command.community if command.holder_of is None else command.holder_of


def held_in(command: Commands, seen: Seen) -> UUID:
    """Who asks holds an office in the community; who answers, where the office is held that was asked."""
    holder_of: UUID = command.community if isinstance(command, RequestApproval) else seen["itself"].holder_of
    return holder_of


def may(command: Commands, seen: Seen) -> frozenset[str]:
    """Only the office that was asked may answer."""
    role = seen["itself"].role
    return command.by if isinstance(command, RequestApproval) or role is None else frozenset({role})


approvals = Noun("decisions.approval", Approval(), evolve)
