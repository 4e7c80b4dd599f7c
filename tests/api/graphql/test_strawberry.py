"""What is taken of strawberry beyond its documentation: which part has moved, if one has, and that only one module takes any.

It asks strawberry alone, by a schema of its own: what fails here is no fault of ours.
"""

import ast
from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import strawberry
from graphql import GraphQLSchema

API = Path(__file__).parents[3] / "api"
INTERNALS = API / "graphql" / "engine" / "internals.py"
DOCUMENTED = {"strawberry", "strawberry.schema.config"}
"""What other modules may import of strawberry."""
MODULES = {
    "strawberry.annotation": "StrawberryAnnotation",
    "strawberry.schema.schema_converter": "GraphQLCoreConverter",
    "strawberry.schema.types.scalar": "DEFAULT_SCALAR_REGISTRY",
    "strawberry.types.arguments": "StrawberryArgument",
    "strawberry.types.field": "StrawberryField",
    "strawberry.types.scalar": "ScalarDefinition",
}


def part(name: str, take: Callable[[], Any]) -> Any:
    """A part of strawberry. Fails with its name if it has moved."""
    try:
        return take()
    except Exception as error:
        pytest.fail(f"strawberry {version('strawberry-graphql')} has moved {name}: mend internals.py ({error!r})")


@pytest.mark.parametrize(("module", "name"), MODULES.items())
def test_what_is_imported_is_there(module: str, name: str) -> None:
    part(f"{module}.{name}", lambda: getattr(import_module(module), name))


@pytest.fixture
def schema() -> strawberry.Schema:
    from strawberry.annotation import StrawberryAnnotation
    from strawberry.types.arguments import StrawberryArgument
    from strawberry.types.field import StrawberryField

    @strawberry.enum
    class Colour(StrEnum):
        RED = "red"

    part("an enumeration's values", lambda: setattr(Colour.__strawberry_definition__.values[0], "description", "Warm."))
    asked = part("StrawberryField(graphql_name, description, metadata)", lambda: StrawberryField(
        graphql_name="asked", description="What it is.", metadata={"by": len}
    ))  # fmt: skip
    argument = part("StrawberryArgument(python_name, graphql_name, annotation, default)", lambda: StrawberryArgument(
        "from_", "from", StrawberryAnnotation(int), default=3
    ))  # fmt: skip
    part("StrawberryField.arguments", lambda: setattr(asked, "arguments", [argument]))

    @strawberry.type
    class Query:
        colour: Colour
        some_thing: int = asked

    return strawberry.Schema(query=Query)


def test_what_is_declared_is_found_again(schema: strawberry.Schema) -> None:
    from strawberry.schema.schema_converter import GraphQLCoreConverter

    core = part("Schema._schema", lambda: schema._schema)
    assert isinstance(core, GraphQLSchema)
    back = part("GraphQLCoreConverter.DEFINITION_BACKREF", lambda: GraphQLCoreConverter.DEFINITION_BACKREF)
    query: Any = core.query_type
    asked = query.fields["asked"]
    behind = part("the definition behind a type: extensions[DEFINITION_BACKREF]", lambda: query.extensions[back])
    field = part("the definition behind a field: extensions[DEFINITION_BACKREF]", lambda: asked.extensions[back])
    assert part("the class behind a type: origin", lambda: behind.origin).__name__ == "Query"
    assert part("a field's metadata", lambda: field.metadata["by"]) is len
    assert part("a field's python_name", lambda: field.python_name) == "some_thing"
    argument = part("an argument by its name", lambda: asked.args["from"])
    assert part("an argument's python_name", lambda: argument.extensions[back].python_name) == "from_"
    assert part("an argument's default", lambda: argument.default_value) == 3
    assert part("a field's description", lambda: asked.description) == "What it is."
    assert core.type_map["Colour"].values["RED"].description == "Warm."  # type: ignore[union-attr]


def test_the_scalar_of_ids_is_there() -> None:
    from strawberry.schema.types.scalar import DEFAULT_SCALAR_REGISTRY

    assert part("DEFAULT_SCALAR_REGISTRY[strawberry.ID]", lambda: DEFAULT_SCALAR_REGISTRY[strawberry.ID]).name == "ID"


def test_no_other_module_takes_private_parts() -> None:
    for file in {*API.rglob("*.py")} - {INTERNALS}:
        for node in ast.walk(ast.parse(file.read_text())):
            names = (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [str(node.module)]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            taken = {name for name in names if name.split(".")[0] == "strawberry"} - DOCUMENTED
            assert not taken, f"{file.relative_to(API)} imports {taken}: that belongs into internals.py"
            assert "strawberry_" not in getattr(node, "attr", ""), f"{file.relative_to(API)} takes {node.attr}"  # type: ignore[attr-defined]


def test_internals_takes_what_is_watched_here_and_no_more() -> None:
    taken = {
        node.module: [one.name for one in node.names]
        for node in ast.walk(ast.parse(INTERNALS.read_text()))
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("strawberry")
    }
    assert taken == {module: [name] for module, name in MODULES.items()}
