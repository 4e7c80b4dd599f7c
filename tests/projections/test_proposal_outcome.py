"""The way of a proposal as of any position is the one that was told when the log had come just so far."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import Connection

from domain.kernel import Entry
from ops.database import Database
from projections.models import MODELS
from projections.queries.proposal_outcome import Way, ways
from projections.toolkit.runner import LIVE, Runner
from tests.kit.histories.activities import carrying_out
from tests.kit.histories.any_history import Step, played
from tests.kit.histories.meetings import IDEAS, gathering
from tests.kit.log import append, emptied

some = hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def told(db: Connection[Any], position: int) -> dict[UUID, Way]:
    async def fetch(query: str, arguments: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        return db.execute(query, arguments).fetchall()

    return asyncio.run(ways(fetch, IDEAS, position))


def recorded(database: Database, db: Connection[Any], entries: Sequence[Entry[Any]]) -> None:
    emptied(db, LIVE)
    append(db, entries)
    db.commit()
    runner = Runner(database, MODELS)
    runner.catch_up()
    runner.close()
    db.execute(f"set search_path = {LIVE}, record")


@some
@given(st.lists(gathering() | carrying_out(), min_size=10, max_size=50), st.floats(0, 1))
def test_a_way_as_of_a_position_is_what_it_was_then(
    database: Database, db: Connection[Any], asked: list[Step], part: float
) -> None:
    entries = played(asked)
    first = next(number for number, entry in enumerate(entries) if entry.stream in IDEAS)
    position = first + int(part * (len(entries) - 1 - first))
    recorded(database, db, entries)
    later = told(db, position)
    recorded(database, db, entries[: position + 1])
    assert told(db, position) == later
    for way in later.values():
        assert [step.position for step in way.steps] == sorted(step.position for step in way.steps)


def test_the_histories_reach_what_a_way_may_come_to(database: Database, db: Connection[Any]) -> None:
    """What the property is held against: the opening alone takes a proposal up."""
    recorded(database, db, played([]))
    way = told(db, len(played([])))[IDEAS[0]]
    assert [step.kind for step in way.steps] == ["submitted", "answered", "taken_up"]
    assert way.outcome == "taken_up"
