"""The figures of the shipped rule sets, each in a sentence. What they are worth is said by their certainty, not here."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from domain.rules.deadlines import due, last_day
from domain.rules.petitions import needed_in_each, signatures_needed
from domain.rules.rulesets import NoRule
from domain.rules.sessions import is_called_for, ordinary_session, quorum_is_reached, recall
from domain.rules.subjects import (
    ADMINISTRATIVE_ACT,
    ADVISORY_BODIES,
    APPROVAL_ANSWER,
    COMPLAINT_ACKNOWLEDGEMENT,
    COMPLAINT_ANSWER,
    EXTRAORDINARY_SESSION,
    FIRST_CALL,
    INFORMATION_ANSWER,
    INFORMATION_COMPLAINT_TO_COMMISSION,
    INFORMATION_COMPLAINT_TO_HEAD,
    INFORMATION_REASONS,
    INFORMATION_URGENT_ANSWER,
    INVESTMENT_ACT,
    MAJORITY,
    MEMBERSHIP_ANSWER,
    OPINION_ANSWER,
    OPINION_DELIVERY,
    ORDINARY_SESSIONS,
    PETITION_ADMISSIBILITY,
    PETITION_REASONS,
    PETITION_SIGNATURES,
    PETITION_SPREAD,
    PLAN_AMBITION,
    PLAN_COMPLETION,
    PLAN_DURATION,
    PLAN_OPENNESS,
    PROPOSAL_ANSWER,
    SECOND_CALL,
    THIRD_CALL,
    VOTE,
    WORKING_DAYS,
    Subject,
    V,
)
from domain.rules.values import Deadline, Period, Reasons, Scale, Vote
from domain.rules.voting import Council, outcome
from ops.rules import read_rulebook

BOOK = read_rulebook()
TODAY = date(2025, 9, 1)
KINDS = ("region", "prefecture", "province", "commune", "urban_commune", "rural_commune")
PRESIDENT, MEMBER = UUID(int=1), UUID(int=2)
THERE = Council(3, 3, PRESIDENT)
every_kind = pytest.mark.parametrize("kind", KINDS)


def moroccan(subject: Subject[V], kind: str = "commune") -> V:
    return BOOK.rule(subject, "MA", kind, TODAY).value


def neutral(subject: Subject[V]) -> V:
    return BOOK.newest("neutral").rule(subject, TODAY).value


@pytest.mark.parametrize(
    ("kind", "months"),
    [("region", [3, 7, 10]), ("prefecture", [1, 6, 9]), ("province", [1, 6, 9]), ("commune", [2, 5, 10])],
)
def test_councils_hold_three_ordinary_sessions_a_year(kind: str, months: list[int]) -> None:
    sessions = moroccan(ORDINARY_SESSIONS, kind)
    assert [month for month in range(1, 13) if ordinary_session(sessions, date(2025, month, 15))] == months


@every_kind
def test_the_president_or_a_third_of_the_members_have_an_extraordinary_session(kind: str) -> None:
    request = moroccan(EXTRAORDINARY_SESSION, kind)
    assert is_called_for(request, president=True, members=0, in_office=60)
    assert is_called_for(request, president=False, members=20, in_office=60)
    assert not is_called_for(request, president=False, members=19, in_office=60)


@every_kind
def test_more_than_half_must_be_there_at_the_first_call_and_the_second_and_anybody_at_the_third(kind: str) -> None:
    for call in (FIRST_CALL, SECOND_CALL):
        assert not quorum_is_reached(moroccan(call, kind), 30, 60)
        assert quorum_is_reached(moroccan(call, kind), 31, 60)
    assert quorum_is_reached(moroccan(THIRD_CALL, kind), 1, 60)


@every_kind
def test_the_second_call_is_for_three_to_five_days_later(kind: str) -> None:
    assert recall(moroccan(SECOND_CALL, kind), date(2025, 10, 6)) == (date(2025, 10, 9), date(2025, 10, 11))


def test_the_second_call_of_a_region_stands_in_article_45() -> None:
    rule = BOOK.rule(SECOND_CALL, "MA", "region", TODAY)
    assert rule.article == "45"
    assert rule.text.title["en"] == "Organic law 111-14 on regions"


@every_kind
def test_councils_vote_in_public_by_absolute_majority_and_the_president_s_side_prevails_on_a_tie(kind: str) -> None:
    assert moroccan(VOTE, kind) == Vote("public")
    majority = moroccan(MAJORITY, kind)
    assert outcome(majority, {PRESIDENT: "against", MEMBER: "for", UUID(int=3): "for"}, THERE).adopted
    assert outcome(majority, {PRESIDENT: "for", MEMBER: "against"}, THERE).adopted
    assert not outcome(majority, {PRESIDENT: "against", MEMBER: "for"}, THERE).adopted


@pytest.mark.parametrize(
    ("kind", "bodies"),
    [
        ("region", ["youth", "equality", "economy"]),
        ("prefecture", ["civil-society", "equality"]),
        ("province", ["civil-society", "equality"]),
        ("commune", ["equality"]),
    ],
)
def test_councils_have_their_advisory_bodies(kind: str, bodies: list[str]) -> None:
    assert [body.key for body in moroccan(ADVISORY_BODIES, kind).bodies] == bodies


@pytest.mark.parametrize(
    ("kind", "inhabitants", "signatures"),
    [
        ("region", 999_999, 300),
        ("region", 1_000_000, 400),
        ("region", 3_000_000, 400),
        ("region", 3_000_001, 500),
        ("province", 10_000, 300),
        ("prefecture", 2_000_000, 300),
        ("commune", 34_999, 100),
        ("commune", 35_000, 200),
    ],
)
def test_a_petition_needs_signatures_by_the_number_of_inhabitants(kind: str, inhabitants: int, signatures: int) -> None:
    assert signatures_needed(moroccan(PETITION_SIGNATURES, kind), inhabitants) == signatures


def test_a_petition_needs_400_signatures_in_a_commune_with_districts() -> None:
    assert signatures_needed(moroccan(PETITION_SIGNATURES), 3_000_000, has_districts=True) == 400


def test_a_petition_to_a_region_needs_one_in_twenty_of_them_from_each_province() -> None:
    assert [needed_in_each(moroccan(PETITION_SPREAD, "region"), needed) for needed in (300, 400, 500)] == [15, 20, 25]
    for kind in ("province", "commune"):
        with pytest.raises(NoRule):
            moroccan(PETITION_SPREAD, kind)


@every_kind
def test_the_bureau_has_two_months_for_a_petition_and_gives_its_reasons_in_writing(kind: str) -> None:
    assert last_day(moroccan(PETITION_ADMISSIBILITY, kind), date(2025, 12, 31), moroccan(WORKING_DAYS)) == date(
        2026, 2, 28
    )
    assert moroccan(PETITION_REASONS, kind) == Reasons("written")


def test_information_is_given_in_20_working_days_and_once_20_more() -> None:
    assert moroccan(INFORMATION_ANSWER) == Deadline(Period(20, "working_days"), "receipt", Period(20, "working_days"))


def test_urgent_information_is_given_in_3_working_days_and_once_3_more() -> None:
    assert moroccan(INFORMATION_URGENT_ANSWER) == Deadline(
        Period(3, "working_days"), "receipt", Period(3, "working_days")
    )


def test_a_refusal_of_information_gives_reasons() -> None:
    assert moroccan(INFORMATION_REASONS) == Reasons("any")


def test_who_is_refused_information_has_20_working_days_for_the_head_then_30_days_for_the_commission() -> None:
    assert moroccan(INFORMATION_COMPLAINT_TO_HEAD) == Deadline(Period(20, "working_days"), "refusal_or_silence")
    assert moroccan(INFORMATION_COMPLAINT_TO_COMMISSION) == Deadline(Period(30, "calendar_days"), "first_answer")


def test_a_complaint_is_acknowledged_in_15_days_and_answered_in_60() -> None:
    assert moroccan(COMPLAINT_ACKNOWLEDGEMENT) == Deadline(Period(15, "calendar_days"), "receipt")
    assert moroccan(COMPLAINT_ANSWER) == Deadline(Period(60, "calendar_days"), "receipt")


def test_an_administrative_act_takes_60_days_and_30_for_an_investment() -> None:
    assert moroccan(ADMINISTRATIVE_ACT) == Deadline(Period(60, "calendar_days"), "receipt")
    assert moroccan(INVESTMENT_ACT) == Deadline(Period(30, "calendar_days"), "receipt")


def test_the_green_march_and_the_weekend_do_not_count_for_an_answer() -> None:
    """From Monday, 3 November 2025 on: Thursday the 6th and Tuesday the 18th are off, and three weekends."""
    asked = datetime(2025, 11, 3, 10, tzinfo=UTC)
    ends = due(moroccan(INFORMATION_URGENT_ANSWER), asked, "Africa/Casablanca", moroccan(WORKING_DAYS))
    assert ends == datetime(2025, 11, 7, 23, tzinfo=UTC)
    assert last_day(moroccan(INFORMATION_ANSWER), date(2025, 11, 3), moroccan(WORKING_DAYS)) == date(2025, 12, 3)


def test_a_plan_lasts_two_years_from_its_adoption() -> None:
    assert moroccan(PLAN_DURATION) == Deadline(Period(2, "years"), "adoption")
    assert last_day(moroccan(PLAN_DURATION), date(2023, 10, 2), moroccan(WORKING_DAYS)) == date(2025, 10, 2)


@pytest.mark.parametrize("id", ["remacto", "neutral"])
def test_what_is_asked_is_to_be_answered_in_thirty_days_as_long_as_no_text_says_otherwise(id: str) -> None:
    """Working days where a person waits for a council. All of it is an assumption of this platform, and says so."""
    rules = [BOOK.newest(id).rule(subject, TODAY) for subject in (APPROVAL_ANSWER, MEMBERSHIP_ANSWER, OPINION_ANSWER)]
    assert {rule.value.within for rule in (*rules, BOOK.newest(id).rule(OPINION_DELIVERY, TODAY))} == {
        Period(30, "calendar_days")
    }
    answer = BOOK.newest(id).rule(PROPOSAL_ANSWER, TODAY)
    assert answer.value.within == Period(30, "working_days")
    assert {rule.certainty for rule in (*rules, answer)} == {"assumed"}


def english(scale: Scale) -> str:
    return ", ".join(level.name["en"] for level in scale.levels)


def test_plans_are_assessed_in_the_words_of_the_open_government_partnership() -> None:
    assert english(moroccan(PLAN_COMPLETION)) == "No Evidence Available, Not Started, Limited, Substantial, Complete"
    assert english(moroccan(PLAN_OPENNESS)) == "Worsened, Did Not Change, Marginal, Major, Outstanding"
    assert english(moroccan(PLAN_AMBITION)) == "Unclear, Modest, Substantial"


def test_the_neutral_set_sits_at_any_time_with_more_than_half_and_with_anybody_three_days_later() -> None:
    assert all(ordinary_session(neutral(ORDINARY_SESSIONS), date(2025, month, 1)) for month in range(1, 13))
    assert not quorum_is_reached(neutral(FIRST_CALL), 5, 10)
    assert quorum_is_reached(neutral(FIRST_CALL), 6, 10)
    assert quorum_is_reached(neutral(SECOND_CALL), 1, 10)
    assert recall(neutral(SECOND_CALL), date(2025, 10, 6)) == (date(2025, 10, 9), None)
    with pytest.raises(NoRule):
        neutral(THIRD_CALL)


def test_the_neutral_set_adopts_by_simple_majority_and_a_tie_rejects() -> None:
    assert outcome(neutral(MAJORITY), {MEMBER: "for", PRESIDENT: "abstain"}, THERE).adopted
    assert not outcome(neutral(MAJORITY), {PRESIDENT: "for", MEMBER: "against"}, THERE).adopted


@every_kind
def test_the_rules_of_the_councils_do_not_reach_back_before_their_laws(kind: str) -> None:
    assert BOOK.rule(FIRST_CALL, "MA", kind, date(2015, 7, 7)).valid_to is None
    with pytest.raises(NoRule):
        BOOK.rule(FIRST_CALL, "MA", kind, date(2015, 7, 6))
