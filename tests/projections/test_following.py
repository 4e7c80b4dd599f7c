"""The read models of a database are kept by one of those who could: the others wait, and one of them takes over."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Thread
from threading import enumerate as threads
from typing import Any

import pytest
from eventsourcing.persistence import NotSupportedError, Tracking
from psycopg import Connection

from ops.database import Database
from projections.models import MODELS
from projections.toolkit import following as module
from projections.toolkit.following import Following, ReadModels, Views, following
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE, Moved, Runner
from projections.toolkit.turn import Turn
from tests.kit.log import all_rows, append, ballots

LIMIT = 60.0
"""Seconds after which what must come is given up."""


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.01)


@contextmanager
def keeping(*all: Following) -> Iterator[None]:
    for one in all:
        one.start()
    try:
        yield
    finally:
        for one in all:
            one.end()
    assert not any(one.is_alive() for one in all)


def reached(db: Connection[Any]) -> set[int]:
    return {next for (next,) in db.execute("select next from views.read_model")}


def listening(db: Connection[Any]) -> int:
    """How many follow the log now: each listens on a connection of its own."""
    ((count,),) = db.execute(
        "select count(*) from pg_stat_activity where datname = current_database() and query ilike 'listen%'"
    ).fetchall()
    return int(count)


def holder(db: Connection[Any]) -> int | None:
    """The backend of the one who has the turn."""
    found = db.execute(
        "select pid from pg_locks join pg_database on pg_database.oid = database"
        " where locktype = 'advisory' and objsubid = 2 and granted and datname = current_database()"
        " and (classid, objid) = (hashtext('sijill follower')::bigint & 4294967295, hashtext(%s)::bigint & 4294967295)",
        [module.NAME],
    ).fetchone()
    return found[0] if found else None


def test_one_follows_and_another_takes_over_when_its_connection_dies(database: Database, db: Connection[Any]) -> None:
    append(db, ballots(10))
    one, other = Following(database, MODELS), Following(database, MODELS)
    with keeping(one, other):
        until(lambda: reached(db) == {10}, "the first ballots")
        assert listening(db) == 1
        for last in (20, 30):
            was = holder(db)
            db.execute("select pg_terminate_backend(%s)", [was])
            append(db, ballots(10, first=last - 10))
            until(lambda last=last: reached(db) == {last}, "the next ballots")  # type: ignore[misc]
            assert holder(db) != was
            until(lambda: listening(db) == 1, "one who follows")
    until(lambda: holder(db) is None, "nobody's turn")
    with closing(Runner(database, MODELS, "shadow")) as runner:
        runner.catch_up()
    assert all_rows(db, LIVE) == all_rows(db, "shadow")


def test_one_who_waits_reads_nothing(database: Database, db: Connection[Any]) -> None:
    with database.connect_sync() as holding, Turn(holding, module.NAME) as turn:
        assert turn.take()
        waiting = Following(database, MODELS)
        with keeping(waiting):
            append(db, ballots(10))
            with closing(Runner(database, MODELS)) as runner:
                assert runner.catch_up() == 10
            assert listening(db) == 0
            turn.db.close()
            append(db, ballots(10, first=10))
            until(lambda: reached(db) == {20}, "its turn")


def test_one_of_other_code_lets_the_turn_go(
    database: Database, db: Connection[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """While read models are made by newer code, the older process fails at each try, and is in nobody's way."""
    monkeypatch.setattr(logging.getLogger(module.__name__), "disabled", True)
    append(db, ballots(5))
    older = Following(database, MODELS)
    with keeping(older):
        until(lambda: reached(db) == {5}, "the first ballots")
        db.execute("update views.read_model set digest = 'newer' where name = 'tally'")
        append(db, ballots(5, first=5))
        until(lambda: holder(db) is None, "the turn of another")
        db.execute("update views.read_model set digest = %s where name = 'tally'", [digest_of_tally()])
        until(lambda: reached(db) == {10}, "the next ballots")


def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The errors that followers log from now on."""
    found: list[str] = []
    monkeypatch.setattr(module.log, "error", lambda text, *values: found.append(text % values))
    return found


def test_read_models_ahead_of_the_log_stop_their_follower(
    database: Database, db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It passed over the entries that came next, said nothing, and went on once the log had caught up."""
    errors = logged(monkeypatch)
    append(db, ballots(5))
    with keeping(Following(database, MODELS)):
        until(lambda: reached(db) == {5}, "the first ballots")
        db.execute("update views.read_model set next = next + 2")
        until(lambda: bool(errors), "an error")
        assert "stands at position 6" in errors[0]
        append(db, ballots(5, first=5))
        count = len(errors)
        until(lambda: len(errors) > count, "the same error")
        assert reached(db) == {7}
        rebuild(database, MODELS)
        append(db, ballots(1, first=10))
        until(lambda: reached(db) == {11}, "the next ballots")
    with closing(Runner(database, MODELS, "shadow")) as runner:
        runner.catch_up()
    assert all_rows(db, LIVE) == all_rows(db, "shadow")


def test_a_log_whose_end_is_another_one_stops_the_follower(
    database: Database, db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = logged(monkeypatch)
    append(db, ballots(5))
    with keeping(Following(database, MODELS)):
        until(lambda: reached(db) == {5}, "the first ballots")
        with db.transaction():
            db.execute("delete from record.log where position = 4")
            db.execute("update record.head set next = 4")
            append(db, ballots(3, first=10))
        until(lambda: bool(errors), "an error")
        assert reached(db) == {5}


def test_a_head_behind_the_log_stops_the_follower(
    database: Database, db: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = logged(monkeypatch)
    append(db, ballots(5))
    with keeping(Following(database, MODELS)):
        until(lambda: reached(db) == {5}, "the first ballots")
        db.execute("update record.head set next = 3")
        until(lambda: bool(errors), "an error")
        assert "the next position is 3, but by the entries that are there it is 5" in errors[0]
        db.execute("update record.head set next = 5")
        append(db, ballots(1, first=5))
        until(lambda: reached(db) == {6}, "the next ballot")


def test_read_models_that_an_earlier_version_has_made_are_followed(database: Database, db: Connection[Any]) -> None:
    """Their table did not say which entry was the last."""
    append(db, ballots(5))
    with closing(Runner(database, MODELS)) as runner:
        runner.catch_up()
    db.execute("alter table views.read_model drop column last")
    with keeping(Following(database, MODELS)):
        append(db, ballots(1, first=5))
        until(lambda: reached(db) == {6}, "the next ballot")
    assert db.execute("select count(*) from views.read_model where last is null").fetchone() == (0,)


def digest_of_tally() -> str:
    from projections.participation.tally import tallies

    return tallies.digest


def test_the_library_s_runner_says_what_stopped_it(database: Database, db: Connection[Any]) -> None:
    append(db, ballots(5))
    with closing(Runner(database, MODELS)) as runner:
        runner.catch_up()
        runner.fold = fail  # type: ignore[method-assign]
        append(db, ballots(5, first=5))
        with pytest.raises(ZeroDivisionError), following(runner) as running:
            running.run_forever(LIMIT)
    assert reached(db) == {5}
    assert not [one for one in threads() if "pull" in one.name]


def fail(*_: Any) -> None:
    raise ZeroDivisionError


def test_wait_knows_how_far_the_read_models_have_come(database: Database, db: Connection[Any]) -> None:
    append(db, ballots(5))
    with closing(Runner(database, MODELS)) as runner, following(runner) as running:
        running.wait(5, timeout=LIMIT)
        assert reached(db) == {5}
    with closing(Runner(database, MODELS)) as runner:
        view = Views(runner)
        assert view.max_tracking_id("register") == 5
        with pytest.raises(NotSupportedError):
            view.insert_tracking(Tracking("register", 6))


def test_one_event_is_a_batch_of_one(database: Database, db: Connection[Any]) -> None:
    entries = list(ballots(3))
    append(db, entries)
    with closing(Runner(database, MODELS)) as runner:
        read_models = ReadModels(Views(runner))
        for id in (1, 1, 2):
            read_models.process_event(entries[id - 1], Tracking("register", id))
        assert reached(db) == {2}
        with pytest.raises(Moved):
            read_models.process_event(entries[2], Tracking("register", 4))
        assert reached(db) == {2}


def test_it_ends_while_the_database_is_away(database: Database) -> None:
    class Away:
        application = database.application

        def connect_sync(self, search_path: str) -> Connection[Any]:
            return Connection.connect("postgresql://nobody@127.0.0.1:1/nothing", connect_timeout=1)

    one = Following(Away(), MODELS)
    with keeping(one):
        pass
    assert not [thread for thread in threads() if isinstance(thread, Thread) and thread.name == "read models"]
