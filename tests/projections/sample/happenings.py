"""Events of a read model that is only there to be rewritten."""

from typing import Literal
from uuid import UUID

import msgspec

Choice = Literal["yes", "no"]


class Money(msgspec.Struct, frozen=True):
    """A sum."""

    amount: int
    currency: str = "MAD"

    def in_full(self) -> int:
        return self.amount * 100

    def unused(self) -> int:
        return 1


class Paid(msgspec.Struct, frozen=True, tag="sample.Paid.v1"):
    thing: UUID
    money: Money
    choice: Choice = "yes"


class Refunded(msgspec.Struct, frozen=True, tag="sample.Refunded.v1"):
    thing: UUID
    why: str
