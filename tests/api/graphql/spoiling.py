"""Fields whose values are missing, or whose functions refuse: what no honest record has, and an executor must bear."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from api.graphql.engine.errors import BadPage
from api.graphql.engine.kinds import Resolve
from api.graphql.schema import PLANNER

Spoil = Callable[[str, str, Resolve], Resolve]
"""What answers a field of a type instead of what does: often the same."""


@contextmanager
def spoiled(spoil: Spoil) -> Iterator[None]:
    """Documents that are first planned meanwhile are answered so, by the executor and by graphql-core."""
    of = PLANNER.shapes.of

    def spoiling(type_: Any, name: str) -> Any:
        shape = of(type_, name)
        return msgspec.structs.replace(shape, resolve=spoil(type_.name, name, shape.resolve))

    PLANNER.shapes.of = spoiling  # type: ignore[method-assign]
    try:
        yield
    finally:
        PLANNER.shapes.of = of  # type: ignore[method-assign]


def refusing(reading: Any, objects: Any, **arguments: Any) -> Any:
    raise BadPage("No.")


def losing(resolve: Resolve, lost: Callable[[Any], bool]) -> Resolve:
    """A function that has no value for some objects."""

    async def values_left(reading: Any, objects: Any, **arguments: Any) -> Any:
        values = resolve(reading, objects, **arguments)
        if inspect.isawaitable(values):
            values = await values
        return [None if lost(object) else value for object, value in zip(objects, values, strict=True)]

    return values_left
