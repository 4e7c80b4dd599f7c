"""Caches of parsed and validated documents, and of plans."""

from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from graphql import DocumentNode, GraphQLError, parse, specified_rules, validate
from graphql.validation import MaxIntrospectionDepthRule

from api.graphql.engine import limits
from api.graphql.engine.aside import Aside
from api.graphql.engine.errors import TooBusy, TooMuch
from api.graphql.engine.planner import Plan, Planner, Several
from api.limits import Buckets
from api.problems import Problem

RULES = (*specified_rules, *(() if MaxIntrospectionDepthRule in specified_rules else (MaxIntrospectionDepthRule,)))
MOST = 500_000
"""Bytes of documents and variables whose parsed forms and plans are cached; a parsed document takes about a hundred times its
text."""

OWN = 100
"""The overhead in bytes of an entry, besides its texts."""

LARGE = 2_000
"""Documents of more bytes are parsed and validated in the thread of `aside.py`: the validation rules compare fields pairwise."""

Errors = tuple[GraphQLError, ...]
V = TypeVar("V")


class Remembered(Generic[V]):
    """A cache whose keys contain texts. The oldest entries are dropped when the texts exceed `most` bytes in all."""

    def __init__(self, most: int) -> None:
        self._most, self._held = most, 0
        self._values: dict[Any, tuple[V, int]] = {}

    def get(self, key: Any) -> V | None:
        entry = self._values.get(key)
        return None if entry is None else entry[0]

    def keep(self, key: Any, value: V, size: int) -> None:
        if (old := self._values.pop(key, None)) is not None:
            self._held -= old[1]
        self._values[key] = value, size
        self._held += size
        while self._held > self._most:
            self._held -= self._values.pop(next(iter(self._values)))[1]


class Documents:
    """The plan of each document, or its errors. `_first` holds one plan of each document, from which plans with other
    variables are derived."""

    def __init__(self, planner: Planner, aside: Aside) -> None:
        self._planner, self._aside = planner, aside
        self._new = Buckets(limits.DOCUMENTS, limits.DOCUMENTS_BURST)
        self._parsed = Remembered[DocumentNode | Errors](MOST)
        self._plans = Remembered[Plan | Errors](MOST)
        self._first = Remembered[Plan](MOST)

    async def plan(self, text: str, operation: str | None, variables: bytes, client: str = "") -> Plan | Errors:
        """`variables` are JSON: an object, or null. Raises msgspec.DecodeError, TooBusy."""
        key = (text, operation, variables)
        known = self._plans.get(key)
        if known is None:
            document = self._parsed.get(text)
            if document is None:
                self._admit(client)
                checked = partial(self._checked, text)
                document = await self._aside.run(client, checked) if len(text) > LARGE else checked()
                self._parsed.keep(text, document, len(text) + OWN)
            try:
                known = self._planned(text, document, operation, msgspec.json.decode(variables) or {})
            except RecursionError:
                known = (TooMuch("The query or its variables are nested too deeply."),)
            self._plans.keep(key, known, len(text) + len(variables) + OWN)
        return known

    def _admit(self, client: str) -> None:
        """Counts a document of a client that is not cached. Raises TooBusy."""
        try:
            if client:
                self._new.consume(client)
        except Problem:
            raise TooBusy("Too many different documents: use variables, so that a document can be cached.") from None

    def _planned(
        self, text: str, document: DocumentNode | Errors, operation: str | None, variables: dict[str, Any]
    ) -> Plan | Errors:
        if isinstance(document, tuple):
            return document
        try:
            first = self._first.get((text, operation))
            if first is not None:
                return self._planner.with_other(variables, first)
            plan = self._planner.plan(document, operation, variables)
            self._first.keep((text, operation), plan, len(text) + OWN)
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
