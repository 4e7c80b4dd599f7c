"""What its fold uses, at first and at second hand, in all shapes that a function or a value may have."""

import re
from collections.abc import Callable
from enum import Enum
from functools import lru_cache, partial
from typing import Any, NamedTuple

LIMITS = {"small": 10, "large": 1_000}
SPECIAL = frozenset({"gift", "loan", "fine"})
WORD = re.compile(r"\w+", re.ASCII)


class Size(Enum):
    SMALL = "small"
    LARGE = "large"


class Weight(NamedTuple):
    value: int
    heavy: bool = False


def doubled(number: int) -> int:
    return number * 2


@lru_cache(maxsize=8)
def weighed(amount: int, factor: int = 3) -> Weight:
    """A docstring."""
    found = doubled(amount)  # a comment
    return Weight(found * factor)


def counting(step: int) -> Callable[[int], int]:
    def further(number: int) -> int:
        return number + step

    return further


def loudly(function: Callable[..., Any]) -> Callable[..., Any]:
    def wrapped(*given: Any) -> Any:
        return function(*given) or "nothing"

    return wrapped


@loudly
def described(why: str) -> str:
    return " ".join(sorted(WORD.findall(why), key=lambda word: (len(word), word)))


def even(number: int) -> bool:
    return number == 0 or odd(number - 1)


def odd(number: int) -> bool:
    return number != 0 and even(number - 1)


next_one = counting(1)
rounded = partial(round, ndigits=2)
