"""The facts about each field, looked up in the schema once: its function, nullability, whether it is a list, and the possible
types of its objects."""

from collections.abc import Mapping
from typing import Any

import msgspec
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLID,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

from api.graphql.engine.internals import name_of_argument
from api.graphql.engine.kinds import Resolve, resolver_of
from api.graphql.engine.scalars import uuid

Words = Mapping[str, str]


class Shape(msgspec.Struct, frozen=True):
    """`many`: the value is a list; `required` and `items_required`: null is an error; `words` maps stored values to
    enumeration names; `below` are the possible types of its objects. `arguments` maps arguments to their names in Python,
    `ids` are those that take an id."""

    definition: GraphQLField
    resolve: Resolve
    required: bool
    many: bool
    items_required: bool
    words: Words | None
    below: tuple[GraphQLObjectType, ...]
    arguments: dict[str, str]
    ids: frozenset[str]

    def given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Argument values, converted for the field's function. Raises GraphQLError."""
        return {
            self.arguments[name]: uuid(value) if name in self.ids and value is not None else value
            for name, value in values.items()
        }


class Shapes:
    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._known: dict[tuple[str, str], Shape] = {}

    def of(self, type_: GraphQLObjectType, field: str) -> Shape:
        key = (type_.name, field)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._look(type_, field)
        return known

    def _look(self, type_: GraphQLObjectType, field: str) -> Shape:
        definition = type_.fields[field]
        value, required = nullable(definition.type)
        many = isinstance(value, GraphQLList)
        item, items_required = nullable(value.of_type) if many else (value, False)
        named = get_named_type(definition.type)
        if isinstance(item, GraphQLList):
            raise NotImplementedError(f"{type_.name}.{field} is a list of lists, which the executor cannot answer")
        return Shape(
            definition,
            resolver_of(definition),
            required,
            many,
            items_required,
            {value.value: word for word, value in named.values.items()} if isinstance(named, GraphQLEnumType) else None,
            self._below(named),
            {name: name_of_argument(argument) for name, argument in definition.args.items()},
            frozenset(name for name, argument in definition.args.items() if get_named_type(argument.type) is GraphQLID),
        )

    def _below(self, type_: Any) -> tuple[GraphQLObjectType, ...]:
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return tuple(self._schema.get_possible_types(type_))
        return (type_,) if isinstance(type_, GraphQLObjectType) else ()


def nullable(type_: Any) -> tuple[Any, bool]:
    """A type without its exclamation mark, and whether it had one."""
    return (type_.of_type, True) if isinstance(type_, GraphQLNonNull) else (type_, False)
