"""The paths of objects in an answer. Only errors need them, so they are computed only for errors."""

from collections.abc import Callable, Sequence
from typing import Any

Path = list[str | int]
Step = tuple[int, tuple[str | int, ...]]
"""The number of the parent object, and the keys that lead from it to this one."""


class Places:
    """The paths of the objects that are answered together, by number. The query itself has the empty path."""

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
        """The paths of a field's non-null values, one for each object."""
        return Places(self, lambda: [(above, (key,)) for above, value in enumerate(values) if value is not None])

    def items(self, key: str, values: Sequence[Sequence[Any] | None]) -> "Places":
        """The paths of the non-null items in a field's lists, one list for each object."""
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
        """The paths of some of these objects."""
        return Places(self, lambda: [(number, ()) for number in numbers])
