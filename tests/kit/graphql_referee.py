"""Holds answers against graphql-core's own execution of the same schema: data, nulls, errors, the order of keys."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import psycopg
from graphql import GraphQLError

from api.graphql.engine.execute import Answer, Answering
from api.graphql.engine.internals import core_schema
from api.graphql.engine.plain import Plain
from api.graphql.engine.reading import Reading
from api.graphql.schema import PLANNER, TYPENAMES, declared

PLAIN = Plain(core_schema(declared()), PLANNER.shapes, TYPENAMES)

Said = tuple[tuple[str | int, ...], str, str]
"""An error's path, message and code."""


class Referee:
    """`wrong` says in which answers graphql-core would have said something else; `answers` counts those that were held."""

    def __init__(self, db: psycopg.Connection[Any]) -> None:
        self._db = db
        self.wrong: list[str] = []
        self.answers = self.errors = 0

    async def hold(self, answering: Answering, readings: dict[str, Any], answer: Callable[..., Any]) -> Answer:
        opened: dict[Any, str] = {}
        for reading in {id(one): one for one in readings.values()}.values():
            reading._open = remembering(reading._open, opened)
        found: Answer = await answer(answering, readings)
        plan = answering._plan
        expected = PLAIN.answer(plan, {key: self._reading(one, opened) for key, one in readings.items()})
        self.answers += 1
        self.errors += len(found.errors)
        ours, theirs = said(found.errors), said(expected.errors or ())
        if orjson.dumps(found.data) != orjson.dumps(expected.data):
            self.wrong.append(f"data\n{shown(plan)}\n{orjson.dumps(found.data)!r}\n{orjson.dumps(expected.data)!r}")
        elif theirs - ours or any(not nulled_above(error, found.data) for error in ours - theirs):
            self.wrong.append(f"errors\n{shown(plan)}\n{ours - theirs}\n{theirs - ours}")
        return found

    def _reading(self, like: Reading, opened: Mapping[Any, str]) -> Reading:
        """The same, but that it never waits; words that were not opened are not there."""
        known: dict[str, Any] = {}

        async def fetch(query: Any, parameters: Mapping[str, Any]) -> Any:
            key = f"{query}{parameters}"
            if key not in known:
                known[key] = self._db.execute(query, parameters, binary=True).fetchall()
            return known[key]

        async def open(fields: Sequence[Any]) -> dict[Any, str]:
            return {field: opened[field] for field in fields if field in opened}

        return Reading(
            fetch,
            open,
            like.at,
            like.moment,
            like.languages,
            latest=like.latest,
            rules=like.rules,
            by_facts=like.by_facts,
            search_token=like.search_token,
        )


def remembering(open: Callable[..., Any], opened: dict[Any, str]) -> Callable[..., Any]:
    async def remembered(fields: Sequence[Any]) -> Any:
        found = await open(fields)
        opened.update(found)
        return found

    return remembered


def said(errors: Sequence[GraphQLError]) -> Counter[Said]:
    return Counter(
        (tuple(error.path or ()), error.message, str((error.extensions or {}).get("code"))) for error in errors
    )


def nulled_above(error: Said, data: Any) -> bool:
    """Whether something that holds the place of an error is null. graphql-core may then not have come to that place: it stops
    where something turns out to be null, and we ask for all objects at once."""
    for key in error[0][:-1]:
        if data is None:
            return True
        data = data[key]
    return data is None


def shown(plan: Any) -> str:
    from graphql import print_ast

    return "\n".join(print_ast(node) for node in (plan.operation, *plan.fragments)) + f"\n{plan.variables}"


@contextmanager
def watched(connect: Callable[[], psycopg.Connection[Any]]) -> Iterator[Referee]:
    """Every answer that is worked out meanwhile is held against graphql-core's; those that differ fail at the end."""
    answer = Answering.answer
    with connect() as db:
        referee = Referee(db)
        Answering.answer = lambda self, readings: referee.hold(self, readings, answer)  # type: ignore[method-assign]
        try:
            yield referee
        finally:
            Answering.answer = answer  # type: ignore[method-assign]
    assert not referee.wrong, "graphql-core says something else:\n" + "\n\n".join(referee.wrong)
