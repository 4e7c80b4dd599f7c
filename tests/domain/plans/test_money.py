"""Sums of money: whole numbers of minor units, in a currency."""

import pytest

from domain.plans.money import MOST, BadMoney, Money, fit


@pytest.mark.parametrize("money", [Money(0, "MAD"), Money(MOST, "EUR")])
def test_a_sum_is_a_number_of_minor_units(money: Money) -> None:
    assert fit(money) == money


@pytest.mark.parametrize("money", [Money(-1, "MAD"), Money(MOST + 1, "MAD"), Money(1, "mad"), Money(1, "DIRHAM")])
def test_and_nothing_else(money: Money) -> None:
    with pytest.raises(BadMoney):
        fit(money)
