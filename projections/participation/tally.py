"""How each proposal stands: ballots in support, for, against and undecided. Each voter's last ballot counts."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn, Choice
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


tallies = ReadModel("tally", Tally, queries_of(__file__), key=lambda entry: entry.data.proposal)


def of_proposal(tally: Tally | None, entry: Entry[BallotCast | BallotChanged | BallotWithdrawn]) -> Tally:
    return tally or Tally(entry.data.proposal, entry.root)


@tallies.folds
def cast(tally: Tally | None, entry: Entry[BallotCast]) -> Tally:
    return of_proposal(tally, entry).moved(gains=entry.data.choice)


@tallies.folds
def changed(tally: Tally | None, entry: Entry[BallotChanged]) -> Tally:
    return of_proposal(tally, entry).moved(gains=entry.data.choice, loses=entry.data.choice_was)


@tallies.folds
def withdrawn(tally: Tally | None, entry: Entry[BallotWithdrawn]) -> Tally:
    return of_proposal(tally, entry).moved(loses=entry.data.choice_was)
