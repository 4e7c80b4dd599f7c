"""What a measurement came to, and what it is to reach."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from statistics import median
from time import perf_counter

import msgspec

from ops.bench.place import Place


class Figure(msgspec.Struct, frozen=True):
    """One line of the answer. `ratio` is ours / against; where there is none, `target` is for `ours`."""

    ours: float
    against: float | None
    floor: float | None
    ratio: float | None
    target: float | None
    unit: str


class Goal(msgspec.Struct, frozen=True):
    """What a figure means, in words for the table; `at_least`: more is better. No target: it is only told."""

    ours: str
    against: str
    floor: str
    unit: str
    target: float | None
    at_least: bool = True
    has_ratio: bool = True

    def figure(self, ours: float, against: float | None, floor: float | None) -> Figure:
        ratio = ours / against if self.has_ratio and against else None
        return Figure(float(f"{ours:.4g}"), rounded(against), rounded(floor), rounded(ratio), self.target, self.unit)

    def met(self, figure: Figure) -> bool | None:
        held = figure.ratio if self.has_ratio else figure.ours
        if self.target is None or held is None:
            return None
        return held >= self.target if self.at_least else held <= self.target


class Case(msgspec.Struct, frozen=True):
    """Measures the figures that it names."""

    goals: Mapping[str, Goal]
    measure: Callable[[Place], Awaitable[Mapping[str, Figure]]]


def rounded(value: float | None) -> float | None:
    """Four digits tell all that a measurement knows."""
    return None if value is None else float(f"{value:.4g}")


class Watch:
    """Seconds that were spent inside of it, of all the times that it was entered."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __enter__(self) -> "Watch":
        self._since = perf_counter()
        return self

    def __exit__(self, *reason: object) -> None:
        self.seconds += perf_counter() - self._since


async def in_turns(rounds: int, *ways: Callable[[], Awaitable[float]]) -> list[float]:
    """The median of each of several ways to do the same, taken in turns: what slows the machine down slows all of them."""
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for way, values in zip(ways, taken, strict=True):
            values.append(await way())
    return [median(values) for values in taken]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that a share of them does not exceed."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]
