"""Who wins a vote: computed from the recorded votes, never from a total that somebody states."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from domain.rules.values import Majority, Side


class Outcome(NamedTuple):
    """What came of a vote: how many were on each side, and whether that carries. `by_president`: the president's side
    decided a tie."""

    votes_for: int
    votes_against: int
    abstentions: int
    adopted: bool
    by_president: bool = False


def outcome(majority: Majority, votes: Mapping[UUID, Side], president: UUID | None) -> Outcome:
    """What the votes, by member, come to. `president` is the member who presides.

    On a tie a president who did not vote for it has not carried it: then, too, it is rejected. So is what nobody voted for.
    """
    cast = list(votes.values())
    counts = cast.count("for"), cast.count("against"), cast.count("abstain")
    votes_for, votes_against, _ = counts
    whole = sum(cast.count(side) for side in majority.of)
    if votes_for == votes_against:
        side = votes.get(president) if president is not None and majority.tie == "president" else None
        return Outcome(*counts, adopted=side == "for", by_president=side in ("for", "against"))
    return Outcome(*counts, adopted=majority.more_than.is_passed(votes_for, whole))
