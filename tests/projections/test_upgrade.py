"""Read models that other code has made are never read or written by this one: they are made once more first."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from psycopg import Connection

from domain.kernel import Entry
from ops.database import Database
from ops.settings import Settings
from projections.kernel import FOREVER, ReadModel
from projections.models import MODELS
from projections.participation.tallies import Tally, fold, tallies
from projections.rebuild import positions
from projections.runner import LIVE, Models, Outdated, Runner
from projections.upgrade import upgrade
from tests.projections.histories import all_rows, append, ballots

VOTES = 40


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    database = Database(settings)
    database.start()
    yield database
    database.stop()


@pytest.fixture
def db(database: Database) -> Iterator[Connection[Any]]:
    with database.as_owner() as db:
        yield db


@pytest.fixture
def runner(database: Database, db: Connection[Any]) -> Iterator[Runner]:
    """One that has folded some votes, and goes on living."""
    runner = Runner(database.connect_sync)
    append(db, ballots(VOTES, proposals=VOTES))
    runner.catch_up()
    yield runner
    runner.close()


def twice(tally: Tally | None, entry: Entry[Any]) -> Tally | None:
    """Another fold: each vote counts double."""
    return fold(fold(tally, entry), entry)


def others() -> Models:
    changed = ReadModel("tally", Tally, tuple(tallies.feeds), tallies.keys, twice, tallies.queries)
    return [changed if model is tallies else model for model in MODELS]


def agreeing(db: Connection[Any]) -> list[tuple[int]]:
    return db.execute("select distinct agree from views.tally where until = %s order by 1", [FOREVER]).fetchall()


def test_what_this_code_made_is_left_as_it_is(database: Database, db: Connection[Any], runner: Runner) -> None:
    before = db.execute("select 'views.read_model'::regclass::oid").fetchone()
    assert upgrade(database.connect_sync) is None
    assert db.execute("select 'views.read_model'::regclass::oid").fetchone() == before


def test_another_fold_makes_all_once_more(database: Database, db: Connection[Any], runner: Runner) -> None:
    told: list[tuple[str, int, int]] = []
    rebuilt = upgrade(database.connect_sync, others(), on_progress=lambda *stage: told.append(stage))
    assert rebuilt is not None
    assert rebuilt.swapped
    assert ("fold", VOTES, VOTES) in told
    assert agreeing(db) == [(2,)]
    append(db, ballots(1, first=VOTES, proposals=VOTES))
    with pytest.raises(Outdated):
        runner.catch_up()
    with pytest.raises(Outdated):
        Runner(database.connect_sync).catch_up()
    assert agreeing(db) == [(2,)]
    newer = Runner(database.connect_sync, models=others())
    newer.catch_up()
    newer.close()
    assert agreeing(db) == [(2,), (4,)]


OLDER = {
    "without digests": "alter table views.read_model drop column digest",
    "with another table": "alter table views.tally drop column undecided; update views.read_model set digest = 'x' "
    "where name = 'tally'",
    "without one of them": "drop table views.tally; delete from views.read_model where name = 'tally'",
    "with one that is no more": "insert into views.read_model values ('former', 7, 'x')",
    "half filled": "update views.read_model set digest = 'x'; update views.read_model set next = 0 where name = 'tally'; "
    "truncate views.tally",
}


@pytest.mark.parametrize("older", OLDER.values(), ids=OLDER)
def test_an_older_record_becomes_what_this_code_makes(
    database: Database, db: Connection[Any], runner: Runner, older: str
) -> None:
    sound = all_rows(db, LIVE)
    runner.close()
    db.execute(older)
    with pytest.raises(Outdated):
        Runner(database.connect_sync).catch_up()
    assert upgrade(database.connect_sync) is not None
    assert all_rows(db, LIVE) == sound
    assert positions(db, LIVE) == dict.fromkeys((model.table for model in MODELS), VOTES)
    assert upgrade(database.connect_sync) is None
    assert Runner(database.connect_sync).catch_up() == VOTES


def test_a_record_without_read_models_gets_them(database: Database, db: Connection[Any]) -> None:
    assert upgrade(database.connect_sync) is None
    assert set(positions(db, LIVE).values()) == {0}


def test_several_that_start_at_once_wait_for_the_first(database: Database, db: Connection[Any], runner: Runner) -> None:
    sound = all_rows(db, LIVE)
    db.execute(OLDER["with another table"])
    done: list[bool] = []
    threads = [Thread(target=lambda: done.append(upgrade(database.connect_sync) is not None)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True]
    assert all_rows(db, LIVE) == sound
