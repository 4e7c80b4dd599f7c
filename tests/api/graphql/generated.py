"""Documents to ask: those that stand in the tests, and any that the schema allows."""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    type_from_ast,
    validate,
)

from api.graphql.schema import SCHEMA

TESTS = Path(__file__).resolve().parents[2]
MOST_ALIASES = 25

Choose = Callable[[Sequence[Any]], Any]
"""Chooses one of several."""


class Known(msgspec.Struct, frozen=True):
    """What there is to ask for: ids by the type of the schema, and the last position of the record."""

    ids: Mapping[str, Sequence[str]]
    position: int

    def of(self, type_name: str) -> Sequence[str]:
        return self.ids.get(type_name) or [id for ids in self.ids.values() for id in ids]


def in_the_tests() -> list[str]:
    """Every document that stands in a test as it is sent."""
    return sorted(set(written()))


def written() -> Iterator[str]:
    for file in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and "{" in text and (document := understood(text)):
                operations = [one for one in document.definitions if isinstance(one, OperationDefinitionNode)]
                if len(operations) == 1 and not validate(SCHEMA, document):
                    yield text


def understood(text: str) -> DocumentNode | None:
    try:
        return parse(text)
    except GraphQLSyntaxError:
        return None


def variables(document: str, known: Known, choose: Choose) -> dict[str, Any]:
    """Values for a document's variables: of what is there; half of those that may be left out are."""
    (operation,) = (one for one in parse(document).definitions if isinstance(one, OperationDefinitionNode))
    kinds = {}
    for field in operation.selection_set.selections:
        if isinstance(field, FieldNode):
            for argument in field.arguments or ():
                if isinstance(argument.value, VariableNode) and argument.name.value == "id":
                    kinds[argument.value.name.value] = kind_of(field.name.value)
    given = {}
    for node in operation.variable_definitions or ():
        name, type_ = node.variable.name.value, type_from_ast(SCHEMA, node.type)
        if isinstance(type_, GraphQLNonNull) or (name not in ("after", "before") and choose([True, False])):
            kind = kinds.get(name) or name.capitalize()
            given[name] = value(name, type_, kind, known, choose)[1]
    return given


def kind_of(root: str) -> str:
    """The type of the things that a field of the query is about."""
    assert SCHEMA.query_type is not None
    return str(get_named_type(SCHEMA.query_type.fields[root].type))


WORDS = {"text": ["parc", "eau", "ماء"], "search": ["parc"], "jurisdiction": ["ma"], "code": ["01.001", "07"]}
LANGUAGES = ["ar", "fr", "en", "zgh", "xx"]


def value(name: str, type_: Any, kind: str, known: Known, choose: Choose) -> tuple[str, Any]:
    """A value of a type, as it is written in a document and as it is given in a variable. An id is one of a `kind`."""
    if isinstance(type_, GraphQLNonNull):
        return value(name, type_.of_type, kind, known, choose)
    if isinstance(type_, GraphQLList):
        items = [value(name, type_.of_type, kind, known, choose) for _ in range(choose([1, 2]))]
        return f"[{', '.join(literal for literal, _ in items)}]", [item for _, item in items]
    if isinstance(type_, GraphQLEnumType):
        word = choose(sorted(type_.values))
        return word, word
    some: dict[str, Sequence[Any]] = {
        "ID": known.of(kind),
        "Boolean": [True, False],
        "Int": [1, 2, 3] if name in ("first", "last") else [1, 86_400, 2_592_000],
        "Position": range(known.position + 1),
        "Moment": range(known.position + 1),
        "Instant": ["2031-01-01T00:00:00Z", "2026-03-01T12:00:00+01:00"],
        "Date": ["2025-02-01", "2029-12-31"],
        "String": WORDS.get(name, LANGUAGES),
    }
    chosen = choose(some[type_.name])
    return msgspec.json.encode(chosen).decode(), chosen


LEFT_OUT = ("changes", "after", "before", "last", "occurredAsOf", "atLeast")
"""`changes` is refused for several plans at a time, where one by one each has its own. A cursor must come from a list: any other
is refused before anything is executed. The rest the documents of the tests ask."""


class Writing:
    """A document in the making: fields under other names, arguments as they are and as variables, fragments of both kinds,
    conditions."""

    def __init__(self, known: Known, choose: Choose) -> None:
        self._known, self._choose = known, choose
        self.variables: dict[str, Any] = {}
        self._declared: list[str] = []
        self._fragments: list[str] = []
        self._aliases = 0

    def document(self) -> str:
        body = self._selection(SCHEMA.query_type, self._choose(range(2, 7)))
        declared = f"({', '.join(self._declared)})" if self._declared else ""
        return "\n".join([f"query Generated{declared} {body}", *self._fragments])

    def _one_in(self, number: int) -> bool:
        return bool(self._choose(range(number)) == number - 1)

    def _selection(self, type_: Any, depth: int) -> str:
        names = [name for name, field in type_.fields.items() if name not in LEFT_OUT and (depth > 1 or is_leaf(field))]
        parts = [self._field(type_, self._choose(names), depth) for _ in range(self._choose(range(1, 5))) if names]
        if not parts or self._one_in(10):
            parts.append("__typename")
        if isinstance(type_, GraphQLInterfaceType):
            possible = self._choose(SCHEMA.get_possible_types(type_))
            parts.append(f"... on {possible.name} {self._selection(possible, depth)}")
        if self._one_in(8):
            parts.append(f"...{self._condition()} {self._selection(type_, depth - 1)}")
        if self._one_in(8):
            name, place = f"F{len(self._fragments)}", len(self._fragments)
            self._fragments.append("")
            self._fragments[place] = f"fragment {name} on {type_.name} {self._selection(type_, depth - 1)}"
            parts += [f"...{name}{self._condition()}", f"...{name}"]
        return "{ " + " ".join(parts) + " }"

    def _field(self, type_: Any, name: str, depth: int) -> str:
        field = type_.fields[name]
        if field.args and self._aliases >= MOST_ALIASES:
            return "__typename"
        alias, arguments = "", ""
        if field.args or (self._aliases < MOST_ALIASES and self._one_in(6)):
            self._aliases += 1
            alias, arguments = f"a{self._aliases}: ", self._arguments(type_, name, field)
        inner = "" if is_leaf(field) else " " + self._selection(get_named_type(field.type), depth - 1)
        return f"{alias}{name}{arguments}{self._condition()}{inner}"

    def _arguments(self, type_: Any, of: str, field: GraphQLField) -> str:
        given = []
        for name, argument in field.args.items():
            if name in LEFT_OUT or not (is_required_argument(argument) or name == "first" or self._one_in(5)):
                continue
            kind = kind_of(of) if type_ is SCHEMA.query_type and name == "id" else name.capitalize()
            written, meant = value(name, argument.type, kind, self._known, self._choose)
            given.append(f"{name}: {self._variable(str(argument.type), meant) if self._one_in(3) else written}")
        return f"({', '.join(given)})" if given else ""

    def _variable(self, type_: str, meant: Any) -> str:
        name = f"v{len(self._declared)}"
        self._declared.append(f"${name}: {type_}")
        self.variables[name] = meant
        return f"${name}"

    def _condition(self) -> str:
        if not self._one_in(10):
            return ""
        directive, meant = self._choose(["skip", "include"]), self._choose([True, False])
        written = self._variable("Boolean!", meant) if self._one_in(2) else str(meant).lower()
        return f" @{directive}(if: {written})"


def is_leaf(field: GraphQLField) -> bool:
    return is_leaf_type(get_named_type(field.type))
