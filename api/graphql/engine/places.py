"""Where objects stand in an answer. Only an error needs to know, so it is worked out only then."""

from collections.abc import Callable, Sequence
from typing import Any

Path = list[str | int]
Step = tuple[int, tuple[str | int, ...]]
"""The number of the object above, and the keys that lead from it to this one."""


class Places:
    """The places of the objects that are answered together, by their numbers. The query itself stands at the empty path."""

    __slots__ = ("_above", "_look", "_steps")

    def __init__(self, above: "Places | None" = None, look: Callable[[], list[Step]] = list) -> None:
        self._above, self._look = above, look
        self._steps: list[Step] | None = None

    def path(self, number: int) -> Path:
        if self._above is None:
            return []
        if self._steps is None:
            self._steps = self._look()
        above, keys = self._steps[number]
        return [*self._above.path(above), *keys]

    def objects(self, key: str, values: Sequence[Any]) -> "Places":
        """The places of those values of a field that are there, one for each object."""
        return Places(self, lambda: [(above, (key,)) for above, value in enumerate(values) if value is not None])

    def items(self, key: str, values: Sequence[Sequence[Any] | None]) -> "Places":
        """The places of those items that are there, in the lists that are a field's values, one list for each object."""
        return Places(
            self,
            lambda: [
                (above, (key, index))
                for above, value in enumerate(values)
                for index, item in enumerate(value or ())
                if item is not None
            ],
        )

    def some(self, numbers: Sequence[int]) -> "Places":
        """The places of some of these objects."""
        return Places(self, lambda: [(number, ()) for number in numbers])
