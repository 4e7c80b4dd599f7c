"""Sums of money, in whole numbers."""

from typing import Any

from api.graphql.engine.kinds import Resolve, field, kind
from api.graphql.engine.scalars import MinorUnits
from domain.plans import money


@kind(money.Money)
class Money:
    """An amount of money."""

    amount: MinorUnits
    currency: str = field("The currency's ISO 4217 code, such as MAD.")


def sum_in(column: str) -> Resolve:
    """The sum that stands in two columns of a row: its amount, and under the same name with `_currency` its currency."""

    def sums_in(reading: Any, rows: Any) -> list[money.Money | None]:
        sums = [(getattr(row, column), getattr(row, f"{column}_currency")) for row in rows]
        return [None if amount is None else money.Money(amount, currency) for amount, currency in sums]

    return sums_in
