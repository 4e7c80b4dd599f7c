"""A rebuild beside the live read models: never in the way of readers, never half done."""

from collections.abc import Iterator
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from domain.kernel import Entry
from domain.participation.ballot import BallotCast, BallotChanged, BallotWithdrawn
from ops.database import Database
from projections.models import MODELS
from projections.participation.tally import Tally, tallies
from projections.queries.as_of import QUERIES as AS_OF
from projections.toolkit.following import Following
from projections.toolkit.kernel import ReadModel
from projections.toolkit.rebuild import AlreadyRebuilding, rebuild
from projections.toolkit.runner import LIVE, NEXT, OLD, Runner
from projections.toolkit.sql import FOREVER
from tests.kit.log import all_rows, append, ballots

QUESTIONS = 20


@pytest.fixture
def runner(database: Database) -> Iterator[Runner]:
    runner = Runner(database, MODELS)
    yield runner
    runner.close()


def schemas(db: Connection[Any]) -> set[str]:
    return {name for (name,) in db.execute("select nspname from pg_namespace where nspname like 'views%'")}


class Reader(Thread):
    """Asks the same again and again on one connection, its statements prepared: the answer must stay, positions may grow."""

    def __init__(self, database: Database, ended: Event, votes: int) -> None:
        super().__init__()
        self.database, self.ended, self.votes = database, ended, votes
        self.reads, self.builds = 0, set[int]()
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            with self.database.connect_sync() as db:
                self.read(db)
        except Exception as error:
            self.error = error

    def read(self, db: Connection[Any]) -> None:
        asked = [question for (question,) in db.execute("select distinct proposal from tally").fetchall()]
        stood, last = {"proposals": asked, "position": self.votes - 1}, -1
        while not self.ended.is_set():
            ((position, build, _),) = db.execute(AS_OF["reached"]).fetchall()
            assert position >= last
            last = position
            self.builds.add(build)
            assert sum(row[3] for row in db.execute(tallies.queries["as_of"], stood)) == self.votes
            joined = db.execute(
                "select count(*) from audit join tally on tally.proposal = audit.subject and tally.until = %s"
                " where position < %s",
                [FOREVER, self.votes],
            )
            assert joined.fetchone() == (self.votes,)
            self.reads += 1


def test_readers_see_no_gap_while_rebuilds_come_in(database: Database, db: Connection[Any]) -> None:
    votes, rebuilds = 2_000, 3
    append(db, ballots(votes))
    following = Following(database, MODELS)
    Runner(database, MODELS).catch_up()
    following.start()
    ended = Event()
    readers = [Reader(database, ended, votes) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(rebuilds):
            before = [reader.reads for reader in readers]
            append(db, ballots(300, first=votes + 300 * number))
            rebuilt = rebuild(database, MODELS, batch=500)
            assert rebuilt.differences == {}
            assert rebuilt.events == votes + 300 * (number + 1)
            while any(now == then and reader.error is None for reader, now, then in progress(readers, before)):
                ended.wait(0.01)
    finally:
        ended.set()
        for reader in readers:
            reader.join()
        following.end()
    assert [reader.error for reader in readers] == [None] * len(readers)
    assert all(len(reader.builds) > 1 for reader in readers)
    assert rebuild(database, MODELS, check=True).differences == {}
    assert schemas(db) == {LIVE}


def test_readers_see_no_gap_while_some_are_replaced(database: Database, db: Connection[Any]) -> None:
    votes, rebuilds = 500, 5
    append(db, ballots(votes))
    Runner(database, MODELS).catch_up()
    ended = Event()
    readers = [Reader(database, ended, votes) for _ in range(4)]
    for reader in readers:
        reader.start()
    try:
        for number in range(rebuilds):
            before = [reader.reads for reader in readers]
            append(db, ballots(100, first=votes + 100 * number))
            changed = "update views.read_model set digest = %s where name in ('tally', 'audit')"
            db.execute(changed, [f"other code {number}"])
            rebuilt = rebuild(database, MODELS, all_models=False, compared=False)
            assert rebuilt.models == ["tally", "audit"]
            Runner(database, MODELS).catch_up()
            while any(now == then and reader.error is None for reader, now, then in progress(readers, before)):
                ended.wait(0.01)
    finally:
        ended.set()
        for reader in readers:
            reader.join()
    assert [reader.error for reader in readers] == [None] * len(readers)
    assert all(len(reader.builds) > 1 for reader in readers)
    assert rebuild(database, MODELS, check=True).differences == {}
    assert schemas(db) == {LIVE}


def progress(readers: list[Reader], before: list[int]) -> list[tuple[Reader, int, int]]:
    return [(reader, reader.reads, then) for reader, then in zip(readers, before, strict=True)]


def test_a_reader_that_is_slow_keeps_what_it_reads(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(100))
    runner.catch_up()
    with database.connect_sync() as reading, reading.transaction(), reading.cursor("slow") as cursor:
        cursor.execute("select agree from tally where until = %s", [FOREVER])
        ((first,),) = cursor.fetchmany(1)

        def let_go(stage: str, done: int, total: int) -> None:
            assert stage in ("fold", "index", "compare")

        finished = Thread(target=rebuild, args=[database, MODELS], kwargs={"on_progress": let_go})
        finished.start()
        while OLD not in schemas(db):  # swapped; what is read is not yet dropped
            assert finished.is_alive(), "the rebuild has ended early"
        assert first + sum(agree for (agree,) in cursor.fetchall()) == 100
    finished.join()
    assert schemas(db) == {LIVE}


@pytest.mark.parametrize("stage", ["fold", "index", "compare"])
@pytest.mark.parametrize("how", ["raises", "killed"])
def test_interrupted_it_leaves_the_live_ones_as_they_were(
    database: Database, db: Connection[Any], runner: Runner, stage: str, how: str
) -> None:
    append(db, ballots(200))
    runner.catch_up()
    live = all_rows(db, LIVE)
    opened: list[int] = []

    class Watched:
        application = database.application

        def connect_sync(self, search_path: str) -> Connection[Any]:
            connection = database.connect_sync(search_path)
            opened.append(connection.info.backend_pid)
            return connection

    def interrupt(reached: str, done: int, total: int) -> None:
        if reached == stage:
            if how == "raises":
                raise KeyboardInterrupt
            db.execute("select pg_terminate_backend(pid) from unnest(%s::integer[]) as pid", [opened])

    with pytest.raises((KeyboardInterrupt, psycopg.OperationalError)):
        rebuild(Watched(), MODELS, batch=50, on_progress=interrupt)
    assert all_rows(db, LIVE) == live

    assert rebuild(database, MODELS).differences == {}
    assert all_rows(db, LIVE) == live
    assert schemas(db) == {LIVE}


def test_two_at_once_are_refused(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(10))
    runner.catch_up()
    refused = []

    def again(stage: str, done: int, total: int) -> None:
        with pytest.raises(AlreadyRebuilding):
            rebuild(database, MODELS)
        refused.append(stage)

    assert rebuild(database, MODELS, on_progress=again).swapped
    assert refused


def test_what_differs_is_told_by_read_model(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(100))
    runner.catch_up()
    sound = all_rows(db, LIVE)
    forged, lost = thing_of(db, 0), thing_of(db, 1)
    db.execute("update views.tally set agree = agree + 7 where proposal = %s and until = %s", [forged, FOREVER])
    db.execute("delete from views.tally where proposal = %s and until = %s", [lost, FOREVER])
    db.execute("insert into views.audit values (%s, 3)", [forged])

    only_compared = rebuild(database, MODELS, check=True)

    assert not only_compared.swapped
    assert set(only_compared.differences) == {"tally", "audit"}
    tally, audit = only_compared.differences["tally"], only_compared.differences["audit"]
    assert (tally.changed, tally.only_live, tally.only_rebuilt) == (1, 0, 1)
    assert set(tally.keys) == {str(forged), str(lost)}
    assert (audit.changed, audit.only_live, audit.only_rebuilt) == (0, 1, 0)
    assert all_rows(db, LIVE) != sound
    assert schemas(db) == {LIVE}

    assert rebuild(database, MODELS).differences == only_compared.differences
    assert all_rows(db, LIVE) == sound


def thing_of(db: Connection[Any], number: int) -> Any:
    rows = db.execute("select distinct proposal from views.tally order by 1").fetchall()
    return rows[number][0]


def counting_double() -> ReadModel[Tally]:
    """Another fold: each vote counts double."""
    changed = ReadModel("tally", Tally, tallies.queries, tallies.key)

    @changed.folds
    def twice(tally: Tally | None, entry: Entry[BallotCast | BallotChanged | BallotWithdrawn]) -> Tally | None:
        return tallies.fold(tallies.fold(tally, entry), entry)

    return changed


def test_a_runner_goes_on_from_the_rows_that_came_in(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(QUESTIONS, proposals=QUESTIONS))
    runner.catch_up()
    changed = counting_double()
    changed.digest = tallies.digest  # as if it were a fault in this one
    models = [changed if model is tallies else model for model in MODELS]

    rebuilt = rebuild(database, models)

    assert rebuilt.differences["tally"].changed == QUESTIONS
    append(db, ballots(QUESTIONS, first=QUESTIONS, proposals=QUESTIONS))
    runner.catch_up()
    votes = db.execute("select distinct agree from views.tally where until = %s", [FOREVER]).fetchall()
    assert votes == [(3,)]  # two by the other fold, and one by this


def test_columns_that_only_one_has_are_told(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(5))
    runner.catch_up()
    db.execute("alter table views.tally drop column undecided")
    rebuilt = rebuild(database, MODELS)
    assert rebuilt.differences["tally"].columns == ["undecided"]
    assert rebuilt.differences["tally"].changed == 0
    db.execute("alter table views.tally alter column agree type bigint")
    rebuilt = rebuild(database, MODELS)
    assert rebuilt.differences["tally"].columns == ["agree"]
    assert rebuilt.differences["tally"].changed == 0


def indexes(db: Connection[Any], schema: str) -> list[str]:
    found = db.execute("select indexdef from pg_indexes where schemaname = %s order by 1", [schema]).fetchall()
    return sorted(definition.replace(f"{schema}.", "") for (definition,) in found)


def test_rebuilt_tables_have_the_indexes_of_fresh_ones(database: Database, db: Connection[Any], runner: Runner) -> None:
    append(db, ballots(5))
    runner.catch_up()
    fresh = indexes(db, LIVE)
    rebuild(database, MODELS)
    assert indexes(db, LIVE) == fresh


def test_an_empty_record_and_one_without_read_models_rebuild(database: Database, db: Connection[Any]) -> None:
    assert rebuild(database, MODELS).events == 0
    append(db, ballots(5))
    db.execute("drop schema views cascade")
    told: list[tuple[str, int, int]] = []
    rebuilt = rebuild(database, MODELS, batch=2, on_progress=lambda *stage: told.append(stage))
    assert rebuilt.swapped
    assert set(rebuilt.next.values()) == {5}
    assert ("fold", 5, 5) in told
    assert NEXT not in schemas(db)
