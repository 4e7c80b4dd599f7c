"""The same schema, executed by graphql-core: field by field and object by object, each function called with one object. The
tests compare this engine with it, and `ops.bench.answering` measures both. No answer that is sent comes from here: a list
of fifty would query the database fifty times."""

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
    """`schema` is a copy, whose resolvers are replaced. `shapes` give the functions of fields, `typenames` the type name of an
    object."""

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
        """The answer of graphql-core to the document of a plan. No function may have to wait."""
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
    """The result of a coroutine that never waits."""
    try:
        work.__await__().send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("what is read with has waited")
