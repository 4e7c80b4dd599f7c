"""Memberships: which community has applied to which network, is its member, or was."""

from datetime import datetime
from uuid import UUID, uuid5

import msgspec

from domain.communities.membership import MembershipAccepted, MembershipAppliedFor, MembershipEnded, Standing
from domain.documents import Document
from domain.kernel import Entry
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


memberships = ReadModel(
    "membership", MembershipRow, queries_of(__file__), key=lambda entry: membership_id(entry.stream, entry.data.network)
)


@memberships.creates
def applied_for(entry: Entry[MembershipAppliedFor]) -> MembershipRow:
    id = membership_id(entry.stream, entry.data.network)
    return new(MembershipRow, entry, id=id, community=entry.stream, standing="applied", applied_at=entry.occurred_at)


@memberships.updates
def accepted(entry: Entry[MembershipAccepted]) -> Changes:
    return {"standing": "accepted", "accepted_at": entry.occurred_at}


@memberships.updates
def ended(entry: Entry[MembershipEnded]) -> Changes:
    return {"standing": "ended", "ended_at": entry.occurred_at, "reason": entry.data.reason}
