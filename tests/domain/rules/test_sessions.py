"""Sessions and quorum: which days, how many."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.sessions import OrdinarySession, is_called_for, ordinary_session, quorum_is_reached, recall
from domain.rules.values import DaysAfter, Quorum, SessionRequest, Sessions, Share

shares = st.integers(1, 12).flatmap(lambda of: st.integers(1, of).map(lambda part: Share(part, of)))
quorums = st.builds(Quorum, more_than=st.one_of(st.just("any"), shares))
council = st.integers(0, 100).flatmap(lambda in_office: st.tuples(st.integers(0, in_office), st.just(in_office)))
HALF = Quorum(Share(1, 2))


@pytest.mark.parametrize(
    ("present", "in_office", "reached"), [(4, 8, False), (5, 8, True), (4, 9, False), (5, 9, True)]
)
def test_exactly_half_is_not_more_than_half(present: int, in_office: int, reached: bool) -> None:
    assert quorum_is_reached(HALF, present, in_office) is reached


@given(quorums, council)
def test_who_comes_in_never_breaks_a_quorum(quorum: Quorum, members: tuple[int, int]) -> None:
    present, in_office = members
    if present < in_office and quorum_is_reached(quorum, present, in_office):
        assert quorum_is_reached(quorum, present + 1, in_office)


@given(quorums, st.integers(0, 100))
def test_an_empty_room_never_has_a_quorum(quorum: Quorum, in_office: int) -> None:
    assert not quorum_is_reached(quorum, 0, in_office)


@given(st.integers(1, 100))
def test_everybody_is_more_than_half_and_one_is_any_number(in_office: int) -> None:
    assert quorum_is_reached(HALF, in_office, in_office)
    assert quorum_is_reached(Quorum("any"), 1, in_office)


@pytest.mark.parametrize(("present", "in_office"), [(-1, 5), (6, 5), (1, 0)])
def test_counts_that_cannot_be_are_not_judged(present: int, in_office: int) -> None:
    with pytest.raises(ValueError, match="cannot be a number of members"):
        quorum_is_reached(HALF, present, in_office)


def test_a_third_of_those_in_office_may_ask_for_a_session_and_so_may_the_president() -> None:
    request = SessionRequest(president=True, members=Share(1, 3))
    assert is_called_for(request, president=True, members=0, in_office=10)
    assert not is_called_for(request, president=False, members=3, in_office=10)
    assert is_called_for(request, president=False, members=4, in_office=10)
    assert is_called_for(request, president=False, members=3, in_office=9)
    assert not is_called_for(request, president=False, members=0, in_office=0)
    assert not is_called_for(SessionRequest(False, Share(1, 3)), president=True, members=0, in_office=9)


def test_a_day_falls_in_the_session_of_its_month() -> None:
    sessions = Sessions((3, 7, 10))
    assert ordinary_session(sessions, date(2023, 10, 31)) == OrdinarySession(2023, 10)
    assert ordinary_session(sessions, date(2023, 11, 1)) is None
    assert ordinary_session(Sessions("any"), date(2023, 11, 1)) == OrdinarySession(2023, 11)


def test_a_session_is_called_again_within_the_days_that_the_rule_names() -> None:
    window = recall(Quorum(Share(1, 2), DaysAfter(3, 5)), date(2024, 2, 27))
    days = [date(2024, 2, 27) + timedelta(days=n) for n in range(10)]
    assert [n for n, day in enumerate(days) if day in window] == [3, 4, 5]
    assert (window.first, window.last) == (date(2024, 3, 1), date(2024, 3, 3))


def test_without_a_last_day_a_session_may_be_called_at_any_later_time() -> None:
    assert date(2030, 1, 1) in recall(Quorum("any", DaysAfter(3)), date(2024, 2, 27))
    assert date(2024, 2, 29) not in recall(Quorum("any", DaysAfter(3)), date(2024, 2, 27))
    assert date(2024, 2, 28) in recall(Quorum("any"), date(2024, 2, 27))
    assert date(2024, 2, 27) not in recall(Quorum("any"), date(2024, 2, 27))
