"""Whatever secretaries, focal points, committees and inhabitants ask for, in whatever order: no version becomes the plan without
a quorum and a majority, or an attestation; none reaches the council before it is validated; no proposal loses its link.

`tests.kit.second_opinion` tells from the events alone what is true. A second test counts how often the histories contain what
they are meant to contain: a property of histories in which nothing is ever adopted would hold for nothing.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.communities.body import BodyEstablished, bodies
from domain.communities.seat import MemberSeated
from domain.decisions import resolution, session
from domain.decisions.convening import Convene
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionRejected
from domain.decisions.session_events import SessionAdjournedWithoutQuorum, SessionOpened, SessionRecalled
from domain.decisions.subjects import PlanVersion
from domain.kernel import Act, Command
from domain.plans.plan import plans
from domain.plans.plan_events import PlanAdopted, PlanAdoptionAttested, PlanAmended, StageEntered
from domain.refusal import Refusal
from tests.kit import second_opinion as reckoning
from tests.kit.command_strategies import (
    ADVISORY,
    LATER,
    MEMBERS,
    OFTEN,
    SECRETARY,
    Move,
    draws_up,
    enters,
    follows_up,
    meets,
    tabled,
    takes_away,
    talks,
    validates,
    votes_and_closes,
    walks,
)
from tests.kit.council_facts import council
from tests.kit.plan_facts import (
    NAME,
    PLAN,
    YOUTH,
    asked_approval,
    asked_opinion,
    drafted,
    entered,
)  # fmt: skip
from tests.kit.scenario import (
    COMMUNITY,
    DAY,
    NOON,
    Happened,
    History,
    words,
)  # fmt: skip

STAGES = ("preparation", "co_creation", "drafting", "public_consultation", "validation", "adoption")
VALIDATION = [*drafted, *entered(*STAGES[:5])]
ADOPTION = [*drafted, *entered(*STAGES)]
VALIDATED = [*VALIDATION, *asked_approval(), *asked_opinion()]
"""The first version is validated: another one would have to be, too."""

youth = [
    Happened(bodies, YOUTH, BodyEstablished("advisory_youth", NAME, 5, None), root=COMMUNITY),
    Happened(
        bodies, YOUTH, MemberSeated(ADVISORY.id, words("Nom"), "female", "member", "civil_society", date(2021, 9, 8)),
        root=COMMUNITY,
    ),
]  # fmt: skip


class Quick(History):
    """A history that remembers what things have come to: there are many commands in a walk."""

    def __init__(self, *past: Happened) -> None:
        self._of: dict[UUID, list[Any]] = {}
        self._states: dict[tuple[str, UUID], tuple[int, Any]] = {}
        super().__init__(*past)

    def of(self, stream: UUID) -> list[Any]:
        return self._of.setdefault(stream, [])

    def take(self, entry: Any) -> None:
        super().take(entry)
        self.of(entry.stream).append(self.entries[-1])

    def state(self, noun: Any, stream: UUID) -> Any:
        taken, state = self._states.get((noun.name, stream), (0, noun.initial))
        entries = self.of(stream)
        for entry in entries[taken:]:
            state = noun.evolve(state, entry)
        self._states[noun.name, stream] = (len(entries), state)
        return state


class Told(Counter[str]):
    """How often things have happened, over all that was played."""

    def add(self, history: History) -> None:
        self.update(type(entry.data).__name__ for entry in history.entries)


def when(command: Command, history: History, number: int) -> Act | None:
    """What happens in a session happens on its day; convening it comes before that; all else is of now."""
    at = LATER + number * timedelta(seconds=1)
    if isinstance(command, Convene):
        return Act(SECRETARY, at, NOON - 10 * DAY)
    if isinstance(command, session.Commands | resolution.Commands):
        starts = history.state(session.sessions, command.session).starts
        return None if starts is None else Act(SECRETARY, at, starts + number * timedelta(seconds=1))
    return Act(SECRETARY, at, at)


def play(history: History, asked: list[tuple[Move, int, int]], holds: Callable[[History, int], None]) -> None:
    """Does it all. What is refused has not happened; after each command that is not, something is held: `holds` is given how
    many entries there were before it."""
    number = 0
    for move, a, b in asked:
        for command, actor in move(history, a, b):
            number += 1
            before, act = len(history.entries), when(command, history, number)
            if act is None:
                continue
            try:
                history.play(command, Act(actor, act.at, act.occurred_at))
            except Refusal:
                assert len(history.entries) == before
                continue
            holds(history, before)


def became_the_plan(history: History, before: int) -> None:
    """Whatever made a version the plan: a resolution on it, that a quorum was there for and a majority voted for, or else what is
    attested of the time before."""
    earlier, new = history.entries[:before], history.entries[before:]
    adopted = [entry.data for entry in new if isinstance(entry.data, PlanAdopted | PlanAmended)]
    for it in adopted:
        chamber = reckoning.decided(history.entries)
        outcome = chamber.outcomes[it.resolution]
        assert outcome.adopted
        assert outcome.session == it.session
        assert chamber.subjects[it.resolution] == (it.session, PlanVersion(PLAN, it.number, it.sha256))
        assert reckoning.drafts(earlier, PLAN)[it.number] == it.sha256
        assert [entry.stream for entry in new if isinstance(entry.data, ResolutionAdopted)] == [it.resolution]
        if isinstance(it, PlanAdopted):
            then = history.entries[: chamber.begun[it.resolution]]
            assert reckoning.stage(then, PLAN) == "adoption"
            assert it.number == max(reckoning.drafts(then, PLAN))
        else:
            assert it.number > it.number_was
    for entry in new:
        if isinstance(entry.data, PlanAdoptionAttested):
            kept = next(one for one in history.entries if one.stream == PLAN)
            assert entry.data.decided_on < kept.recorded_at.date()
            assert reckoning.drafts(earlier, PLAN)[entry.data.number] == entry.data.sha256
            assert not any(isinstance(one.data, PlanAdopted) for one in earlier)


def was_ready(history: History, before: int) -> None:
    """A plan that comes before the council is validated; one that is carried out is adopted."""
    earlier = history.entries[:before]
    for entry in history.entries[before:]:
        if isinstance(entry.data, StageEntered) and entry.data.stage == "adoption":
            assert reckoning.is_validated(earlier, PLAN)
        if isinstance(entry.data, StageEntered) and entry.data.stage == "implementation":
            assert any(isinstance(one.data, PlanAdopted | PlanAdoptionAttested) for one in earlier)


def is_linked(history: History, before: int) -> None:
    links, plan = reckoning.links(history.entries, PLAN), history.state(plans, PLAN)
    assert links.broken == set()
    assert {id: (place.project, place.activity) for id, place in plan.proposals.items()} == links.of_plan


def holds_in_every_history(
    holds: Callable[[History, int], None], *beginnings: Any, often: list[Move] | None = None
) -> Told:
    """Plays many histories, the same ones every time, and holds something in all of them."""
    told = Told()

    @settings(max_examples=120, deadline=None, derandomize=True, database=None)
    @given(some.sampled_from(beginnings), walks(often or OFTEN))
    def walk(beginning: list[Happened], asked: list[Any]) -> None:
        history = Quick(*beginning, *council(MEMBERS), *youth)
        play(history, asked, holds)
        reckoning.decided(history.entries)
        told.add(history)

    walk()
    return told


def test_nothing_becomes_the_plan_without_quorum_and_majority_or_an_attestation() -> None:
    told = holds_in_every_history(became_the_plan, ADOPTION)
    assert told[PlanAdopted.__name__] > 10
    assert told[PlanAmended.__name__] > 2
    assert told[ResolutionRejected.__name__] > 10
    assert told[SessionAdjournedWithoutQuorum.__name__] > told[SessionRecalled.__name__] > 10
    assert told[SessionOpened.__name__] > 50


def test_nothing_comes_before_the_council_that_is_not_validated() -> None:
    often: list[Move] = [validates, validates, enters, enters, draws_up, talks, meets, tabled, votes_and_closes]
    told = holds_in_every_history(was_ready, VALIDATION, VALIDATED, often=often)
    assert told[PlanAdopted.__name__] > 5
    assert min(told["ApprovalRefused"], told["ProposalIncorporated"], told["PlanSentBack"]) > 10


def test_no_proposal_that_was_taken_up_loses_its_link() -> None:
    told = holds_in_every_history(is_linked, VALIDATION, ADOPTION, often=[talks, follows_up, takes_away, draws_up])
    assert told["ProposalIncorporated"] > 50
    assert min(told["ProposalMoved"], told["ActivityRemoved"], told["ProjectRemoved"], told["ActivityMoved"]) > 5
