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
from pathlib import Path
from time import process_time
from typing import Any
from uuid import uuid4

import msgspec

from ops.bench.questions import DOCUMENT

HERE = Path(__file__).parents[2]
TURNS, ROUNDS, TIMES = 5, 15, 20


def rows() -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
    """A consultation, and a page of its proposals with their tallies, as the database gives them: what `connections` unpacks."""
    from api.graphql.participation.proposal import NO_BALLOTS
    from projections.participation.consultation import ConsultationRow
    from projections.participation.proposal import ProposalRow

    def row(type_: type, **known: Any) -> tuple[Any, ...]:
        return tuple(known.get(name) for name in type_.__struct_fields__)  # type: ignore[attr-defined]

    now, consultation = datetime.now(UTC), uuid4()
    said = {"language": "fr", "origin": "online", "moderation": "unmoderated", "withdrawn": False, "version": 1}
    tally = [getattr(NO_BALLOTS, name) for name in ("support", "agree", "disagree", "undecided")]
    page = [
        (consultation, 5_000, place, *row(ProposalRow, id=uuid4(), occurred_at=now, **said), *tally)
        for place in range(50)
    ]
    return row(ConsultationRow, id=consultation), page


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

    from api.graphql.engine.engine import encoded
    from api.graphql.engine.execute import Answering
    from api.graphql.engine.internals import core_schema
    from api.graphql.engine.plain import Plain
    from api.graphql.engine.reading import Reading
    from api.graphql.schema import PLANNER, SCHEMA, TYPENAMES, declared

    consultation, page = rows()
    document, variables = parse(DOCUMENT), {"id": str(consultation[0])}

    async def fetch(query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        return page if "parents" in parameters else [consultation]

    async def opened(fields: Sequence[Any]) -> dict[Any, str]:
        return {}

    def reading() -> Reading:
        return Reading(fetch, opened, 1, datetime.now(UTC), ("fr",), latest=True)

    async def answer() -> bytes:
        found = await Answering(SCHEMA, plan, TYPENAMES).answer({"consultation": reading()})
        return encoded(found.data, found.errors)

    async def by_graphql_core() -> bytes:
        found = plain.answer(plan, {"consultation": reading()})
        return encoded(found.data, found.errors or ())

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
