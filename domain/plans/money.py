"""Sums of money, in whole numbers: no rounding is ever recorded."""

import re

import msgspec

from domain.refusal import Refusal

MOST = 10**15

_currency = re.compile(r"[A-Z]{3}")


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount of money: `amount` in minor units of the currency (centimes of a dirham), `currency` as its ISO 4217 code, such
    as MAD."""

    amount: int
    currency: str


class BadMoney(Refusal):
    """A sum of money is a number of minor units from 0 to {most}, in a currency by its three letters, such as MAD."""

    code = "money.bad-sum"


def fit(money: Money) -> Money:
    """A sum as the log may hold it. Raises BadMoney."""
    if not 0 <= money.amount <= MOST or not _currency.fullmatch(money.currency):
        raise BadMoney(most=MOST)
    return money
