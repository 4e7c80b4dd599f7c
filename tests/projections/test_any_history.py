"""Whatever happens, in whatever order: how a read model was made never shows in it."""

from collections.abc import Sequence
from threading import Thread
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from ops.database import Database
from projections.models import MODELS
from projections.toolkit.kernel import At
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE, NEXT, Models, Runner
from projections.toolkit.sql import FOREVER
from projections.toolkit.state import state
from tests.kit.histories.any_history import Step, played, steps
from tests.kit.log import all_rows, append, ballots, emptied

SHADOW = "shadow"
"""Another schema, where the same is done another way."""

some = hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
batches = st.integers(1, 12)
parts = st.floats(0, 1)


@pytest.fixture
def database(database: Database) -> Database:
    with database.as_owner() as db:  # many small examples: nothing of them need outlive the machine
        db.execute(SQL("alter database {} set synchronous_commit = off").format(Identifier(db.info.dbname)))
    return database


def fresh(db: Connection[Any]) -> None:
    emptied(db, LIVE, NEXT, SHADOW)


def follow(database: Database, schema: str, batch: int, until: int | None = None) -> None:
    runner = Runner(database, MODELS, schema, batch=batch)
    runner.catch_up(until=until)
    runner.close()


@some
@given(steps(), batches, batches, parts)
def test_a_rebuild_equals_what_was_kept_step_by_step(
    database: Database, db: Connection[Any], asked: list[Step], one: int, other: int, part: float
) -> None:
    fresh(db)
    entries = played(asked)
    known = int(len(entries) * part)
    append(db, entries[:known])
    staying = Runner(database, MODELS, batch=one)
    staying.catch_up()
    append(db, entries[known:])
    follow(database, LIVE, other, until=known + 2)  # another takes over, and hands back
    staying.catch_up()
    staying.close()
    kept = all_rows(db, LIVE)

    rebuilt = rebuild(database, MODELS, batch=other)

    assert rebuilt.swapped
    assert rebuilt.events == len(entries)
    assert rebuilt.differences == {}
    assert all_rows(db, LIVE) == kept


@some
@given(steps(), batches, batches, parts)
def test_as_of_a_position_equals_a_rebuild_stopped_there(
    database: Database, db: Connection[Any], asked: list[Step], one: int, other: int, part: float
) -> None:
    fresh(db)
    entries = played(asked)
    position = int((len(entries) - 1) * part)
    append(db, entries)
    follow(database, LIVE, one)
    follow(database, SHADOW, other, until=position + 1)

    assert all_rows(db, LIVE, before=position + 1) == all_rows(db, SHADOW)
    assert states(database, LIVE, position) == states(database, SHADOW, position)


def states(database: Database, schema: str, position: int) -> list[dict[str, Any]]:
    with database.connect_sync(schema) as db, db.transaction():
        return list(state(db, position, MODELS))


class Stumbling(Runner):
    """Falls down at its first attempts of some batches, after it has written everything but the position."""

    def __init__(self, database: Database, batch: int, falls: set[int]) -> None:
        super().__init__(database, MODELS, SHADOW, batch=batch)
        self.falls = falls

    def fold(self, db: Connection[Any], batch: Sequence[At], models: Models) -> None:
        super().fold(db, batch, models)
        if batch[0][0] in self.falls:
            self.falls.remove(batch[0][0])
            raise ConnectionAbortedError


@some
@given(steps(), batches, st.sets(st.integers(0, 40), max_size=6))
def test_falling_down_and_getting_up_again_does_no_harm(
    database: Database, db: Connection[Any], asked: list[Step], batch: int, falls: set[int]
) -> None:
    fresh(db)
    append(db, played(asked))
    follow(database, LIVE, batch)
    runner = Stumbling(database, batch, falls)
    while True:
        try:
            runner.catch_up()
            break
        except ConnectionAbortedError:
            continue
    runner.close()
    assert all_rows(db, SHADOW) == all_rows(db, LIVE)


def test_two_runners_at_once_fold_every_entry_once(database: Database, db: Connection[Any]) -> None:
    append(db, ballots(500))
    threads = [Thread(target=follow, args=(database, LIVE, batch)) for batch in (7, 11, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    follow(database, SHADOW, 100)
    assert all_rows(db, LIVE) == all_rows(db, SHADOW)
    assert db.execute("select sum(agree) from views.tally where until = %s", [FOREVER]).fetchone() == (500,)


def test_a_read_model_that_fell_behind_catches_up_alone(database: Database, db: Connection[Any]) -> None:
    append(db, ballots(50))
    follow(database, LIVE, 9)
    db.execute("truncate views.tally")
    db.execute("update views.read_model set next = 0 where name = 'tally'")
    append(db, ballots(50, first=50))
    follow(database, LIVE, 9)
    follow(database, SHADOW, 100)
    assert all_rows(db, LIVE) == all_rows(db, SHADOW)
