"""What a value refuses to be, and what it takes at its boundaries; and the names by which subjects and rules are found."""

from datetime import date
from typing import Any

import pytest

from domain.rules.rulesets import Rule, RuleRef
from domain.rules.sessions import is_called_for
from domain.rules.subjects import PROCESS, SUBJECTS, Subject, process_of, subject_named
from domain.rules.values import (
    AdvisoryBodies,
    Body,
    DaysAfter,
    Level,
    Majority,
    Process,
    Scale,
    SessionRequest,
    Sessions,
    Share,
    Signatures,
    Stage,
    Step,
    WorkingDays,
)
from tests.kit.scenario import NOON, RULES

NAME = {"fr": "Nom"}
HALF, THIRD, TWO_THIRDS = Share(1, 2), Share(1, 3), Share(2, 3)
ONE, OTHER = Body(NAME, "one"), Body(NAME, "other")
LOW, HIGH = Level(NAME, "low"), Level(NAME, "high")
FIRST, NEXT = Stage(NAME, "first"), Stage(NAME, "next")


def made(kind: Any, given: Any) -> Any:
    return kind(**given) if isinstance(given, dict) else kind(*given)


@pytest.mark.parametrize(
    ("refused", "given", "why"),
    [
        (Sessions, ((3, 2),), "the months are given once each, in their order"),
        (
            Majority,
            {"more_than": HALF, "of": ("for",), "tie": "rejected"},
            "a majority is of the votes for and against at least, each named once",
        ),
        (
            Majority,
            {"more_than": THIRD, "of": ("for", "against"), "tie": "rejected"},
            "fewer than one half are no majority",
        ),
        (
            Majority,
            {"more_than": TWO_THIRDS, "of": ("for", "against"), "tie": "president"},
            "the president's side prevails only where one half",
        ),
        (
            Majority,
            {"at_least": HALF, "of": "in_office", "tie": "president"},
            "the president's side prevails only where one half",
        ),
        (Majority, {"of": "present", "tie": "rejected"}, "a majority is more than a share, or at least a share"),
        (
            Majority,
            {"more_than": HALF, "at_least": HALF, "of": "present", "tie": "rejected"},
            "a majority is more than a share, or at least a share",
        ),
        (AdvisoryBodies, ((),), "there is a body at least, and each has a key of its own"),
        (AdvisoryBodies, ((ONE, ONE),), "there is a body at least, and each has a key of its own"),
        (Signatures, ((Step(1, 100),),), "the steps begin at 0 inhabitants and go up"),
        (Scale, ((),), "a scale has levels, each with a key of its own"),
        (Scale, ((LOW, LOW),), "a scale has levels, each with a key of its own"),
        (Process, ((),), "a process has stages"),
        (Process, ((FIRST, FIRST),), "each stage and each principle has a key of its own"),
        (Process, ((FIRST,), (LOW, LOW)), "each stage and each principle has a key of its own"),
        (WorkingDays, (tuple(range(1, 8)),), "there is at least one weekday on which work is done"),
    ],
)
def test_a_value_that_makes_no_rule_is_refused_with_a_reason(refused: Any, given: Any, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}"):
        made(refused, given)


@pytest.mark.parametrize(
    ("taken", "given"),
    [
        (DaysAfter, (3, 3)),
        (Majority, {"more_than": HALF, "of": ("for", "against"), "tie": "president"}),
        (Majority, {"at_least": HALF, "of": ("for", "against"), "tie": "president"}),
        (AdvisoryBodies, ((ONE, OTHER),)),
        (Signatures, ((Step(0, 100), Step(1_000, 200)),)),
        (Scale, ((LOW, HIGH),)),
        (Process, ((FIRST, NEXT), (LOW, HIGH))),
    ],
)
def test_at_its_boundary_a_value_is_taken(taken: Any, given: Any) -> None:
    made(taken, given)


def test_a_share_of_several_parts_is_reached_by_as_many() -> None:
    assert TWO_THIRDS.is_reached(2, 3)
    assert not TWO_THIRDS.is_reached(1, 3)


def test_one_member_may_be_the_share_that_has_a_session_called() -> None:
    request = SessionRequest(president=False, members=THIRD)
    assert is_called_for(request, president=False, members=1, in_office=3)
    assert not is_called_for(request, president=False, members=0, in_office=3)


def test_a_process_is_a_subject_by_the_kind_of_its_plans() -> None:
    assert process_of("openness") == Subject("plan.process.openness", Process) == subject_named("plan.process.openness")
    for name, subject in SUBJECTS.items():
        assert subject_named(name) == subject
    for none in (PROCESS, PROCESS + "Openness", "openness", "openness." + PROCESS):
        assert subject_named(none) is None


def test_a_rule_is_found_by_its_reference_and_of_several_the_one_of_the_day() -> None:
    for ruleset in RULES.sets:
        for rule in ruleset.rules:
            assert in_words(RULES.referred(rule.ref)) == in_words(rule) or same_subject(ruleset.rules, rule)
            day = rule.valid_from or rule.valid_to or NOON.date()
            found = RULES.referred(rule.ref, day)
            assert found is not None
            assert found.ref == rule.ref
            assert found.is_valid(day)
    assert RULES.referred(RuleRef("gone", 1, "majority")) is None
    assert RULES.referred(RuleRef("neutral", 2, "gone"), NOON.date()) is None


def test_where_no_rule_of_a_reference_is_valid_its_first_is_given() -> None:
    rule = next(rule for one in RULES.sets for rule in one.rules if rule.valid_from is not None)
    assert RULES.referred(rule.ref, date(1, 1, 1)) is not None


def in_words(rule: Rule[Any] | None) -> Any:
    return rule and (rule.ref, rule.value)


def same_subject(rules: Any, rule: Rule[Any]) -> bool:
    """Whether a set has several rules on the subject, for different times."""
    return sum(one.ref == rule.ref for one in rules) > 1
