"""Whatever voters do, in whatever order: one ballot counts for each, nothing is lost, no limit is passed."""

from collections import Counter
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.kernel import Act, Command, Event, Person
from domain.participation.allowance import Allowance, allowance_stream, allowances
from domain.participation.ballot import (
    BallotCast,
    BallotChanged,
    BallotConfirmed,
    BallotWithdrawn,
    Cast,
    Change,
    Choice,
    Copy,
    Withdraw,
)
from domain.participation.consultation import Close, Extend
from domain.participation.proposal import Moderate, Restore
from domain.participation.proposal import Withdraw as WithdrawProposal
from domain.refusal import Refusal
from tests.kit.participation_facts import CLOSES, REASON, TALK, TREES, WATER, imported, opened, submitted
from tests.kit.scenario import AMINA, BADR, CLOCK, DAY, FOCAL_POINT, HOUR, IMPORT, MODERATOR, NOON, History

LIMIT = 1
PROPOSALS = (WATER, TREES)

proposal = some.sampled_from(PROPOSALS)
choice = some.sampled_from(("agree", "disagree", "pass"))
voter = some.sampled_from((AMINA, BADR))
ballot = some.one_of(
    some.builds(Cast, some.just(TALK), proposal, choice),
    some.builds(Change, some.just(TALK), proposal, choice),
    some.builds(Withdraw, some.just(TALK), proposal),
)
around = some.one_of(
    some.tuples(
        some.builds(Moderate, some.just(TALK), proposal, some.just("hidden"), some.just(REASON)), some.just(MODERATOR)
    ),
    some.tuples(some.builds(Restore, some.just(TALK), proposal, some.just(REASON)), some.just(MODERATOR)),
    some.tuples(some.builds(WithdrawProposal, some.just(TALK), proposal), some.just(AMINA)),
    some.tuples(some.just(Extend(TALK, CLOSES + DAY)), some.just(FOCAL_POINT)),
    some.tuples(some.just(Close(TALK)), some.sampled_from((FOCAL_POINT, CLOCK))),
)
deeds = some.lists(some.one_of(some.tuples(ballot, voter), some.tuples(ballot, voter), around), max_size=40)


class Box:
    """What the voters mean, kept apart from the rules: each one's last choice."""

    def __init__(self) -> None:
        self.choices: dict[tuple[UUID, UUID], Choice] = {}

    def take(self, command: Command, voter: UUID) -> None:
        match command:
            case Cast(_, question, choice) | Change(_, question, choice) | Copy(_, question, choice):
                self.choices[question, voter] = choice
            case Withdraw(_, question):
                del self.choices[question, voter]

    def count(self) -> Counter[tuple[UUID, Choice]]:
        return Counter((question, choice) for (question, _), choice in self.choices.items())


def counted(history: History) -> Counter[tuple[UUID, Choice]]:
    """The tally as the log alone gives it: by what each event adds and takes away."""
    tally: Counter[tuple[UUID, Choice]] = Counter()
    for entry in history.entries:
        match entry.data:
            case BallotCast(question, choice):
                tally[question, choice] += 1
            case BallotChanged(question, was, choice):
                tally[question, was] -= 1
                tally[question, choice] += 1
            case BallotWithdrawn(question, was):
                tally[question, was] -= 1
    assert min(tally.values(), default=0) >= 0
    return +tally


def play(history: History, box: Box, deeds: list[tuple[Command, Any]], *, first: int = 0) -> None:
    """Does it all, one deed an hour. What is refused has not happened."""
    for number, (command, by) in enumerate(deeds, first):
        at = NOON + number * HOUR
        try:
            history.play(command, Act(by, at, at))
        except Refusal:
            continue
        if isinstance(by, Person):
            box.take(command, by.id)


@given(deeds, some.sampled_from((None, LIMIT)))
@settings(deadline=None)
def test_the_last_choice_of_each_voter_counts_and_no_other(deeds: list[Any], limit: int | None) -> None:
    history, box = History(opened(limit=limit), submitted(WATER), submitted(TREES)), Box()
    play(history, box, deeds)
    assert counted(history) == box.count()


@given(deeds)
@settings(deadline=None)
def test_no_limit_is_ever_passed(deeds: list[Any]) -> None:
    history = History(opened(limit=LIMIT), submitted(WATER), submitted(TREES))
    box = Box()
    for number, deed in enumerate(deeds):
        play(history, box, [deed], first=number)
        for voter in (AMINA, BADR):
            allowance: Allowance = history.state(allowances, allowance_stream(TALK, voter.id))
            held = sum(standing(history, question, voter.id) is not None for question in PROPOSALS)
            assert 0 <= allowance.used == held <= LIMIT


@given(deeds)
@settings(deadline=None)
def test_whatever_a_ballot_replaces_it_says_what_that_was(deeds: list[Any]) -> None:
    history = History(opened(), submitted(WATER), submitted(TREES))
    play(history, Box(), deeds)
    before: dict[UUID, Choice | None] = {}
    for entry in history.entries:
        match entry.data:
            case BallotCast(_, choice):
                assert before.get(entry.stream) is None
                before[entry.stream] = choice
            case BallotChanged(_, was, choice):
                assert before[entry.stream] == was != choice
                before[entry.stream] = choice
            case BallotWithdrawn(_, was):
                assert before[entry.stream] == was
                before[entry.stream] = None


@given(some.lists(some.tuples(some.builds(Copy, some.just(TALK), proposal, choice), voter), max_size=40))
@settings(deadline=None)
def test_an_import_records_every_row_and_counts_the_last(rows: list[tuple[Copy, Person]]) -> None:
    history, box = History(imported(), submitted(WATER, by=IMPORT), submitted(TREES, by=IMPORT)), Box()
    recorded: list[Event] = []
    for number, (row, voter) in enumerate(rows):
        recorded += history.play(row, Act(IMPORT, NOON, NOON - 850 * DAY + number * HOUR, voter))
        box.take(row, voter.id)
    assert [(one.proposal, one.choice) for one in recorded] == [(row.proposal, row.choice) for row, _ in rows]
    assert sum(isinstance(one, BallotConfirmed) for one in recorded) == sum(
        row.choice == last for row, last in zip((row for row, _ in rows), choices_before(rows), strict=True)
    )
    assert counted(history) == box.count()


def choices_before(rows: list[tuple[Copy, Person]]) -> list[Choice | None]:
    last: dict[tuple[UUID, UUID], Choice] = {}
    found = []
    for row, voter in rows:
        found.append(last.get((row.proposal, voter.id)))
        last[row.proposal, voter.id] = row.choice
    return found


def standing(history: History, question: UUID, voter: UUID) -> Choice | None:
    """A voter's ballot on a proposal as it stands, read from the events alone."""
    choice: Choice | None = None
    for entry in history.entries:
        if getattr(entry.data, "proposal", None) == question and entry.author.id == voter:
            match entry.data:
                case BallotCast(_, given) | BallotChanged(_, _, given):
                    choice = given
                case BallotWithdrawn():
                    choice = None
    return choice
