"""How a plan is answered: breadth first, each field for all objects of its list at once."""

import inspect
import logging
from collections.abc import Sequence
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from api.graphql.engine.errors import Refused
from api.graphql.engine.planner import Field, Plan, Selection

log = logging.getLogger(__name__)

Path = tuple[str | int, ...]


class NoValue(Exception):
    """A field has no value where there must be one: what holds it has none either. The error is noted already."""


class Answer(msgspec.Struct):
    data: dict[str, Any] | None
    errors: list[GraphQLError]


class Answering:
    """One plan, being answered."""

    def __init__(self, schema: GraphQLSchema, plan: Plan, typenames: dict[type, str]) -> None:
        self._schema, self._plan, self._typenames = schema, plan, typenames
        self._errors: list[GraphQLError] = []

    async def answer(self, readings: dict[str, Any]) -> Answer:
        """`readings` gives, for each of the query's own fields, what it is read with."""
        data: dict[str, Any] = {}
        try:
            for field in self._plan.root.fields:
                if field.introspects:
                    data[field.key] = self._introspected(field)
                else:
                    (data[field.key],) = await self._values(readings[field.key], field, [None], ())
        except NoValue:
            return Answer(None, self._errors)
        return Answer(data, self._errors)

    def _introspected(self, field: Field) -> Any:
        """What the schema says of itself is the library's to answer."""
        asked = self._plan.operation
        operation = OperationDefinitionNode(
            operation=asked.operation,
            name=NameNode(value="introspection"),
            variable_definitions=asked.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(field.introspects or ())),
        )
        document = DocumentNode(definitions=(operation, *self._plan.fragments))
        result = execute_sync(self._schema, document, variable_values=self._plan.variables)
        self._errors += result.errors or []
        return (result.data or {}).get(field.key)

    async def _objects(self, reading: Any, children: dict[str, Selection], objects: list[Any], path: Path) -> list[Any]:
        """What is asked of some objects, which may be of several kinds."""
        if not objects:
            return []
        if len(children) == 1:
            (selection,) = children.values()
            return await self._select(reading, selection, objects, path)
        done: list[Any] = [None] * len(objects)
        names = [self._typenames[type(object)] for object in objects]
        for name in dict.fromkeys(names):
            places = [place for place, found in enumerate(names) if found == name]
            some = await self._select(reading, children[name], [objects[place] for place in places], path)
            for place, answer in zip(places, some, strict=True):
                done[place] = answer
        return done

    async def _select(self, reading: Any, selection: Selection, objects: list[Any], path: Path) -> list[dict[str, Any]]:
        if selection.prepare:
            await selection.prepare(reading, objects, selection.names)
        columns = [await self._values(reading, field, objects, path) for field in selection.fields]
        keys = selection.keys
        return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]

    async def _values(self, reading: Any, field: Field, objects: list[Any], path: Path) -> list[Any]:
        """A field's values, one for each object. A field that fails fails for all of them."""
        here = (*path, field.key)
        try:
            assert field.resolve is not None
            values = field.resolve(reading, objects, **field.arguments)
            if inspect.isawaitable(values):
                values = await values
            return await self._complete(reading, field, values, here)
        except NoValue:
            if field.required:
                raise
            return [None] * len(objects)
        except Refused as error:
            self._note(error.message, here, error)
        if field.required:
            raise NoValue
        return [None] * len(objects)

    async def _complete(self, reading: Any, field: Field, values: Sequence[Any], path: Path) -> list[Any]:
        if field.required and None in values:
            self._note(f"{field.name} has no value.", path)
            raise NoValue
        if field.children is None:
            if field.words is None:
                return list(values)
            words = field.words
            if field.many:
                return [value and [words[item] for item in value] for value in values]
            return [None if value is None else words[value] for value in values]
        if not field.many:
            found = [value for value in values if value is not None]
            done = iter(await self._objects(reading, field.children, found, path))
            return [None if value is None else next(done) for value in values]
        flat = [item for value in values if value for item in value if item is not None]
        done = iter(await self._objects(reading, field.children, flat, (*path, 0)))
        return [None if value is None else [None if item is None else next(done) for item in value] for value in values]

    def _note(self, message: str, path: Path, error: Refused | None = None) -> None:
        extensions = error.extensions if error else None
        self._errors.append(GraphQLError(message, path=list(path), extensions=extensions))
