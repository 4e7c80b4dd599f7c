"""How each proposal stands: ballots in support, for, against and undecided. Each voter's last ballot counts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn, Choice
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class Tally(msgspec.Struct, frozen=True):
    proposal: UUID
    consultation: UUID
    support: int = 0
    agree: int = 0
    disagree: int = 0
    undecided: int = 0

    def moved(self, *, gains: Choice | None = None, loses: Choice | None = None) -> "Tally":
        return Tally(
            self.proposal,
            self.consultation,
            self.support + (gains == "support") - (loses == "support"),
            self.agree + (gains == "agree") - (loses == "agree"),
            self.disagree + (gains == "disagree") - (loses == "disagree"),
            self.undecided + (gains == "pass") - (loses == "pass"),
        )


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.proposal,)


def fold(tally: Tally | None, entry: Entry[Any]) -> Tally | None:
    tally = tally or Tally(entry.data.proposal, entry.root)
    match entry.data:
        case BallotCast(_, choice):
            return tally.moved(gains=choice)
        case BallotChanged(_, was, choice):
            return tally.moved(gains=choice, loses=was)
        case BallotWithdrawn(_, was):
            return tally.moved(loses=was)
    return tally


tallies = ReadModel("tally", Tally, (BallotCast, BallotChanged, BallotWithdrawn), keys, fold, beside(__file__))
