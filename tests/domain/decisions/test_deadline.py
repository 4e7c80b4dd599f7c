"""Until when an answer is asked for, and in how many words it may be given."""

from datetime import UTC, datetime

import pytest

from domain.decisions.deadline import MOST_IN_ALL, BadDue, due_of, official_text
from domain.kernel import Act
from domain.moment import NoTimeZone
from domain.rules.law import Law
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import OPINION_DELIVERY, PROPOSAL_ANSWER
from domain.words import Empty, TooLong
from tests.kit.scenario import DAY, FOCAL_POINT, NOON, RULES

NEUTRAL = Law(RULES, "neutral", "council", "Africa/Casablanca")
NOBODY_S = Law(RULES, None, None, "UTC")


def act(occurred_at: datetime = NOON) -> Act:
    return Act(FOCAL_POINT, NOON, occurred_at)


def test_the_rule_counts_from_when_it_was_asked_and_not_from_when_that_was_recorded() -> None:
    """1 October and the day before it, each thirty days on, to the end of the day in Morocco, where clocks are an hour ahead."""
    rule = RuleRef("neutral", 2, "opinion.delivery")
    assert due_of(None, OPINION_DELIVERY, NEUTRAL, act()) == (datetime(2026, 10, 31, 23, tzinfo=UTC), rule)
    assert due_of(None, OPINION_DELIVERY, NEUTRAL, act(NOON - DAY)) == (datetime(2026, 10, 30, 23, tzinfo=UTC), rule)


def test_working_days_are_those_of_the_rules() -> None:
    due, _ = due_of(None, PROPOSAL_ANSWER, NEUTRAL, act())
    assert due == datetime(2026, 11, 12, 23, tzinfo=UTC)


def test_what_is_said_goes_before_the_rule() -> None:
    assert due_of(NOON + DAY, OPINION_DELIVERY, NEUTRAL, act()) == (NOON + DAY, None)


def test_where_no_rule_is_known_there_is_no_deadline() -> None:
    assert due_of(None, OPINION_DELIVERY, NOBODY_S, act()) == (None, None)


def test_it_lies_ahead_and_says_its_time_zone() -> None:
    with pytest.raises(BadDue):
        due_of(NOON, OPINION_DELIVERY, NEUTRAL, act())
    with pytest.raises(NoTimeZone):
        due_of(datetime(2027, 1, 1), OPINION_DELIVERY, NEUTRAL, act())


def test_a_text_in_all_its_languages_fits_an_entry_of_the_log() -> None:
    """The longest entry has 65,535 bytes, and a character four at most."""
    assert MOST_IN_ALL * 4 < 65_535 - 4_000
    long = "ⵣ" * 5_000
    assert official_text({"zgh": long, "ar": long, "fr": long}, "text", 5_000)
    with pytest.raises(TooLong):
        official_text({"zgh": long, "ar": long, "fr": long, "en": "x"}, "text", 5_000)
    with pytest.raises(TooLong):
        official_text({"fr": long + "x"}, "text", 5_000)
    with pytest.raises(Empty):
        official_text({}, "text", 5_000)
