"""The same schema, answered by graphql-core itself: field by field and object by object, each function handed one object.

It is what this engine must equal, and what it is measured against (`ops.bench.answering`). No answer that is sent comes
from here: a list of fifty would ask the database fifty times.
"""

from collections.abc import Awaitable, Mapping
from typing import Any
from uuid import UUID

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLUnionType,
    execute_sync,
)

from api.graphql.engine.kinds import kind_of
from api.graphql.engine.planner import MOMENTS, Plan
from api.graphql.engine.shapes import Shapes


class Plain:
    """`schema` is its own: the functions that answer its fields are replaced. `shapes` say how fields are answered,
    `typenames` which type of the schema an object is of."""

    def __init__(self, schema: GraphQLSchema, shapes: Shapes, typenames: Mapping[type, str]) -> None:
        self._schema, self._shapes, self._typenames = schema, shapes, typenames
        for type_ in schema.type_map.values():
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
                type_.resolve_type = lambda value, info, abstract: self._typenames[type(value)]
            elif isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
                type_.is_type_of = None
                for field in type_.fields.values():
                    field.resolve = self._resolve

    def answer(self, plan: Plan, readings: Mapping[str, Any]) -> ExecutionResult:
        """What graphql-core answers to what a plan was made from. Nothing that it is read with may ever wait."""
        document = DocumentNode(definitions=(plan.operation, *plan.fragments))
        return execute_sync(self._schema, document, context_value=readings, variable_values=plan.variables)

    def _resolve(self, source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        root = info.path
        while root.prev is not None:
            root = root.prev
        reading = info.context[root.key]
        shape = self._shapes.of(info.parent_type, info.field_name)
        arguments = {name: value for name, value in shape.given(given).items() if source or name not in MOMENTS}
        if prepare := kind_of(info.parent_type).prepare:
            at_once(prepare(reading, [source], frozenset({info.field_name})))
        values = shape.resolve(reading, [source], **arguments)
        (value,) = at_once(values) if isinstance(values, Awaitable) else values
        return str(value) if isinstance(value, UUID) else value


def at_once(work: Awaitable[Any]) -> Any:
    """What comes of a coroutine that never waits."""
    try:
        work.__await__().send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("what is read with has waited")
