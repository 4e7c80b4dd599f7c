"""How the schema's types are resolved: each field for all its objects at once, so that no list ever asks row by row."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

Objects = Sequence[Any]
Resolve = Callable[..., Sequence[Any] | Awaitable[Sequence[Any]]]
"""`(reading, objects, **arguments)` gives one value for each object, in their order."""

Prepare = Callable[[Any, Objects, frozenset[str]], Awaitable[None]]
"""`(reading, objects, fields)` brings what some fields of these objects need, before they are resolved."""

_capital = re.compile(r"(?<!^)([A-Z])")


def snake(name: str) -> str:
    """The name of a field or argument as Python writes it: `mergedInto` -> `merged_into`."""
    return _capital.sub(r"_\1", name).lower()


class Kind:
    """One type of the schema: which objects stand for it, and how its fields are read from them.

    A field that is not named in `fields` is the object's attribute of the same name.
    """

    def __init__(
        self,
        name: str,
        row: type,
        fields: Mapping[str, Resolve] | None = None,
        prepare: Prepare | None = None,
    ) -> None:
        self.name, self.row, self.prepare = name, row, prepare
        self._fields = dict(fields or {})

    def resolver(self, field: str) -> Resolve:
        return self._fields.get(field) or attribute(snake(field))

    @property
    def resolved(self) -> frozenset[str]:
        """The fields that are more than an attribute."""
        return frozenset(self._fields)


def attribute(name: str) -> Resolve:
    get = attrgetter(name)

    def values(reading: Any, objects: Objects) -> list[Any]:
        return [get(object) for object in objects]

    return values
