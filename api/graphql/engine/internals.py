"""All that is taken of strawberry beyond what its documentation promises, and nothing else: who updates strawberry looks here.

`tests/api/graphql/test_strawberry.py` says which of these parts has moved, and that no other module takes any.
"""

from collections.abc import Iterable
from typing import Any

import strawberry
from graphql import GraphQLArgument, GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField
from strawberry.types.scalar import ScalarDefinition

__all__ = [
    "ID",
    "ScalarDefinition",
    "StrawberryArgument",
    "argument",
    "class_behind",
    "core_schema",
    "field",
    "function_of",
    "meanings",
    "name_of_argument",
    "name_of_field",
]

ID: ScalarDefinition = DEFAULT_SCALAR_REGISTRY[strawberry.ID]

BACK = GraphQLCoreConverter.DEFINITION_BACKREF
"""Where graphql-core's types, fields and arguments keep the definitions that they were made from: a key of `extensions`."""

ANSWERED_BY = "by"
"""Where a field's metadata keep the function that answers it."""


def core_schema(declared: strawberry.Schema) -> GraphQLSchema:
    """What strawberry makes for graphql-core."""
    return declared._schema


def field(
    name: str | None, description: str | None, by: Any, arguments: Iterable[StrawberryArgument]
) -> StrawberryField:
    """A field with arguments and no resolver of strawberry's: its metadata name the function that answers it."""
    made = StrawberryField(graphql_name=name, description=description, metadata={ANSWERED_BY: by})
    made.arguments = list(arguments)
    return made


def argument(name: str, graphql_name: str | None, hint: Any, default: Any = ...) -> StrawberryArgument:
    """An argument of a field, by its name in Python and its annotation."""
    given = {} if default is ... else {"default": default}
    return StrawberryArgument(name, graphql_name, StrawberryAnnotation(hint), **given)


def meanings(enumeration: Any, descriptions: Iterable[str | None]) -> None:
    """Describes the values of an enumeration, which strawberry has taken in, in their order."""
    for value, description in zip(enumeration.__strawberry_definition__.values, descriptions, strict=True):
        value.description = description


def class_behind(type_: GraphQLObjectType) -> type:
    """The class that a type was declared by."""
    declared: type = type_.extensions[BACK].origin
    return declared


def function_of(definition: GraphQLField) -> Any:
    """The function that a field was declared to be answered by, if it was."""
    return definition.extensions[BACK].metadata.get(ANSWERED_BY)


def name_of_field(definition: GraphQLField) -> str:
    """A field's name in Python."""
    name: str = definition.extensions[BACK].python_name
    return name


def name_of_argument(definition: GraphQLArgument) -> str:
    """An argument's name in Python."""
    name: str = definition.extensions[BACK].python_name
    return name
