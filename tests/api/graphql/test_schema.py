"""The schema is the committed one, and everything in it can be answered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType, GraphQLObjectType, build_schema, get_named_type, is_leaf_type
from graphql.utilities import find_schema_changes

from api.graphql.engine.internals import function_of, name_of_field
from api.graphql.engine.kinds import kind_of
from api.graphql.schema import DECLARED, SCHEMA
from domain.communities.office import ROLES

COMMITTED = Path(__file__).parents[3] / "api" / "schema.graphql"
OBJECTS = [
    type_
    for type_ in SCHEMA.type_map.values()
    if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__")
]


def test_the_committed_schema_is_this_one(committed: Callable[[Path, str], None]) -> None:
    committed(COMMITTED, DECLARED.as_str() + "\n")


def test_the_printed_schema_says_what_is_answered() -> None:
    assert not find_schema_changes(build_schema(DECLARED.as_str()), SCHEMA)


@pytest.mark.parametrize("type_", OBJECTS, ids=str)
def test_every_field_is_an_attribute_or_resolved(type_: GraphQLObjectType) -> None:
    row = kind_of(type_).row
    attributes = {*getattr(row, "__struct_fields__", ()), *getattr(row, "__dataclass_fields__", ()), *dir(row)}
    for name, definition in type_.fields.items():
        assert function_of(definition) or name_of_field(definition) in attributes, name


@pytest.mark.parametrize("type_", OBJECTS, ids=str)
def test_whatever_takes_arguments_is_resolved(type_: GraphQLObjectType) -> None:
    for name, definition in type_.fields.items():
        assert not definition.args or function_of(definition), name


def test_every_entry_takes_a_moment() -> None:
    """But for rule sets, which are no part of the record: what they say depends on no moment of it."""
    assert SCHEMA.query_type is not None
    for name, field in SCHEMA.query_type.fields.items():
        if name in ("ruleSets", "rule"):
            continue
        assert "atLeast" in field.args
        assert "asOf" in field.args or name == "position"


def test_every_list_of_things_is_a_connection() -> None:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType) and type_.name.endswith("Connection"):
            assert {"totalCount", "edges", "nodes", "pageInfo"} == set(type_.fields)
            assert not is_leaf_type(get_named_type(type_.fields["nodes"].type))


@pytest.mark.parametrize(("name", "words"), [("Role", ROLES), ("Moderation", ("unmoderated", "accepted", "hidden"))])
def test_enumerations_are_the_registers_words(name: str, words: tuple[str, ...]) -> None:
    assert [value.value for value in SCHEMA.type_map[name].values.values()] == list(words)  # type: ignore[union-attr]


def test_functions_are_handed_the_registers_words_as_strings() -> None:
    given = {
        (type_.name, name): value.value
        for type_ in SCHEMA.type_map.values()
        if isinstance(type_, GraphQLEnumType) and not type_.name.startswith("__")
        for name, value in type_.values.items()
    }
    assert given
    for (type_, name), word in given.items():
        handed = SCHEMA.type_map[type_].coerce_input_value(name)  # type: ignore[union-attr]
        assert isinstance(handed, str), type_
        assert handed == word == name.lower(), type_
