"""The schema is the committed one, and everything in it can be answered."""

from pathlib import Path

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type, print_schema

from api.graphql.kinds import snake
from api.graphql.schema import KINDS, SCHEMA
from domain.communities.office import ROLES

COMMITTED = Path(__file__).parents[3] / "api" / "schema.graphql"


def test_the_committed_schema_is_this_one() -> None:
    assert COMMITTED.read_text().strip() == print_schema(SCHEMA).strip(), (
        "run `.venv/bin/python -m api.graphql > api/schema.graphql`"
    )


def test_every_field_is_an_attribute_or_resolved() -> None:
    for kind in KINDS.values():
        type_ = SCHEMA.type_map[kind.name]
        assert isinstance(type_, GraphQLObjectType)
        assert kind.resolved <= set(type_.fields), kind.name
        attributes = {*getattr(kind.row, "__struct_fields__", ()), *dir(kind.row)}
        missing = {name for name in type_.fields if name not in kind.resolved and snake(name) not in attributes}
        assert not missing or kind.name == "AuditConnection", (kind.name, missing)


def test_whatever_takes_arguments_is_resolved() -> None:
    for type_ in SCHEMA.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            taking = {name for name, field in type_.fields.items() if field.args}
            assert taking <= (KINDS[type_.name].resolved if type_.name in KINDS else frozenset()), type_.name


def test_every_entry_takes_a_moment() -> None:
    assert SCHEMA.query_type is not None
    for name, field in SCHEMA.query_type.fields.items():
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
