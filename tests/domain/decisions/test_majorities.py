"""Majorities of the members present or in office, in a session: each counted from what the session's record says of them."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from domain.decisions.resolution import CloseVote
from domain.decisions.resolution_events import ResolutionAdopted
from domain.decisions.session_events import SessionMemberArrived, SessionMemberDeparted, SessionVoteEnded
from domain.kernel import Act
from domain.rules.rulesets import Rulebook
from domain.rules.values import Majority, Share
from tests.kit.council_facts import (
    MEMBERS,
    RESOLUTION,
    SECRETARY,
    SESSION,
    community,
    convened,
    council,
    in_session,
    opened,
    put_to_vote,
    tabled,
    voted,
)
from tests.kit.scenario import NOON, RULES, Happened, History, thing

EARLIER = thing("an earlier resolution")
HALF, TWO_THIRDS = Share(1, 2), Share(2, 3)


@dataclass(frozen=True)
class Case:
    majority: Majority
    sides: str
    """Votes of the members in their order; eleven are in office, eight are present."""
    adopted: bool


def majority(of: Any, **share: Share) -> Majority:
    return Majority(of=of, tie="rejected", **share)


def rules_with(value: Majority) -> Rulebook:
    """The shipped rules, with another majority for regions."""
    regions = RULES.newest("ma-regions")
    changed = tuple(
        msgspec.structs.replace(rule, value=value) if rule.ref.subject == "majority" else rule for rule in regions.rules
    )
    others = [one for one in RULES.sets if one is not regions]
    return Rulebook(*others, msgspec.structs.replace(regions, rules=changed))


@pytest.mark.parametrize(
    "case",
    [
        Case(majority("in_office", more_than=HALF), "+++++---", False),
        Case(majority("in_office", more_than=HALF), "++++++--", True),
        Case(majority("present", more_than=HALF), "++++----", False),
        Case(majority("present", more_than=HALF), "+++++---", True),
        Case(majority("present", at_least=HALF), "++++---0", True),
        Case(majority("present", more_than=HALF), "++++---0", False),
        Case(majority("in_office", at_least=TWO_THIRDS), "+++++++-", False),
        Case(majority("in_office", at_least=TWO_THIRDS), "++++++++", True),
        Case(majority(("for", "against"), at_least=TWO_THIRDS), "++++--00", True),
        Case(majority(("for", "against"), more_than=TWO_THIRDS), "++++--00", False),
    ],
)
def test_a_majority_is_of_those_whom_the_rule_names(case: Case) -> None:
    assert adopts(case)


def test_a_member_who_leaves_during_the_vote_was_present_at_it_and_one_who_left_before_was_not() -> None:
    """Eight are present, and two leave: four of six are more than half, four of eight are not. Before, a secretary could record
    the departure of those who had not voted, and so make the rest a majority."""
    gone = [in_session(SessionMemberDeparted(member)) for member in MEMBERS[6:8]]
    for_four = majority("present", more_than=HALF)
    assert adopts(Case(for_four, "++++--", True), before=gone)
    assert adopts(Case(for_four, "++++--", False), during=gone)
    assert adopts(Case(for_four, "++++---", False), during=gone)
    assert adopts(Case(for_four, "+++++--", True), during=gone)


def test_a_member_who_comes_during_the_vote_is_present_at_it() -> None:
    """And stays so if the departure is recorded as well: four of eight are half, four of nine are not."""
    come, left = (in_session(event(MEMBERS[8])) for event in (SessionMemberArrived, SessionMemberDeparted))
    half = majority("present", at_least=HALF)
    assert adopts(Case(half, "++++---", True), before=[come, left])
    assert adopts(Case(half, "++++---", False), during=[come])
    assert adopts(Case(half, "++++---", False), during=[come, left])


def test_each_vote_has_those_who_were_present_at_it() -> None:
    """Two leave between one vote and the next."""
    gone = [in_session(SessionMemberDeparted(member)) for member in MEMBERS[6:8]]
    first = [tabled(stream=EARLIER), *put_to_vote(EARLIER), *gone, in_session(SessionVoteEnded(EARLIER))]
    assert adopts(Case(majority("present", more_than=HALF), "++++--", True), before=first)


def adopts(case: Case, before: list[Happened] = [], during: list[Happened] = []) -> bool:
    """Whether the vote comes out as the case says, with what happens before the vote, and after the votes that are cast in it."""
    past = [
        *community(),
        *council(),
        convened(),
        opened(MEMBERS[:8]),
        *before,
        tabled(),
        *put_to_vote(),
        *voted(case.sides),
        *during,
    ]
    history, act = History(*past), Act(SECRETARY, NOON, NOON, rules=rules_with(case.majority))
    outcome, *_ = history.decide(CloseVote(SESSION, RESOLUTION), act)
    return isinstance(outcome.event, ResolutionAdopted) is case.adopted
