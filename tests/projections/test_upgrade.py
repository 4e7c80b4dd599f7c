"""Read models that other code has made are never read or written by this one: they are made once more first."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from psycopg import Connection

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn
from ops.database import Database
from projections.models import MODELS
from projections.participation.tally import Tally, tallies
from projections.toolkit.kernel import ReadModel
from projections.toolkit.rebuild import positions, rebuild
from projections.toolkit.runner import LIVE, Models, Outdated, Runner
from projections.toolkit.sql import FOREVER
from projections.toolkit.upgrade import FORMER, upgrade
from tests.kit.log import all_rows, append, ballots
from tests.kit.same_rows import extended

VOTES = 40


@pytest.fixture
def runner(database: Database, db: Connection[Any]) -> Iterator[Runner]:
    """One that has folded some votes, and goes on living."""
    runner = Runner(database, MODELS)
    append(db, ballots(VOTES, proposals=VOTES))
    runner.catch_up()
    yield runner
    runner.close()


def counting_double() -> ReadModel[Tally]:
    """Another fold: each vote counts double."""
    changed = ReadModel("tally", Tally, tallies.queries, tallies.key)

    @changed.folds
    def twice(tally: Tally | None, entry: Entry[BallotCast | BallotChanged | BallotWithdrawn]) -> Tally | None:
        return tallies.fold(tallies.fold(tally, entry), entry)

    return changed


def others() -> Models:
    changed = counting_double()
    return [changed if model is tallies else model for model in MODELS]


def agreeing(db: Connection[Any]) -> list[tuple[int]]:
    return db.execute("select distinct agree from views.tally where until = %s order by 1", [FOREVER]).fetchall()


def test_what_this_code_made_is_left_as_it_is(database: Database, db: Connection[Any], runner: Runner) -> None:
    before = db.execute("select 'views.read_model'::regclass::oid").fetchone()
    assert upgrade(database, MODELS) is None
    assert db.execute("select 'views.read_model'::regclass::oid").fetchone() == before


def oids(db: Connection[Any]) -> dict[str, int]:
    """What table each name stands for."""
    tables = "select relname, oid::bigint from pg_class where relnamespace = 'views'::regnamespace and relkind = 'r'"
    return dict(db.execute(tables).fetchall())


def indexes(db: Connection[Any]) -> set[tuple[str, str]]:
    return set(db.execute("select indexname, indexdef from pg_indexes where schemaname = 'views'").fetchall())


def test_another_fold_makes_its_rows_once_more(database: Database, db: Connection[Any], runner: Runner) -> None:
    told: list[tuple[str, int, int]] = []
    tables, shaped = oids(db), indexes(db)
    rebuilt = upgrade(database, others(), on_progress=lambda *stage: told.append(stage))
    assert rebuilt is not None
    assert rebuilt.swapped
    assert rebuilt.models == ["tally"]
    assert {name for name, oid in oids(db).items() if tables[name] != oid} == {"tally", "read_model"}
    assert oids(db).keys() == tables.keys()
    assert indexes(db) == shaped
    assert ("fold", VOTES, VOTES) in told
    assert agreeing(db) == [(2,)]
    append(db, ballots(1, first=VOTES, proposals=VOTES))
    with pytest.raises(Outdated):
        runner.catch_up()
    with pytest.raises(Outdated):
        Runner(database, MODELS).catch_up()
    assert agreeing(db) == [(2,)]
    newer = Runner(database, others())
    newer.catch_up()
    newer.close()
    assert agreeing(db) == [(2,), (4,)]


def test_what_is_new_comes_in_and_what_is_no_more_goes(database: Database, db: Connection[Any], runner: Runner) -> None:
    sound, tables = all_rows(db, LIVE), oids(db)
    fewer = [model for model in MODELS if model.table not in ("tally", "seat")]
    runner.close()
    gone = upgrade(database, fewer)
    assert gone is not None
    assert (gone.models, gone.events) == ([], 0)
    assert oids(db).keys() == tables.keys() - {"tally", "seat"}
    back = upgrade(database, MODELS)
    assert back is not None
    assert set(back.models) == {"tally", "seat"}
    assert all_rows(db, LIVE) == sound
    assert set(positions(db, LIVE).values()) == {VOTES}


def test_what_comes_in_stands_where_the_others_stand(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(VOTES, first=VOTES, proposals=VOTES))  # and nobody follows
    rebuilt = upgrade(database, others())
    assert rebuilt is not None
    assert rebuilt.events == VOTES
    assert set(positions(db, LIVE).values()) == {VOTES}
    newer = Runner(database, others())
    assert newer.catch_up() == 2 * VOTES
    newer.close()
    assert agreeing(db) == [(4,)]


def test_one_that_follows_meanwhile_is_caught_up_with(database: Database, db: Connection[Any], runner: Runner) -> None:
    def goes_on(stage: str, done: int, total: int) -> None:
        if stage == "index" and done == total:
            append(db, ballots(1, first=VOTES, proposals=VOTES))
            runner.catch_up()

    rebuilt = upgrade(database, others(), on_progress=goes_on)
    assert rebuilt is not None
    assert rebuilt.events == VOTES + 1
    assert set(positions(db, LIVE).values()) == {VOTES + 1}
    assert agreeing(db) == [(2,), (4,)]


def test_a_reader_of_a_former_table_is_waited_for(
    database: Database, db: Connection[Any], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = database.connect_sync()
    waited: list[float] = []

    def sleep(seconds: float) -> None:
        waited.append(seconds)
        assert reading.execute("select distinct agree from tally where until = %s", [FOREVER]).fetchall() == [(1,)]
        if len(waited) == 3:
            reading.close()

    monkeypatch.setattr("projections.toolkit.rebuild.time.sleep", sleep)
    reading.execute("begin")
    reading.execute("select from tally")
    assert upgrade(database, others()) is not None
    assert len(waited) == 3
    assert agreeing(db) == [(2,)]


def test_if_a_reader_never_ends_all_come_in_together(
    database: Database, db: Connection[Any], runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.toolkit.rebuild.PATIENCE", 0.0)
    with database.connect_sync() as reading, reading.transaction():
        reading.execute("select from tally")
        rebuilt = upgrade(database, others())
    assert rebuilt is not None
    assert len(rebuilt.models) == len(MODELS)
    assert agreeing(db) == [(2,)]


@pytest.mark.parametrize("stage", ["fold", "index"])
def test_interrupted_it_leaves_all_as_it_was(
    database: Database, db: Connection[Any], runner: Runner, stage: str
) -> None:
    before = all_rows(db, LIVE), oids(db)

    def interrupt(reached: str, done: int, total: int) -> None:
        if reached == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        upgrade(database, others(), on_progress=interrupt)
    assert (all_rows(db, LIVE), oids(db)) == before
    assert upgrade(database, others()) is not None
    assert agreeing(db) == [(2,)]


def generations() -> list[dict[str, tuple[str, str]]]:
    """What earlier code made with the same rows: by name its digest, and the one that is known to make the same."""
    formers: dict[str, list[tuple[str, str]]] = {}
    for name, former, now in FORMER:
        formers.setdefault(name, []).append((former, now))
    return [
        {name: known[number] for name, known in formers.items() if number < len(known)}
        for number in range(max(map(len, formers.values())))
    ]


@pytest.mark.parametrize("generation", generations())
def test_what_earlier_code_made_with_the_same_rows_is_recognised(
    database: Database, db: Connection[Any], runner: Runner, generation: dict[str, tuple[str, str]]
) -> None:
    now = {model.table: model.digest for model in MODELS}
    for name, (former, _) in generation.items():
        db.execute("update views.read_model set digest = %s where name = %s", [former, name])
    db.execute("update views.read_model set digest = 'another' where name = 'tally'")
    made_otherwise = {name for name, (_, then) in generation.items() if name in now and then != now[name]}
    rebuilt = upgrade(database, MODELS)
    assert rebuilt is not None
    assert set(rebuilt.models) == made_otherwise | {"tally"}
    assert upgrade(database, MODELS) is None


def test_what_makes_the_same_rows_as_before_is_carried_on() -> None:
    known = {"tally": ("b", ["a"]), "vote": ("x", ["w"])}
    then, now = {"tally": "b", "vote": "y", "seat": "m"}, {"tally": "c", "vote": "z", "seat": "n"}
    first = extended(known, then, now)
    assert first == {"seat": ("n", ["m"]), "tally": ("c", ["a", "b"]), "vote": ("z", ["y"])}
    assert extended(first, now, now) == first
    assert extended(first, {"tally": "between"}, now)["tally"] == ("c", ["a", "b", "between"])


OLDER = {
    "without digests": "alter table views.read_model drop column digest",
    "without last entries": "alter table views.read_model drop column last; update views.read_model set digest = 'x' "
    "where name = 'tally'",
    "without last entries and digests": "alter table views.read_model drop column last, drop column digest",
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
        Runner(database, MODELS).catch_up()
    assert upgrade(database, MODELS) is not None
    assert all_rows(db, LIVE) == sound
    assert positions(db, LIVE) == dict.fromkeys((model.table for model in MODELS), VOTES)
    assert upgrade(database, MODELS) is None
    assert Runner(database, MODELS).catch_up() == VOTES


def test_a_record_without_read_models_gets_them(database: Database, db: Connection[Any]) -> None:
    assert upgrade(database, MODELS) is None
    assert set(positions(db, LIVE).values()) == {0}


def test_what_another_has_just_made_is_left_as_it_is(database: Database, db: Connection[Any], runner: Runner) -> None:
    tables = oids(db)
    assert not rebuild(database, MODELS, compared=False, all_models=False).swapped
    assert oids(db) == tables


def test_several_that_start_at_once_wait_for_the_first(database: Database, db: Connection[Any], runner: Runner) -> None:
    sound = all_rows(db, LIVE)
    db.execute(OLDER["with another table"])
    done: list[bool] = []
    threads = [Thread(target=lambda: done.append(upgrade(database, MODELS) is not None)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [False, False, True]
    assert all_rows(db, LIVE) == sound
