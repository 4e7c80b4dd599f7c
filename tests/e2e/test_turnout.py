"""examples/turnout.py as somebody else would run it, beside a record that is written: it is killed, goes on, and ends with the
same counts as the read model."""

import os
import runpy
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.projection import ProjectionRunner

from ops.application import Register
from ops.database import Database
from ops.demo.loader import id_of
from ops.settings import Settings
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.full_record import Living
from tests.kit.server_process import PATIENCE, command, new_citizen, served

pytestmark = pytest.mark.e2e

HOME = Path(__file__).resolve().parents[2]
EXAMPLE = HOME / "examples" / "turnout.py"
OPEN = id_of("consultation", "openness-plan")
VOTE = f"/consultations/{OPEN}/proposals/{id_of('proposal', 'live-sessions')}/ballot"
SIJILL = [sys.executable, "-c", "from ops.cli.main import main; main()"]

BALLOTS = """
    select consultation::text, sum(support + agree + disagree + undecided)::integer from views.tally
    where until = 9223372036854775807 group by consultation
"""

Counts = dict[str, int]


class Follower:
    """The example as a process of its own, with the two variables that it needs."""

    def __init__(self, record: Mapping[str, str], file: Path) -> None:
        self.file = file
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SIJILL_", "TURNOUT_"))}
        self._environment = {**own, **record, "TURNOUT_SQLITE_DBNAME": str(file)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen([sys.executable, EXAMPLE], env=self._environment, cwd=self.file.parent)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            assert self._process.wait(PATIENCE) == -signal.SIGKILL, "it ended by itself"
            self._process = None

    def counts(self) -> Counts:
        with closing(sqlite3.connect(self.file)) as db, suppress(sqlite3.OperationalError):
            return {name: count for name, count in db.execute("select * from turnout") if count}
        return {}


@contextmanager
def follower(record: Mapping[str, str], file: Path) -> Iterator[Follower]:
    follower = Follower(record, file)
    follower.start()
    try:
        yield follower
    finally:
        follower.kill()


@contextmanager
def ballots_of(folder: Path) -> Iterator[Callable[[], Counts]]:
    """How many ballots stand in each consultation, as the read model says."""
    database = Database(Settings(folder))
    database.start()
    with closing(database.connect_sync()) as db:
        yield lambda: {name: count for name, count in db.execute(BALLOTS) if count}
    database.stop()


def until(condition: Callable[[], bool], what: Callable[[], Any]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.05)


def test_it_follows_a_served_record_and_survives_a_kill(tmp_path: Path) -> None:
    record = tmp_path / "record"
    with (
        served(record, "--demo") as server,
        server.client() as client,
        ballots_of(record) as ballots,
        follower({"SIJILL_DATA_DIR": str(record)}, tmp_path / "turnout.db") as turnout,
    ):

        def vote() -> None:
            cast = command(client, "POST", VOTE, {"choice": "agree"}, new_citizen(client))
            assert cast.status_code == 201, cast.text

        for _ in range(3):
            vote()
        until(lambda: turnout.counts() == ballots(), lambda: (turnout.counts(), ballots()))
        before = turnout.counts()
        assert before[str(OPEN)] >= 3
        turnout.kill()
        for _ in range(2):
            vote()
        subprocess.run([*SIJILL, "import", "polis", HOME / "docs" / "example-export", "--data-dir", record], check=True)
        assert turnout.counts() == before
        turnout.start()
        vote()
        wanted = ballots()[str(OPEN)]
        until(lambda: turnout.counts() == ballots(), lambda: (turnout.counts(), ballots()))
        after = turnout.counts()
        assert after[str(OPEN)] >= wanted >= before[str(OPEN)] + 2
        assert len(after) == len(before) + 1


def test_it_counts_real_conversations_while_they_are_imported(tmp_path: Path, polis: Path) -> None:
    record = tmp_path / "record"
    folders = [polis / "london.youth.policing", polis / "15-per-hour-seattle"]
    with (
        ballots_of(record) as ballots,
        follower({"SIJILL_DATA_DIR": str(record)}, tmp_path / "turnout.db") as turnout,
    ):
        importing = subprocess.Popen([*SIJILL, "import", "polis", *folders, "--data-dir", record])
        until(lambda: sum(turnout.counts().values()) > 100, turnout.counts)
        turnout.kill()
        turnout.start()
        assert importing.wait(PATIENCE) == 0
        until(lambda: turnout.counts() == ballots(), lambda: (turnout.counts(), ballots()))
        assert len(ballots()) == len(folders)
        assert sum(ballots().values()) > 2_000


@pytest.mark.anyio
async def test_it_can_be_tried_in_memory(register: Services) -> None:
    await Living(register).live()
    example = runpy.run_path(str(EXAMPLE))
    env = {
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "TURNOUT_PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "TURNOUT_SQLITE_DBNAME": ":memory:",
    }
    recorder, mapper = register.application.recorder, register.application.mapper
    arguments: Any = {
        "application_class": Register,
        "projection_class": example["Turnout"],
        "view_class": example["TurnoutView"],
    }
    with ProjectionRunner(**arguments, env=env) as runner:
        runner.app.save(*[mapper.to_domain_event(one) for one in recorder.select_notifications(None, 1_000)])
        last = recorder.select_notifications(None, 1_000, topics=example["Turnout"].topics)[-1]
        runner.wait(last.id, timeout=PATIENCE)
        with runner.view.datastore.transaction(commit=False) as c:
            c.execute("select sum(ballots) from turnout")
            (counted,) = c.fetchone()
    with closing(Runner(register.database, MODELS)) as read_models:
        read_models.catch_up()
    with register.database.connect_sync() as db:
        assert sum(count for _, count in db.execute(BALLOTS)) == counted > 0
