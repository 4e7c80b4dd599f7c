"""The read model itself."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from . import reckoning
from .happenings import Choice, Money, Paid, Refunded
from .reckoning import LIMITS, SPECIAL, Size, described, even, next_one, rounded, weighed


class Row(msgspec.Struct, frozen=True):
    """What is kept."""

    thing: UUID
    paid: int
    size: Size
    choice: Choice | None = None
    words: str = ""
    count: int = 0

    def again(self, amount: int) -> "Row":
        return msgspec.structs.replace(self, paid=self.paid + amount, count=next_one(self.count))


def keys(entry: Any) -> Iterable[UUID]:
    yield entry.data.thing


def fold(row: Row | None, entry: Any) -> Row | None:
    """The next row."""
    match entry.data:
        case Paid(thing, money, choice) if row is None:
            # the first payment
            return Row(thing, weighed(money.in_full()).value, size_of(money), choice)
        case Paid(money=money) if row:
            return row.again(money.amount)
        case Refunded(why=why) if row and why not in SPECIAL:
            return None if even(row.paid) else msgspec.structs.replace(row, words=described(why))
    return row


def size_of(money: Money) -> Size:
    limit: int = LIMITS["large"]
    sizes = [Size.LARGE if rounded(amount) > limit else Size.SMALL for amount in (reckoning.doubled(money.amount),)]
    return sizes[0]


FEEDS = frozenset({Paid, Refunded})
TABLE = """
-- A table.
create table sample (
    thing uuid,
    paid  bigint not null default 0,  -- how much
    note  text not null default 'a  --  b'
);
"""
MADE_BY = (Row, FEEDS, keys, fold)
