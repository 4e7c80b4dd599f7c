"""Approvals: which office was asked about which version of a plan, until when, and what it said."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.decisions.approval import ApprovalGranted, ApprovalRefused, ApprovalRequested
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class ApprovalRow(msgspec.Struct, frozen=True):
    """`holder_of` is where the office is held that was asked; `rule` says until when, if the request did not."""

    id: UUID
    community: UUID
    plan: UUID
    number: int
    sha256: str
    role: str
    holder_of: UUID
    requested_at: datetime
    due: datetime | None
    rule: RuleRef | None
    decision: str | None = None
    reasons: Words | None = None
    decided_at: datetime | None = None


approvals = ReadModel("approval", ApprovalRow, queries_of(__file__))


@approvals.creates
def requested(entry: Entry[ApprovalRequested]) -> ApprovalRow:
    version = entry.data.subject
    return new(
        ApprovalRow,
        entry,
        plan=version.plan,
        number=version.number,
        sha256=version.sha256,
        requested_at=entry.occurred_at,
    )


@approvals.updates
def granted(entry: Entry[ApprovalGranted]) -> Changes:
    return {"decision": "granted", "reasons": entry.data.reasons, "decided_at": entry.occurred_at}


@approvals.updates
def refused(entry: Entry[ApprovalRefused]) -> Changes:
    return {"decision": "refused", "reasons": entry.data.reasons, "decided_at": entry.occurred_at}
