"""The only module that uses parts of strawberry that its documentation does not promise: read it when you update strawberry.
`tests/api/graphql/test_strawberry.py` reports which of these parts has moved, and fails if another module uses one."""

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
"""The key of `extensions` under which graphql-core's types, fields and arguments keep their strawberry definitions."""

ANSWERED_BY = "by"
"""The key of a field's metadata under which its function is kept."""


def core_schema(declared: strawberry.Schema) -> GraphQLSchema:
    """The graphql-core schema that strawberry builds."""
    return declared._schema


def field(
    name: str | None, description: str | None, by: Any, arguments: Iterable[StrawberryArgument]
) -> StrawberryField:
    """A field with arguments and without a strawberry resolver; its metadata hold the function that answers it."""
    made = StrawberryField(graphql_name=name, description=description, metadata={ANSWERED_BY: by})
    made.arguments = list(arguments)
    return made


def argument(name: str, graphql_name: str | None, hint: Any, default: Any = ...) -> StrawberryArgument:
    """An argument of a field, by its name in Python and its annotation."""
    given = {} if default is ... else {"default": default}
    return StrawberryArgument(name, graphql_name, StrawberryAnnotation(hint), **given)


def meanings(enumeration: Any, descriptions: Iterable[str | None]) -> None:
    """Adds descriptions to the values of an enumeration that strawberry has processed, in order."""
    for value, description in zip(enumeration.__strawberry_definition__.values, descriptions, strict=True):
        value.description = description


def class_behind(type_: GraphQLObjectType) -> type:
    """The class that declares a type."""
    declared: type = type_.extensions[BACK].origin
    return declared


def function_of(definition: GraphQLField) -> Any:
    """The function that answers a field, if it was declared with one."""
    return definition.extensions[BACK].metadata.get(ANSWERED_BY)


def name_of_field(definition: GraphQLField) -> str:
    """A field's name in Python."""
    name: str = definition.extensions[BACK].python_name
    return name


def name_of_argument(definition: GraphQLArgument) -> str:
    """An argument's name in Python."""
    name: str = definition.extensions[BACK].python_name
    return name
