"""What GraphQL itself costs: planning the question of `questions` and executing it, with the rows handed over ready; and what
graphql-core's own execution of the same schema costs, which asks each object for each field.

`python -m ops.bench.answering [CHECKOUT ...]` measures this checkout and others in turns, in CPU time, and prints the least.
"""

import asyncio
import gc
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any
from uuid import UUID, uuid4

import msgspec

from ops.bench.questions import DOCUMENT

HERE = Path(__file__).parents[2]
TURNS, ROUNDS, TIMES = 5, 15, 20


SAID_AT = datetime(2026, 11, 27, 12, tzinfo=UTC)
SAID = {"language": "fr", "origin": "online", "moderation": "unmoderated", "withdrawn": False, "version": 1}


def row(names: Sequence[str], **values: Any) -> tuple[Any, ...]:
    return tuple(values.get(name) for name in names)


def page_of(consultation: UUID, names: Sequence[str]) -> list[tuple[Any, ...]]:
    """A page of a consultation's proposals with their tallies, as the database gives some of their columns: what `connections`
    unpacks."""
    from api.graphql.participation.tally import NO_BALLOTS

    tally = [getattr(NO_BALLOTS, name) for name in ("support", "agree", "disagree", "undecided")]
    ids = [UUID(int=place) for place in range(50)]
    return [(consultation, 5_000, id.int, *row(names, id=id, occurred_at=SAID_AT, **SAID), *tally) for id in ids]


async def fastest(work: Callable[[], Awaitable[object]]) -> float:
    """CPU microseconds of the fastest round."""
    took: list[float] = []
    for _ in range(ROUNDS):
        began = process_time()
        for _ in range(TIMES):
            await work()
        took.append((process_time() - began) / TIMES)
    return min(took) * 1e6


async def measure() -> tuple[float, float, float, float]:
    """Microseconds for planning, for planning with other variables, for executing up to the bytes, and for executing by
    graphql-core."""
    from graphql import parse

    from api.graphql.engine.aside import Aside
    from api.graphql.engine.engine import encoded
    from api.graphql.engine.execute import Answering
    from api.graphql.engine.internals import core_schema
    from api.graphql.engine.plain import Plain
    from api.graphql.engine.reading import Reading
    from api.graphql.schema import PLANNER, TYPENAMES, declared
    from projections.participation.consultation import consultations
    from projections.participation.proposal import proposals

    id = uuid4()
    consultation = row(consultations.columns.names, id=id)
    few = proposals.columns.some(frozenset({"id", "occurred_at", *SAID})).names
    every = proposals.columns.names
    page, whole = page_of(id, few), page_of(id, every)
    (other, *_) = (name for name in every if name not in few)
    document, variables = parse(DOCUMENT), {"id": str(id)}

    async def fetch(query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        if "parents" not in parameters:
            return [consultation]
        return whole if f'proposal."{other}"' in query else page

    async def opened(fields: Sequence[Any]) -> dict[Any, str]:
        return {}

    def reading() -> Reading:
        return Reading(fetch, opened, 1, datetime.now(UTC), ("fr",), latest=True)

    introspect = partial(PLANNER.introspection.answer, Aside(), "")

    async def answer() -> bytes:
        found = await Answering(introspect, plan, TYPENAMES).answer({"consultation": reading()})
        return encoded(found.data, found.errors, {})

    async def by_graphql_core() -> bytes:
        found = plain.answer(plan, {"consultation": reading()})
        return encoded(found.data, found.errors or (), {})

    async def planned() -> None:
        PLANNER.plan(document, None, variables)

    async def planned_again() -> None:
        PLANNER.with_other(variables, plan)

    plan = PLANNER.plan(document, None, variables)
    answered = msgspec.json.decode(await answer())
    plain = Plain(core_schema(declared()), PLANNER.shapes, TYPENAMES)
    assert len(answered["data"]["consultation"]["proposals"]["nodes"]) == 50, answered
    assert answered == msgspec.json.decode(await by_graphql_core())
    gc.freeze()  # as the server does
    works = (planned, planned_again, answer, by_graphql_core)
    first, again, ours, theirs = [await fastest(work) for work in works]
    return first, again, ours, theirs


def main(checkouts: list[Path]) -> None:
    found: dict[Path, list[list[float]]] = {checkout: [] for checkout in checkouts}
    for _ in range(TURNS):
        for checkout, figures in found.items():
            said = subprocess.run(
                [sys.executable, "-P", __file__, "--measure"],
                cwd=checkout,
                env={**os.environ, "PYTHONPATH": str(checkout)},
                check=True,
                stdout=subprocess.PIPE,
            ).stdout
            figures.append(msgspec.json.decode(said))
    for checkout, figures in found.items():
        planned, again, executed, plainly = (min(column) for column in zip(*figures, strict=True))
        print(f"{checkout}: plan {planned:.0f} µs, with other variables {again:.0f} µs; execution {executed:.0f} µs,")
        print(f"  by graphql-core {plainly:,.0f} µs, {plainly / executed:.0f} times as much")


if __name__ == "__main__":
    if sys.argv[1:] == ["--measure"]:
        print(msgspec.json.encode(asyncio.run(measure())).decode())
    else:
        main([HERE, *(Path(given).resolve() for given in sys.argv[1:])])
