"""Majorities of the members present or in office, in a session: each counted from what the session's record says of them."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from domain.decisions.resolution import CloseVote
from domain.decisions.resolution_events import ResolutionAdopted
from domain.decisions.session_events import SessionMemberDeparted
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
from tests.kit.scenario import NOON, RULES, Happened, History

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
    assert adopts(case, [])


def test_a_member_who_voted_and_left_was_present_and_one_who_left_without_a_vote_was_not() -> None:
    """Six stay, of eight; the seventh voted before leaving: four of seven are more than half, four of eight are not."""
    gone = [in_session(SessionMemberDeparted(member)) for member in MEMBERS[6:8]]
    assert adopts(Case(majority("present", more_than=HALF), "++++---", True), gone)
    assert adopts(Case(majority("present", more_than=HALF), "++++---0", False), gone)


def adopts(case: Case, later: list[Happened]) -> bool:
    """Whether the vote comes out as the case says."""
    past = [
        *community(),
        *council(),
        convened(),
        opened(MEMBERS[:8]),
        tabled(),
        *put_to_vote(),
        *voted(case.sides),
        *later,
    ]
    history, act = History(*past), Act(SECRETARY, NOON, NOON, rules=rules_with(case.majority))
    outcome, *_ = history.decide(CloseVote(SESSION, RESOLUTION), act)
    return isinstance(outcome.event, ResolutionAdopted) is case.adopted
