"""Petitions: how many signatures, and from where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.rules.petitions import is_carried, needed_in_each, signatures_needed
from domain.rules.values import Share, Signatures, Spread, Step

STEPS = Signatures((Step(0, 100), Step(35_000, 200)), with_districts=400)
SPREAD = Spread(Share(5, 100), "province")


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_more_inhabitants_never_need_fewer_signatures(one: int, other: int) -> None:
    assert signatures_needed(STEPS, min(one, other)) <= signatures_needed(STEPS, max(one, other))


def test_districts_count_only_where_the_rule_knows_them() -> None:
    assert signatures_needed(STEPS, 1_000, has_districts=True) == 400
    assert signatures_needed(Signatures((Step(0, 300),)), 1_000, has_districts=True) == 300


def test_fewer_than_no_inhabitants_are_not_judged() -> None:
    with pytest.raises(ValueError, match="no number of inhabitants"):
        signatures_needed(STEPS, -1)


@pytest.mark.parametrize(("needed", "each"), [(300, 15), (301, 16), (1, 1)])
def test_a_part_of_a_signature_counts_as_one(needed: int, each: int) -> None:
    assert needed_in_each(SPREAD, needed) == each


def test_a_petition_needs_all_its_signatures_and_its_part_from_every_province() -> None:
    assert is_carried(300, SPREAD, {"a": 285, "b": 15})
    assert not is_carried(300, SPREAD, {"a": 286, "b": 14})
    assert not is_carried(300, SPREAD, {"a": 1_000, "b": 0})
    assert not is_carried(300, SPREAD, {"a": 284, "b": 15})
    assert is_carried(300, None, {"a": 300, "b": 0})
