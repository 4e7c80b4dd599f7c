"""Memberships: which community has applied to which network, is its member, or was."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import msgspec

from domain.communities.membership import EVENTS, MembershipAccepted, MembershipAppliedFor, MembershipEnded, Standing
from domain.documents import Document
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class MembershipRow(msgspec.Struct, frozen=True):
    """`applied_at`, `accepted_at` and `ended_at` say when that happened, the last time that the community applied."""

    id: UUID
    community: UUID
    network: UUID
    standing: Standing
    resolution: UUID | None
    document: Document | None
    applied_at: datetime
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    reason: Words = {}


def membership_id(community: UUID, network: UUID) -> UUID:
    return uuid5(community, f"membership {network}")


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (membership_id(entry.stream, entry.data.network),)


def fold(row: MembershipRow | None, entry: Entry[Any]) -> MembershipRow | None:
    at, replace = entry.occurred_at, msgspec.structs.replace
    match entry.data:
        case MembershipAppliedFor(network, resolution, document):
            id = membership_id(entry.stream, network)
            return MembershipRow(id, entry.stream, network, "applied", resolution, document, at)
        case MembershipAccepted() if row:
            return replace(row, standing="accepted", accepted_at=at)
        case MembershipEnded(_, reason) if row:
            return replace(row, standing="ended", ended_at=at, reason=reason)
    return row


memberships = ReadModel("membership", MembershipRow, EVENTS, keys, fold, beside(__file__))
