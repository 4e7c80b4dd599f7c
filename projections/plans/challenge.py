"""Challenges that are seen in the axes of plans: proposals are solutions to them, projects answer to them."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import ChallengeIdentified, ChallengeRemoved, ChallengeRevised
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


challenges = ReadModel("challenge", ChallengeRow, queries_of(__file__), key=lambda entry: entry.data.challenge)


@challenges.creates
def identified(entry: Entry[ChallengeIdentified]) -> ChallengeRow:
    return new(ChallengeRow, entry, id=entry.data.challenge, plan=entry.root, place=entry.version)


@challenges.updates
def revised(entry: Entry[ChallengeRevised]) -> Changes:
    event = entry.data
    return {"axis": event.axis, "title": event.title, "description": event.description}


@challenges.updates
def removed(entry: Entry[ChallengeRemoved]) -> Changes:
    return {"removed": True, "removal_reason": entry.data.reason}
