"""Which rule holds: for whom, on which day, in which version; and how it is named by what used it."""

from datetime import date

import pytest

from domain.rules.rulesets import NoRule, Rule, Rulebook, RuleFault, RuleRef, RuleSet, Text
from domain.rules.subjects import FIRST_CALL, MAJORITY
from domain.rules.values import Quorum, Share, Value
from domain.text import Words

NAME: Words = {"en": "A name"}
THEN, NOW = Quorum(Share(1, 3)), Quorum(Share(1, 2))
CHANGED = date(2021, 1, 1)
EVE = date(2020, 12, 31)


def a_rule(value: Quorum, begins: date | None, ends: date | None, version: int = 1, id: str = "one") -> Rule[Value]:
    ref = RuleRef(id, version, FIRST_CALL.name)
    return Rule(ref, value, Text(NAME, None), None, begins, ends, "reported", NAME)


def a_set(*rules: Rule[Value], id: str = "one", version: int = 1, kinds: frozenset[str] = frozenset()) -> RuleSet:
    return RuleSet(id, version, "XX", kinds, NAME, rules)


ONE = a_set(a_rule(THEN, date(2015, 7, 7), EVE), a_rule(NOW, CHANGED, None))


def test_a_rule_holds_on_its_first_day_and_on_its_last() -> None:
    book = Rulebook(ONE)
    assert book.rule(FIRST_CALL, "XX", "commune", date(2015, 7, 7)).value == THEN
    assert book.rule(FIRST_CALL, "XX", "commune", EVE).value == THEN
    assert book.rule(FIRST_CALL, "XX", "commune", CHANGED).value == NOW
    with pytest.raises(NoRule, match=r"quorum\.first_call for a commune of XX on 2015-07-06"):
        book.rule(FIRST_CALL, "XX", "commune", date(2015, 7, 6))


def test_what_no_set_speaks_of_has_no_rule() -> None:
    book = Rulebook(ONE)
    for subject, jurisdiction in ((MAJORITY, "XX"), (FIRST_CALL, "YY")):
        with pytest.raises(NoRule):
            book.rule(subject, jurisdiction, "commune", CHANGED)
    with pytest.raises(NoRule, match="one version 1 has no rule on majority for 2021-01-01"):
        ONE.rule(MAJORITY, CHANGED)
    with pytest.raises(NoRule, match="there is no rule set two"):
        book.newest("two")


def test_a_set_is_for_the_kinds_of_community_that_it_names() -> None:
    regions = a_set(a_rule(NOW, None, None), kinds=frozenset({"region"}))
    communes = a_set(a_rule(THEN, None, None, id="two"), id="two", kinds=frozenset({"commune"}))
    book = Rulebook(regions, communes)
    assert book.rule(FIRST_CALL, "XX", "region", CHANGED).value == NOW
    assert book.rule(FIRST_CALL, "XX", "commune", CHANGED).ref == RuleRef("two", 1, "quorum.first_call")
    with pytest.raises(NoRule):
        book.rule(FIRST_CALL, "XX", "province", CHANGED)


def test_the_newest_version_holds_and_older_ones_are_there_for_what_named_them() -> None:
    older = a_set(a_rule(THEN, None, None))
    newer = a_set(a_rule(NOW, None, None, version=2), version=2)
    for book in (Rulebook(older, newer), Rulebook(newer, older)):
        assert book.rule(FIRST_CALL, "XX", "commune", CHANGED).value == NOW
        assert book.newest("one") == newer
        assert book.used(RuleRef("one", 1, "quorum.first_call"), CHANGED).value == THEN
        assert book.used(RuleRef("one", 2, "quorum.first_call"), CHANGED).value == NOW
        assert book.sets == (older, newer)


def test_what_was_used_is_found_as_of_the_day_of_its_use() -> None:
    ref = RuleRef("one", 1, "quorum.first_call")
    assert Rulebook(ONE).used(ref, EVE).value == THEN
    assert Rulebook(ONE).used(ref, CHANGED).value == NOW
    for unknown in (
        RuleRef("one", 3, "quorum.first_call"),
        RuleRef("one", 1, "majority"),
        RuleRef("two", 1, "majority"),
    ):
        with pytest.raises(NoRule):
            Rulebook(ONE).used(unknown, CHANGED)


def test_a_version_is_there_once() -> None:
    with pytest.raises(RuleFault, match="one: version 1 is there twice"):
        Rulebook(ONE, ONE)


def test_sets_that_contradict_each_other_are_refused_and_those_that_cannot_meet_are_not() -> None:
    every_kind = a_set(a_rule(NOW, CHANGED, None))
    communes = frozenset({"commune"})
    meets = a_set(a_rule(NOW, EVE, CHANGED, id="two"), id="two", kinds=communes)
    before = a_set(a_rule(NOW, None, EVE, id="two"), id="two", kinds=communes)
    with pytest.raises(RuleFault, match=r"two: rule quorum\.first_call: one says something on the same days too"):
        Rulebook(every_kind, meets)
    assert Rulebook(every_kind, before).rule(FIRST_CALL, "XX", "commune", EVE).ref.set == "two"
    assert Rulebook(every_kind, before).rule(FIRST_CALL, "XX", "commune", CHANGED).ref.set == "one"
