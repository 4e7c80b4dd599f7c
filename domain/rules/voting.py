"""Who wins a vote: computed from the recorded votes, never from a total that somebody states."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from domain.rules.values import Majority, Side


class Council(NamedTuple):
    """Those of whom a majority may be a share: how many members are present at the vote, and how many are in office; and the
    member who presides."""

    present: int
    in_office: int
    president: UUID | None


class Outcome(NamedTuple):
    """What came of a vote: how many were on each side, and whether that carries. `by_president`: the president's side
    decided a tie."""

    votes_for: int
    votes_against: int
    abstentions: int
    adopted: bool
    by_president: bool = False


def outcome(majority: Majority, votes: Mapping[UUID, Side], council: Council) -> Outcome:
    """What the votes, by member, come to.

    On a tie a president who did not vote for it has not carried it: then, too, it is rejected. So is what nobody voted for,
    and what more are against than for.
    """
    cast = list(votes.values())
    counts = cast.count("for"), cast.count("against"), cast.count("abstain")
    votes_for, votes_against, _ = counts
    if votes_for == votes_against and majority.tie == "president":
        side = votes.get(council.president) if council.president is not None else None
        return Outcome(*counts, adopted=side == "for", by_president=side in ("for", "against"))
    more = votes_for > votes_against or (votes_for == votes_against > 0 and majority.tie == "share")
    return Outcome(*counts, adopted=more and majority.is_met(votes_for, whole(majority, cast, council)))


def whole(majority: Majority, cast: list[Side], council: Council) -> int:
    """The number that the majority is a share of."""
    match majority.of:
        case "present":
            return council.present
        case "in_office":
            return council.in_office
        case sides:
            return sum(cast.count(side) for side in sides)
