"""Executes a plan breadth first: each field for all objects of its list at once.

If a value is null although its type is non-null, an error replaces it and moves up, within that object alone, to the
nearest nullable place (GraphQL, 6.4.4), where it is recorded. As long as nothing fails, this costs nothing.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import repeat
from operator import is_
from typing import Any

import msgspec
from graphql import GraphQLError

from api.graphql.engine.errors import Refused
from api.graphql.engine.introspection import Introspected
from api.graphql.engine.places import Path, Places
from api.graphql.engine.planner import Plan
from api.graphql.engine.selection import Field, Selection

log = logging.getLogger(__name__)


Introspect = Callable[..., Awaitable[Introspected]]
"""Gives the value of a field of introspection; see `Introspection.answer`."""


class Answer(msgspec.Struct):
    data: dict[str, Any] | None
    errors: list[GraphQLError]


class Answering:
    """The execution of one plan. `_failing` is set once a value may be an error."""

    def __init__(self, introspect: Introspect, plan: Plan, typenames: dict[type, str]) -> None:
        self._introspect, self._plan, self._typenames = introspect, plan, typenames
        self._errors: list[GraphQLError] = []
        self._failing = False

    async def answer(self, readings: dict[str, Any]) -> Answer:
        """`readings` gives the `Reading` of each of the query's root fields."""
        data: dict[str, Any] = {}
        for field in self._plan.root.fields:
            if field.introspects:
                data[field.key] = await self._introspected(field)
                continue
            (value,) = await self._column(readings[field.key], field, [None], Places())
            if isinstance(value, GraphQLError):
                return Answer(None, [*self._errors, value])
            data[field.key] = value
        return Answer(data, self._errors)

    async def _introspected(self, field: Field) -> Any:
        """The answers to fields of introspection."""
        plan = self._plan
        found = await self._introspect(
            field.key, plan.operation, field.introspects or (), plan.fragments, plan.variables
        )
        self._errors += found.errors
        return found.data

    async def _objects(
        self, reading: Any, children: dict[str, Selection], objects: list[Any], places: Places
    ) -> list[Any]:
        """The answers for some objects, which may be of several types: for each object its answer, or an error."""
        if not objects:
            return []
        if len(children) == 1:
            (selection,) = children.values()
            return await self._select(reading, selection, objects, places)
        done: list[Any] = [None] * len(objects)
        names = [self._typenames[type(object)] for object in objects]
        for name in dict.fromkeys(names):
            numbers = [number for number, found in enumerate(names) if found == name]
            of_this_kind = [objects[number] for number in numbers]
            answers = await self._select(reading, children[name], of_this_kind, places.some(numbers))
            for number, answer in zip(numbers, answers, strict=True):
                done[number] = answer
        return done

    async def _select(self, reading: Any, selection: Selection, objects: list[Any], places: Places) -> list[Any]:
        if selection.prepare:
            await selection.prepare(reading, objects, selection.names)
        answers: list[Any] = [{} for _ in objects]
        for field in selection.fields:
            key = field.key
            for answer, value in zip(answers, await self._column(reading, field, objects, places), strict=True):
                answer[key] = value
        return [first_error(answer.values()) or answer for answer in answers] if self._failing else answers

    async def _column(self, reading: Any, field: Field, objects: list[Any], places: Places) -> Sequence[Any]:
        """A field's values, one for each object. If the function refuses, each object gets the refusal."""
        assert field.resolve is not None
        try:
            values = field.resolve(reading, objects, **field.arguments)
            if type(values) is not list and inspect.isawaitable(values):
                values = await values
        except Refused as refused:
            paths = [[*places.path(number), field.key] for number in range(len(objects))]
            column: Sequence[Any] = [self._error(refused.message, path, refused.extensions) for path in paths]
        else:
            column = await self._completed(reading, field, values, places)
        if not field.required:
            return self._caught(column) if self._failing else column
        if not lacks(column):
            return column
        return [
            self._missing(field, [*places.path(number), field.key]) if value is None else value
            for number, value in enumerate(column)
        ]

    async def _completed(self, reading: Any, field: Field, values: Sequence[Any], places: Places) -> Sequence[Any]:
        """Values as they are sent: objects are answered, enumeration values get their names."""
        words, children = field.words, field.children
        if children is None:
            if field.many:
                return self._lists(
                    field, [value and [words[x] for x in value] if words else value for value in values], places
                )
            return values if words is None else [None if value is None else words[value] for value in values]
        if not field.many:
            there = [value for value in values if value is not None]
            done = iter(await self._objects(reading, children, there, places.objects(field.key, values)))
            return [None if value is None else next(done) for value in values]
        there = [item for value in values if value for item in value if item is not None]
        done = iter(await self._objects(reading, children, there, places.items(field.key, values)))
        lists = [value and [None if item is None else next(done) for item in value] for value in values]
        return self._lists(field, lists, places)

    def _lists(self, field: Field, lists: Sequence[Any], places: Places) -> Sequence[Any]:
        """Lists whose items may be null or errors. If items are non-null, the first error replaces its list."""
        if not field.items_required:
            return [value and self._caught(value) for value in lists] if self._failing else lists
        if not (self._failing or any(value and lacks(value) for value in lists)):
            return lists
        done: list[Any] = []
        for number, items in enumerate(lists):
            path = [*places.path(number), field.key]
            checked = items and [
                self._missing(field, [*path, index]) if item is None else item for index, item in enumerate(items)
            ]
            done.append((checked and first_error(checked)) or checked)
        return done

    def _missing(self, field: Field, path: Path) -> GraphQLError:
        return self._error(f"Cannot return null for non-nullable field {field.type_name}.{field.name}.", path)

    def _error(self, message: str, path: Path, extensions: dict[str, Any] | None = None) -> GraphQLError:
        """An error in place of a value, until it reaches a nullable place."""
        self._failing = True
        return GraphQLError(message, path=path, extensions=extensions)

    def _caught(self, values: Sequence[Any]) -> list[Any]:
        """Nullable values: errors become null, and are recorded."""
        self._errors += [value for value in values if isinstance(value, GraphQLError)]
        return [None if isinstance(value, GraphQLError) else value for value in values]


def lacks(values: Iterable[Any]) -> bool:
    """Whether None is among some values. (`in` would call their `__eq__`.)"""
    return any(map(is_, values, repeat(None)))


def first_error(values: Iterable[Any]) -> GraphQLError | None:
    return next((value for value in values if isinstance(value, GraphQLError)), None)
