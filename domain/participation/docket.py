"""What still waits in a consultation about a plan: proposals without an answer, and accepted ones that are not in the plan yet.

It follows from the proposals alone. It is kept, so that a plan's next stage can be held against it: in many small streams,
each for some of the proposals, so that those who submit at the same moment do not wait for each other.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.ids import named
from domain.kernel import Entry, Event, Noun

Outcome = Literal["accepted", "partly_accepted", "refused", "withdrawn", "merged", "hidden"]
Awaited = Literal["answer", "place"]
"""What a proposal waits for: an answer; once it is accepted, its place in the plan."""


PAGES = 64
"""Of how many streams a docket consists. It is what it is: another number would not find what stands in them."""


def docket_stream(consultation: UUID, proposal: UUID) -> UUID:
    """The stream in which it is kept what a proposal waits for."""
    return page(consultation, proposal.int % PAGES)


def docket_streams(consultation: UUID) -> list[UUID]:
    """All the streams of a consultation's docket."""
    return [page(consultation, number) for number in range(PAGES)]


def page(consultation: UUID, number: int) -> UUID:
    return named(consultation, f"docket {number}")


class ProposalDocketed(Event, frozen=True, tag="participation.ProposalDocketed.v1"):
    """It waits for an answer: it is new, or was restored without one."""

    proposal: UUID


class ProposalSettled(Event, frozen=True, tag="participation.ProposalSettled.v1"):
    """It waits for no answer. If it is accepted, it waits for its place in the plan."""

    proposal: UUID
    outcome: Outcome


class ProposalPlaced(Event, frozen=True, tag="participation.ProposalPlaced.v1"):
    """It stands in the plan: nothing more is waited for."""

    proposal: UUID


class Docket(msgspec.Struct, frozen=True):
    """What stands in one of its streams. `waiting` for an answer; `unplaced`: accepted, and not in the plan yet."""

    waiting: frozenset[UUID] = frozenset()
    unplaced: frozenset[UUID] = frozenset()


def docketed(proposal: UUID, before: Awaited | None, after: Awaited | None, outcome: Outcome | None) -> Sequence[Event]:
    """What has changed on the docket, if anything has. `outcome` is None where the proposal stands in the plan, or is new."""
    if before == after:
        return []
    if after == "answer":
        return [ProposalDocketed(proposal)]
    return [ProposalPlaced(proposal) if outcome is None else ProposalSettled(proposal, outcome)]


def evolve(docket: Docket, entry: Entry[Any]) -> Docket:
    match entry.data:
        case ProposalDocketed(proposal):
            return Docket(docket.waiting | {proposal}, docket.unplaced - {proposal})
        case ProposalSettled(proposal, "accepted" | "partly_accepted"):
            return Docket(docket.waiting - {proposal}, docket.unplaced | {proposal})
        case ProposalSettled(proposal) | ProposalPlaced(proposal):
            return Docket(docket.waiting - {proposal}, docket.unplaced - {proposal})
    return docket


dockets = Noun("participation.docket", Docket(), evolve)
