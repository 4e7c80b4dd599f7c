"""Queries as they come in: parsed, checked and planned once, and remembered."""

from typing import Any

import msgspec
from graphql import DocumentNode, GraphQLError, parse, specified_rules, validate
from graphql.validation import MaxIntrospectionDepthRule

from api.graphql.engine import limits
from api.graphql.engine.errors import TooMuch
from api.graphql.engine.planner import Plan, Planner, Several

RULES = (*specified_rules, *(() if MaxIntrospectionDepthRule in specified_rules else (MaxIntrospectionDepthRule,)))
REMEMBERED = 1_000

Errors = tuple[GraphQLError, ...]


class Documents:
    """What documents come to: a plan, or what is wrong with them. `_first` are the plans that others with other variables
    are made from."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner
        self._parsed: dict[str, DocumentNode | Errors] = {}
        self._plans: dict[tuple[str, str | None, bytes], Plan | Errors] = {}
        self._first: dict[tuple[str, str | None], Plan] = {}

    def plan(self, text: str, operation: str | None, variables: bytes) -> Plan | Errors:
        """`variables` are JSON: an object, or null. Raises msgspec.DecodeError."""
        key = (text, operation, variables)
        known = self._plans.get(key)
        if known is None:
            known = self._planned(text, operation, msgspec.json.decode(variables) or {})
            remember(self._plans, key, known)
        return known

    def _planned(self, text: str, operation: str | None, variables: dict[str, Any]) -> Plan | Errors:
        document = self._parsed.get(text)
        if document is None:
            document = self._checked(text)
            remember(self._parsed, text, document)
        if isinstance(document, tuple):
            return document
        try:
            first = self._first.get((text, operation))
            if first is not None:
                return self._planner.with_other(variables, first)
            plan = self._planner.plan(document, operation, variables)
            remember(self._first, (text, operation), plan)
            return plan
        except Several as several:
            return tuple(several.errors)
        except GraphQLError as error:
            return (error,)

    def _checked(self, text: str) -> DocumentNode | Errors:
        try:
            if len(text.encode(errors="surrogatepass")) > limits.DOCUMENT_BYTES:
                raise TooMuch(f"The document is larger than {limits.DOCUMENT_BYTES} bytes.")
            document = parse(text, max_tokens=limits.TOKENS, no_location=False)
            return tuple(validate(self._planner.schema, document, RULES, max_errors=20)) or document
        except GraphQLError as error:
            return (error,)
        except RecursionError:
            return (TooMuch("The document is nested too deeply."),)


def remember(known: dict[Any, Any], key: Any, value: Any) -> None:
    """Keeps a value, and forgets the oldest when there are too many."""
    known[key] = value
    while len(known) > REMEMBERED:
        del known[next(iter(known))]
