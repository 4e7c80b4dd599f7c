"""Challenges that are seen in the axes of plans: proposals are solutions to them, projects answer to them."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import ChallengeIdentified, ChallengeRemoved, ChallengeRevised
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class ChallengeRow(msgspec.Struct, frozen=True):
    """`place` gives the order of the challenges in their plan. One that was removed keeps its row, with the reason."""

    id: UUID
    plan: UUID
    axis: UUID
    title: Words
    description: Words
    place: int
    removed: bool = False
    removal_reason: Words | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.challenge,)


def fold(row: ChallengeRow | None, entry: Entry[Any]) -> ChallengeRow | None:
    replace = msgspec.structs.replace
    match entry.data:
        case ChallengeIdentified(axis, challenge, title, description):
            return ChallengeRow(challenge, entry.root, axis, title, description, entry.version)
        case ChallengeRevised(_, _, axis, _, title, _, description) if row:
            return replace(row, axis=axis, title=title, description=description)
        case ChallengeRemoved(_, reason) if row:
            return replace(row, removed=True, removal_reason=reason)
    return row


challenges = ReadModel(
    "challenge",
    ChallengeRow,
    (ChallengeIdentified, ChallengeRevised, ChallengeRemoved),
    keys,
    fold,
    beside(__file__),
)
