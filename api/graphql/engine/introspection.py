"""Introspection: its cost is counted before it is answered, like that of every query; graphql-core answers it in the thread of
`aside.py`. The queries that tools send (`graphql.get_introspection_query`) are answered from prepared results."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLSchema,
    GraphQLWrappingType,
    NameNode,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
    get_introspection_query,
    is_abstract_type,
    parse,
    print_ast,
)
from graphql.pyutils import is_awaitable

from api.graphql.engine.aside import Aside

TYPES = {"__schema": "__Schema", "__type": "__Type"}
"""The types of the root fields of introspection."""

EVERYTHING: Mapping[str, Any] = {
    "specified_by_url": True,
    "directive_is_repeatable": True,
    "schema_description": True,
    "input_value_deprecation": True,
}
PREPARED = (get_introspection_query(), get_introspection_query(**EVERYTHING))


class Introspected(msgspec.Struct, frozen=True):
    data: Any
    errors: Sequence[GraphQLError] = ()


class Introspection:
    """Introspection of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._prepared: dict[str, Introspected] = {}

    async def prepare(self) -> None:
        """Computes the answers to PREPARED."""
        for text in PREPARED:
            document = parse(text)
            operation, *fragments = document.definitions
            assert isinstance(operation, OperationDefinitionNode)
            (field,) = operation.selection_set.selections
            known = [one for one in fragments if isinstance(one, FragmentDefinitionNode)]
            assert isinstance(field, FieldNode)
            key = text_of([field], known)
            if key not in self._prepared:
                job = partial(self._execute, "__schema", operation, [field], known, {})
                self._prepared[key] = await asyncio.to_thread(job)

    async def answer(
        self,
        aside: Aside,
        client: str,
        key: str,
        operation: OperationDefinitionNode,
        nodes: Sequence[FieldNode],
        fragments: Sequence[FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> Introspected:
        """The value of one root field of introspection, which has `key` in an operation."""
        prepared = self._prepared.get(text_of(nodes, fragments))
        if prepared is None:
            return await aside.run(client, partial(self._execute, key, operation, nodes, fragments, variables))
        return prepared

    def _execute(
        self,
        key: str,
        operation: OperationDefinitionNode,
        nodes: Sequence[FieldNode],
        fragments: Sequence[FragmentDefinitionNode],
        variables: dict[str, Any],
    ) -> Introspected:
        alone = OperationDefinitionNode(
            operation=operation.operation,
            name=NameNode(value="introspection"),
            variable_definitions=operation.variable_definitions,
            directives=(),
            selection_set=SelectionSetNode(selections=tuple(nodes)),
        )
        document = DocumentNode(definitions=(alone, *fragments))
        result = execute_sync(self._schema, document, variable_values=variables)
        assert not is_awaitable(result)
        return Introspected((result.data or {}).get(key), result.errors or ())


def text_of(nodes: Iterable[FieldNode], fragments: Iterable[FragmentDefinitionNode]) -> str:
    """A normal form of a question's text, whatever its layout."""
    return "\n".join(print_ast(node) for node in (*nodes, *fragments))


class Inside(msgspec.Struct, frozen=True, eq=False):
    """A field of introspection, with its selection. Within one plan, equal selections are the same object (`Insides`), so that
    they are counted once."""

    name: str
    fields: Sequence["Inside"] = ()


class Insides(dict[tuple[str, tuple[int, ...]], Inside]):
    def of(self, name: str, fields: Sequence[Inside] = ()) -> Inside:
        return self.setdefault((name, tuple(map(id, fields))), Inside(name, fields))


Counted = dict[tuple[int, int], int]


def values(schema: GraphQLSchema, root: Inside, counts: Counted) -> int:
    """The most values that a field of introspection can give. Each part of the schema is counted once for each selection,
    however often it is reached; `counts` caches these counts for one plan."""

    def of(part: Any, selection: Inside) -> int:
        key = (id(part), id(selection))
        if key not in counts:
            counts[key] = sum(
                1 + sum(of(inner, field) for inner in inside(schema, part, field.name)) if field.fields else 1
                for field in selection.fields
            )
        return counts[key]

    return of(schema, root) if root.name == "__schema" else max(of(type_, root) for type_ in schema.type_map.values())


def inside(schema: GraphQLSchema, part: Any, field: str) -> Iterable[Any]:
    """The parts of the schema that a field of introspection reaches from another part."""
    match field:
        case "types":
            return schema.type_map.values()
        case "queryType":
            return (schema.query_type,)
        case "directives":
            return schema.directives
        case "fields" | "inputFields":
            return getattr(part, "fields", {}).values()
        case "enumValues":
            return part.values.values() if isinstance(part, GraphQLEnumType) else ()
        case "interfaces":
            return getattr(part, "interfaces", ())
        case "possibleTypes":
            return schema.get_possible_types(part) if is_abstract_type(part) else ()
        case "args":
            return getattr(part, "args", {}).values()
        case "type":
            return (part.type,)
        case "ofType":
            return (part.of_type,) if isinstance(part, GraphQLWrappingType) else ()
    return ()
