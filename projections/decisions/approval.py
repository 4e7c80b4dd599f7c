"""Approvals: which office was asked about which version of a plan, until when, and what it said."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.decisions.approval import ApprovalGranted, ApprovalRefused, ApprovalRequested
from domain.kernel import Entry
from domain.rules.rulesets import RuleRef
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


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


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.stream,)


def fold(row: ApprovalRow | None, entry: Entry[Any]) -> ApprovalRow | None:
    match entry.data:
        case ApprovalRequested(version, role, holder_of, due, rule):
            return ApprovalRow(
                *(entry.stream, entry.community, version.plan, version.number, version.sha256),
                *(role, holder_of, entry.occurred_at, due, rule),
            )
        case ApprovalGranted(reasons) if row:
            return decided(row, "granted", reasons, entry)
        case ApprovalRefused(reasons) if row:
            return decided(row, "refused", reasons, entry)
    return row


def decided(row: ApprovalRow, decision: str, reasons: Words, entry: Entry[Any]) -> ApprovalRow:
    return msgspec.structs.replace(row, decision=decision, reasons=reasons, decided_at=entry.occurred_at)


approvals = ReadModel(
    "approval", ApprovalRow, (ApprovalRequested, ApprovalGranted, ApprovalRefused), keys, fold, beside(__file__)
)
