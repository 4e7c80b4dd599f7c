"""What waits in a consultation about a plan: it always equals what the proposals' own states say; and no link is ever lost."""

from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as some

from domain.kernel import Act, Event
from domain.participation.docket import (
    Docket,
    ProposalDocketed,
    ProposalPlaced,
    ProposalSettled,
    docket_stream,
    docket_streams,
    dockets,
)
from domain.participation.placing import Incorporate, MoveTo, ProposalIncorporated, ProposalMoved
from domain.participation.proposal import Amend, GiveAnswer, Merge, Moderate, Restore, Submit, Withdraw, proposals
from domain.participation.proposal_events import (
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.proposal_state import Proposal
from domain.plans.plan import plans
from domain.plans.plan_state import Place
from domain.plans.project import RemoveProject
from domain.refusal import Refusal
from domain.registry import DECIDER_OF
from tests.kit.participation_facts import (
    BODY,
    PLAN,
    PUMPS,
    REASON,
    ROADS,
    TALK,
    TREES,
    WATER,
    WELLS,
    opened,
    planned,
    submitted,
)
from tests.kit.scenario import AMINA, FOCAL_POINT, MODERATOR, NOON, Happened, History, given, office, thing

COMMITTEE = office("committee")
BOTH, LAMPS = [WATER, TREES], thing("proposal on lamps")
DOCKET = docket_stream(TALK, WATER)
talk = [*planned(), opened(plan=PLAN)]


def on_docket(event: Event) -> Happened:
    return Happened(dockets, DOCKET, event, by=FOCAL_POINT, root=TALK)


submitting = [submitted(), on_docket(ProposalDocketed(WATER))]


def test_what_is_submitted_waits_for_an_answer() -> None:
    given(*talk).when(Submit(TALK, WATER, BODY)).then(ProposalSubmitted(None, BODY, "online"), ProposalDocketed(WATER))


@pytest.mark.parametrize("answer", ["accepted", "partly_accepted", "refused"])
def test_what_is_answered_waits_no_more_or_for_its_place(answer: Any) -> None:
    given(*talk, *submitting).when(GiveAnswer(TALK, WATER, answer, REASON), by=FOCAL_POINT).then(
        ProposalAnswered(None, None, answer, REASON), ProposalSettled(WATER, answer)
    )


def test_what_is_withdrawn_merged_or_hidden_waits_no_more() -> None:
    past = [*talk, *submitting, submitted(TREES)]
    given(*past).when(Withdraw(TALK, WATER)).then(ProposalWithdrawn(), ProposalSettled(WATER, "withdrawn"))
    given(*past).when(Merge(TALK, WATER, TREES, REASON), by=MODERATOR).then(
        ProposalMerged(TREES, REASON), ProposalSettled(WATER, "merged")
    )
    given(*past).when(Moderate(TALK, WATER, "hidden", REASON), by=MODERATOR).then(
        ProposalModerated("unmoderated", "hidden", REASON), ProposalSettled(WATER, "hidden")
    )


def test_what_is_restored_waits_for_what_it_had_waited_for() -> None:
    hidden = Happened(proposals, WATER, ProposalModerated("unmoderated", "hidden", REASON), by=MODERATOR, root=TALK)
    answered = Happened(proposals, WATER, ProposalAnswered(None, None, "accepted", REASON), by=FOCAL_POINT, root=TALK)
    restored = ProposalRestored("hidden", "accepted", REASON)
    given(*talk, *submitting, hidden).when(Restore(TALK, WATER, REASON), by=MODERATOR).then(
        restored, ProposalDocketed(WATER)
    )
    given(*talk, *submitting, hidden, answered).when(Restore(TALK, WATER, REASON), by=MODERATOR).then(
        restored, ProposalSettled(WATER, "accepted")
    )


def test_what_is_taken_up_waits_for_nothing() -> None:
    answered = Happened(proposals, WATER, ProposalAnswered(None, None, "accepted", REASON), by=FOCAL_POINT, root=TALK)
    events = given(*talk, *submitting, answered).when(Incorporate(TALK, WATER, PLAN, WELLS), by=COMMITTEE).outcome()
    assert events[:2] == [ProposalIncorporated(PLAN, WELLS), ProposalPlaced(WATER)]


def test_an_amendment_changes_nothing_that_waits() -> None:
    assert len(given(*talk, *submitting).when(Amend(TALK, WATER, BODY)).outcome()) == 1


def test_no_docket_is_kept_where_a_consultation_is_about_no_plan() -> None:
    given(opened()).when(Submit(TALK, WATER, BODY)).then(ProposalSubmitted(None, BODY, "online"))
    looks = DECIDER_OF[Submit].looks_at(
        Submit(TALK, WATER, BODY), Act(AMINA, NOON, NOON), {"consultation": state(opened())}
    )
    assert [name for name, _ in looks] == ["consultation"]


def test_a_docket_has_many_streams_so_that_nobody_waits_for_another() -> None:
    assert {docket_stream(TALK, thing(f"proposal {number}")) for number in range(2_000)} == set(docket_streams(TALK))


def state(fact: Happened) -> Any:
    return History(fact).state(fact.noun, fact.stream)


# Whatever is asked, in whatever order

ids, talks = some.sampled_from([WATER, TREES, LAMPS]), some.just(TALK)
places = some.sampled_from([(WELLS, None), (WELLS, PUMPS), (ROADS, None), (ROADS, PUMPS)])


def by(actor: Any, command: type, *fields: Any) -> Any:
    return some.tuples(some.builds(command, *fields), some.just(actor))


def placing(command: type) -> Any:
    made = some.tuples(ids, places).map(lambda it: command(TALK, it[0], PLAN, *it[1]))
    return some.tuples(made, some.just(COMMITTEE))


deeds = some.lists(
    some.one_of(
        by(AMINA, Submit, talks, ids, some.just(BODY)),
        by(AMINA, Withdraw, talks, ids),
        by(MODERATOR, Merge, talks, ids, ids, some.just(REASON)),
        by(MODERATOR, Moderate, talks, ids, some.just("hidden"), some.just(REASON)),
        by(MODERATOR, Restore, talks, ids, some.just(REASON)),
        by(FOCAL_POINT, GiveAnswer, talks, ids, some.sampled_from(["accepted", "refused"]), some.just(REASON)),
        by(FOCAL_POINT, GiveAnswer, talks, ids, some.just("partly_accepted"), some.just(REASON)),
        placing(Incorporate),
        placing(Incorporate),
        placing(MoveTo),
        by(FOCAL_POINT, RemoveProject, some.just(PLAN), some.sampled_from([WELLS, ROADS]), some.just({"fr": "x"})),
    ),
    max_size=40,
)


def begun() -> History:
    history = History(*talk)
    for id in BOTH:
        history.play(Submit(TALK, id, BODY), Act(AMINA, NOON, NOON))
    return history


def whole(history: History) -> Docket:
    """The docket of the consultation, out of all its streams."""
    pages = [history.state(dockets, stream) for stream in docket_streams(TALK)]
    none: frozenset[UUID] = frozenset()
    return Docket(none.union(*(page.waiting for page in pages)), none.union(*(page.unplaced for page in pages)))


@whatever(deeds)
@settings(deadline=None)
def test_the_docket_is_what_the_proposals_say_and_no_link_is_lost(deeds: list[Any]) -> None:
    history = begun()
    linked: set[UUID] = set()
    for command, actor in deeds:
        try:
            history.play(command, Act(actor, NOON, NOON))
        except Refusal:
            continue
        known: dict[UUID, Proposal] = {id: history.state(proposals, id) for id in (*BOTH, LAMPS)}
        there = {id: proposal for id, proposal in known.items() if proposal.consultation is not None}
        assert whole(history) == Docket(
            frozenset(id for id, one in there.items() if one.awaits == "answer"),
            frozenset(id for id, one in there.items() if one.awaits == "place"),
        )
        for id in there:
            moves = [one.data for one in history.of(id) if isinstance(one.data, ProposalIncorporated | ProposalMoved)]
            for was, now in pairwise(moves):
                assert (now.project_was, now.activity_was) == (was.project, was.activity)
        linked |= {id for id, one in there.items() if one.place is not None}
        plan = history.state(plans, PLAN)
        assert set(plan.proposals) == linked
        for id in linked:
            place = there[id].place
            assert place is not None
            assert plan.proposals[id] == Place(place.project, place.activity)
            assert place.project in plan.projects
            assert there[id].accepted


def test_that_any_history_reaches_all_that_can_happen() -> None:
    """What the property is held against: a course through every kind of event of the docket."""
    history = begun()
    for command, actor in (
        (GiveAnswer(TALK, WATER, "accepted", REASON), FOCAL_POINT),
        (Incorporate(TALK, WATER, PLAN, WELLS, PUMPS), COMMITTEE),
        (MoveTo(TALK, WATER, PLAN, ROADS), COMMITTEE),
        (Merge(TALK, TREES, WATER, REASON), MODERATOR),
    ):
        history.play(command, Act(actor, NOON, NOON))
    assert whole(history) == Docket()
    kinds = {type(entry.data) for stream in docket_streams(TALK) for entry in history.of(stream)}
    assert kinds == {ProposalDocketed, ProposalSettled, ProposalPlaced}
