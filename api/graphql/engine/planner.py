"""Plans a query once for its document and variables: the fields of each type, with their arguments and response keys. Enforces
the limits while the plan grows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, cast

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    get_variable_values,
    print_ast,
)
from graphql.execution.values import VariableValues

from api.graphql.engine import limits
from api.graphql.engine.errors import TooMuch
from api.graphql.engine.introspection import TYPES, Counted, Inside, Insides, Introspection, values
from api.graphql.engine.kinds import Resolve, kind_of, reads
from api.graphql.engine.relay import ListRequest, cursor_position, of_list
from api.graphql.engine.selection import Field, Selection
from api.graphql.engine.shapes import Shape, Shapes

CLOCKED = ("open", "overdue", "daysOverdue", "waiting", "parity", "inTerm")
"""The fields and arguments that depend on the current time."""
STEERING = {"first", "span", "after", "before", *CLOCKED}
"""Arguments that determine the amount of results, the start of a page, or a dependence on the current time."""
MOMENTS = ("as_of", "occurred_as_of", "at_least")
"""Arguments that select the moment at which a root field is read."""


class Plan(msgspec.Struct):
    """A planned query. `cursor_position` is the position of the list that it continues, `at_least` the position that it waits
    for; `clocked`: the answer depends on the current time; `steered`, once it is known: variables change more than the
    arguments of root fields."""

    root: Selection
    operation: OperationDefinitionNode
    fragments: list[FragmentDefinitionNode]
    variables: dict[str, Any]
    cursor_position: int | None = None
    at_least: int | None = None
    clocked: bool = False
    steered: bool | None = None

    @property
    def reads(self) -> bool:
        """Whether it reads the record, and not only the schema."""
        return not all(field.introspects or field.name == "__typename" for field in self.root.fields)


class Planner:
    """Plans the queries of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema, self.shapes, self.introspection = schema, Shapes(schema), Introspection(schema)
        assert schema.query_type is not None
        self._query = schema.query_type

    def plan(self, document: DocumentNode, operation_name: str | None, variables: dict[str, Any]) -> Plan:
        """Raises GraphQLError, TooMuch."""
        operation = chosen(document, operation_name)
        fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
        growing = Growing(self, fragments, self._values(operation, variables))
        root = growing.selection(self._query, [operation.selection_set], depth=1, times=1)
        known = list(fragments.values())
        return dated(Plan(root, operation, known, variables, growing.cursor_position, clocked=growing.clocked))

    def with_other(self, variables: dict[str, Any], plan: Plan) -> Plan:
        """The plan of the same document with other variables. If these occur only in arguments of root fields, and do not
        change the amount of results, everything below the root fields is reused. Raises GraphQLError, TooMuch."""
        own = {key_of(node): node for node in plan.operation.selection_set.selections if isinstance(node, FieldNode)}
        if plan.steered is None:
            plan.steered = self._steered(plan, own.values())
        if plan.steered:
            return self.plan(DocumentNode(definitions=(plan.operation, *plan.fragments)), None, variables)
        growing = Growing(self, {}, self._values(plan.operation, variables))
        fields = [growing.again(self._query, field, own[field.key]) for field in plan.root.fields]
        root = msgspec.structs.replace(plan.root, fields=fields)
        return dated(msgspec.structs.replace(plan, root=root, variables=variables))

    def _values(self, operation: OperationDefinitionNode, variables: dict[str, Any]) -> VariableValues:
        values = get_variable_values(self.schema, operation.variable_definitions or (), variables, max_errors=10)
        if isinstance(values, list):
            raise Several(values)
        return values

    def _steered(self, plan: Plan, own: Collection[FieldNode]) -> bool:
        """Whether variables may change the selected fields, the size of a page, or the arguments of a field below the root."""
        if len(own) < len(plan.operation.selection_set.selections) or any(
            "$" in print_ast(one) for one in plan.fragments
        ):
            return True
        taken = {name for field in plan.root.fields if not is_meta(field.name) for name in self._taken(field)}
        return bool(taken & STEERING) or any(
            node.directives or (node.selection_set and "$" in print_ast(node.selection_set)) for node in own
        )

    def _taken(self, field: Field) -> Collection[str]:
        return self.shapes.of(self._query, field.name).arguments.values()


def dated(plan: Plan) -> Plan:
    """A plan with the moments of its root fields, which are not passed to their functions."""
    for field in plan.root.fields:
        field.when = {name: field.arguments.pop(name) for name in MOMENTS if name in field.arguments}
    asked = (field.when["at_least"] or 0 for field in plan.root.fields if "at_least" in field.when)
    plan.at_least = max(asked, default=None)
    return plan


def key_of(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value


def is_meta(name: str) -> bool:
    """Whether a field is a meta-field of every schema."""
    return name.startswith("__")


class Several(Exception):
    """A query with several errors."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors
        super().__init__("; ".join(error.message for error in errors))


def chosen(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to run. Raises GraphQLError if it is ambiguous or missing."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    if name is not None:
        operations = [node for node in operations if node.name is not None and node.name.value == name]
        if not operations:
            raise GraphQLError(f"The document has no operation named {name!r:.80}.")
    if len(operations) != 1:
        raise GraphQLError("The document does not have exactly one operation: set `operationName`.")
    return operations[0]


class Growing:
    """A plan under construction, with its cost so far."""

    def __init__(
        self, planner: Planner, fragments: Mapping[str, FragmentDefinitionNode], variables: VariableValues
    ) -> None:
        self._schema, self._shapes = planner.schema, planner.shapes
        self._fragments, self._variables = fragments, variables
        self._fields = self._aliases = self._cost = 0
        self._introspected = 0
        self._insides, self._counted = Insides(), Counted()
        self.cursor_position: int | None = None
        self.clocked = False

    def selection(
        self, type_: GraphQLObjectType, sets: Iterable[SelectionSetNode], *, depth: int, times: int
    ) -> Selection:
        if depth > limits.DEPTH:
            raise TooMuch(f"The query is more than {limits.DEPTH} levels deep.")
        nodes: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for selection_set in sets:
            self._collect(type_, selection_set, nodes, seen)
        fields = [self._field(type_, key, found, depth, times) for key, found in nodes.items()]
        return Selection(kind_of(type_).prepare, type_.name, fields, frozenset(field.name for field in fields))

    def _collect(
        self, type_: GraphQLObjectType, selected: SelectionSetNode, nodes: dict[str, list[FieldNode]], seen: set[str]
    ) -> None:
        for node in selected.selections:
            if not self._wanted(node):
                continue
            if isinstance(node, FieldNode):
                self._aliases += node.alias is not None
                if self._aliases > limits.ALIASES:
                    raise TooMuch(f"The query uses more than {limits.ALIASES} aliases.")
                nodes.setdefault(key_of(node), []).append(node)
                continue
            if isinstance(node, InlineFragmentNode):
                condition, inner = node.type_condition, node.selection_set
            else:
                name = node.name.value  # type: ignore[attr-defined]
                if name in seen:
                    continue
                seen.add(name)
                condition, inner = self._fragments[name].type_condition, self._fragments[name].selection_set
            if condition is None or self._fits(type_, condition.name.value):
                self._collect(type_, inner, nodes, seen)

    def _wanted(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _fits(self, type_: GraphQLObjectType, condition: str) -> bool:
        wanted = self._schema.type_map[condition]
        if isinstance(wanted, GraphQLInterfaceType | GraphQLUnionType):
            return self._schema.is_sub_type(wanted, type_)
        return wanted is type_

    def _field(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode], depth: int, times: int) -> Field:
        self._fields += 1
        self._cost += times
        if self._fields > limits.FIELDS:
            raise TooMuch(f"The query requests more than {limits.FIELDS} fields.")
        if self._cost > limits.COST:
            raise TooMuch(f"The query may return more than {limits.COST} values: request smaller pages.")
        name = nodes[0].name.value
        if name == "__typename":
            return Field(key, name, constant(type_.name), {}, required=True)
        if is_meta(name):
            asked = self._inside(TYPES[name], name, nodes, depth + 1)
            self._introspected += values(self._schema, asked, self._counted)
            if self._introspected > limits.INTROSPECTION:
                raise TooMuch("The query requests too much introspection: request fewer parts of the schema at a time.")
            return Field(key, name, None, {}, required=False, introspects=nodes)
        shape = self._shapes.of(type_, name)
        arguments = self._arguments(shape, nodes[0]) if shape.arguments else {}
        self.clocked |= name in CLOCKED
        field = Field(
            key,
            name,
            shape.resolve,
            arguments,
            shape.required,
            type_.name,
            shape.many,
            shape.items_required,
            shape.words,
        )
        if shape.below:
            sets = [node.selection_set for node in nodes if node.selection_set]
            size = page_size(arguments) if "first" in shape.arguments else limits.PAGE if "span" in arguments else 1
            field.children = {
                possible.name: self.selection(possible, sets, depth=depth + 1, times=times * size)
                for possible in shape.below
            }
            if "first" in shape.arguments:
                arguments |= of_list(field.children.values())
        return field

    def _inside(self, type_name: str, name: str, nodes: Sequence[FieldNode], depth: int) -> Inside:
        """A field of introspection that gives objects."""
        if depth > limits.DEPTH:
            raise TooMuch(f"The query is more than {limits.DEPTH} levels deep.")
        type_ = cast(GraphQLObjectType, self._schema.type_map[type_name])
        below: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for node in nodes:
            if node.selection_set:
                self._collect(type_, node.selection_set, below, seen)
        self._fields += len(below)
        if self._fields > limits.FIELDS:
            raise TooMuch(f"The query requests more than {limits.FIELDS} fields.")
        fields = []
        for found in below.values():
            inner = found[0].name.value
            if found[0].selection_set and inner in type_.fields:
                given = get_named_type(type_.fields[inner].type)
                fields.append(self._inside(given.name, inner, found, depth + 1))
            else:
                fields.append(self._insides.of(inner))
        return self._insides.of(name, fields)

    def again(self, type_: GraphQLObjectType, field: Field, node: FieldNode) -> Field:
        """A planned field, with its arguments for these variables."""
        if is_meta(field.name):
            return msgspec.structs.replace(field)
        shape = self._shapes.of(type_, field.name)
        if not shape.arguments:
            return msgspec.structs.replace(field, arguments={})
        found = {name: field.arguments[name] for name in ListRequest.__annotations__ if name in field.arguments}
        return msgspec.structs.replace(field, arguments=self._arguments(shape, node) | found)

    def _arguments(self, shape: Shape, node: FieldNode) -> dict[str, Any]:
        arguments = shape.given(get_argument_values(shape.definition, node, self._variables))
        if self.cursor_position is None:
            self.cursor_position = cursor_position(arguments)
        self.clocked |= any(arguments.get(one) is not None for one in CLOCKED)
        return arguments


def constant(value: str) -> Resolve:
    return reads()(lambda reading, objects: [value] * len(objects))


def page_size(arguments: Mapping[str, Any]) -> int:
    """The most objects of a page."""
    asked = arguments.get("first") or arguments.get("last") or limits.PAGE
    return max(1, min(int(asked), limits.LARGEST_PAGE))
