"""What was begun about plans: consultations, meetings, approvals, opinions, resolutions; about one version, where it has a
number."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import PlanReferred
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class ReferralRow(msgspec.Struct, frozen=True):
    """`id` is that of the thing that was begun; `place` gives their order in the plan."""

    id: UUID
    plan: UUID
    what: str
    number: int | None
    at: datetime
    place: int


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.thing,)


def fold(row: ReferralRow | None, entry: Entry[Any]) -> ReferralRow | None:
    what, thing, number = entry.data.what, entry.data.thing, entry.data.number
    return ReferralRow(thing, entry.root, what, number, entry.occurred_at, entry.version)


referrals = ReadModel("referral", ReferralRow, (PlanReferred,), keys, fold, beside(__file__))
