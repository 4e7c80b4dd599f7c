"""What was begun about plans: consultations, meetings, approvals, opinions, resolutions; about one version, where it has a
number."""

from datetime import datetime
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import PlanReferred
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class ReferralRow(msgspec.Struct, frozen=True):
    """`id` is that of the thing that was begun; `place` gives their order in the plan."""

    id: UUID
    plan: UUID
    what: str
    number: int | None
    at: datetime
    place: int


referrals = ReadModel("referral", ReferralRow, queries_of(__file__), key=lambda entry: entry.data.thing)


@referrals.creates
def referred(entry: Entry[PlanReferred]) -> ReferralRow:
    return new(ReferralRow, entry, id=entry.data.thing, plan=entry.root, at=entry.occurred_at, place=entry.version)
