"""`sijill replay`, and the counts of real conversations: the same from wherever they are taken."""

import asyncio
import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from click.testing import Result
from psycopg import Connection
from typer.testing import CliRunner

from ops.backup import write_backup
from ops.cli.import_report import run
from ops.cli.imports import conversations
from ops.cli.main import app
from ops.database import Database
from ops.imports.polis.staging import Staging
from ops.keys import Keyring, read_master_key
from ops.restore import check, restore
from ops.settings import Settings
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE
from projections.toolkit.sql import FOREVER
from projections.toolkit.state import state
from tests.kit.log import all_rows, append, ballots
from tests.kit.scenario import NOON, thing
from tests.ops.backups import known, quiet

SMALL = ("london.youth.policing", "15-per-hour-seattle")
CHOICES = {"1": "agree", "-1": "disagree", "0": "undecided"}

Counts = dict[str, Counter[str]]
"""Of each comment, by its number there: how many voters' last ballot is what."""


def counted(folder: Path, until: int | None = None) -> Counts:
    """From the file itself: each voter's last row by some millisecond counts."""
    with (folder / "votes.csv").open(newline="", encoding="utf-8") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["timestamp"]))
    last = {
        (row["comment-id"], row["voter-id"]): CHOICES[row["vote"]]
        for row in rows
        if until is None or int(row["timestamp"]) <= until
    }
    counts: Counts = {}
    for (comment, _), choice in last.items():
        counts.setdefault(comment, Counter())[choice] += 1
    return counts


def of_rows(rows: list[dict[str, Any]]) -> Counts:
    """The same from the state of the read models."""
    comments = {row["id"]: row["reference"] for row in rows if row["read_model"] == "proposal"}
    return {
        comments[row["proposal"]]: Counter({name: row[name] for name in CHOICES.values() if row[name]})
        for row in rows
        if row["read_model"] == "tally"
    }


def of_tables(db: Connection[Any], consultation: UUID) -> Counts:
    """The same by plain SQL from the live tables."""
    found = db.execute(
        "select reference, agree, disagree, undecided from views.tally join views.proposal on id = proposal"
        " where tally.consultation = %(of)s and tally.until = %(open)s and proposal.until = %(open)s",
        {"of": consultation, "open": FOREVER},
    )
    return {
        reference: Counter({name: number for name, number in zip(CHOICES.values(), numbers, strict=True) if number})
        for reference, *numbers in found
    }


class CommandLine:
    """`sijill replay` on one record."""

    def __init__(self, settings: Settings) -> None:
        self.environment = {
            "SIJILL_DATABASE_URL": settings.database_url, "SIJILL_MASTER_KEY_FILE": str(settings.master_key),
        }  # fmt: skip

    def __call__(self, *arguments: object, status: int = 0) -> Result:
        done = CliRunner().invoke(app, ["replay", *map(str, arguments)], env=self.environment)
        assert done.exit_code == status, done.output
        return done

    def json(self, *arguments: object, status: int = 0) -> Any:
        return msgspec.json.decode(self(*arguments, "--json", status=status).stdout)


class Real:
    """A record of some real conversations: their folders by their ids."""

    def __init__(self, settings: Settings, polis: Path) -> None:
        self.settings, self.database = settings, Database(settings)
        staging = Staging()
        asyncio.run(run(settings, conversations(staging, [polis / name for name in SMALL])))
        assert staging.problem_count() == 0
        staging.close()
        self.database.start()
        with self.database.connect_sync() as db:
            found = db.execute("select id, title from consultation where until = %s", [FOREVER]).fetchall()
            self.last = db.execute("select next - 1 from head").fetchall()[0][0]
        assert len(found) == len(SMALL)
        topics = {topic(polis / name): polis / name for name in SMALL}
        self.folders = {id: topics[next(iter(title.values()))] for id, title in found}


def topic(folder: Path) -> str:
    with (folder / "summary.csv").open(newline="", encoding="utf-8") as file:
        return dict(row[:2] for row in csv.reader(file) if row)["topic"]


@pytest.fixture(scope="module")
def real(lasting: Settings, polis: Path) -> Real:
    return Real(lasting, polis)


def test_real_counts_are_the_same_from_wherever_they_are_taken(real: Real, another: Settings, tmp_path: Path) -> None:
    truth = {id: counted(folder) for id, folder in real.folders.items()}
    assert {len(counts) for counts in truth.values()} != {0}

    def held_against(db: Connection[Any]) -> None:
        assert {id: of_tables(db, id) for id in truth} == truth

    with real.database.as_owner() as db:
        held_against(db)  # as they were kept while the rows came in
        kept = all_rows(db, LIVE)
        assert rebuild(real.database, MODELS).differences == {}
        held_against(db)  # rebuilt
        assert all_rows(db, LIVE) == kept
        file = tmp_path / "real"
        keyring = Keyring(read_master_key(real.settings.master_key))
        write_backup(db, keyring, file, quiet)
    with real.database.connect_sync() as live, live.transaction():
        for id, counts in truth.items():
            assert of_rows(list(state(live, real.last, MODELS, consultation=id))) == counts
    for id, counts in truth.items():
        at_last = CommandLine(real.settings).json("--as-of", real.last, "--consultation", id)
        assert of_rows(at_last["rows"]) == counts

    elsewhere = Database(another)
    elsewhere.start()
    with elsewhere.as_owner() as db:
        restore(db, file, check(file, keyring, known()), keyring, quiet, followers=False)
        rebuild(elsewhere, MODELS)
        held_against(db)  # backed up and restored
        assert all_rows(db, LIVE) == kept


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 1.0])
def test_real_counts_of_a_day_are_those_of_the_file_by_then(real: Real, part: float) -> None:
    for id, folder in real.folders.items():
        with (folder / "votes.csv").open(newline="", encoding="utf-8") as file:
            times = sorted(int(row["timestamp"]) for row in csv.DictReader(file))
        moment = times[int((len(times) - 1) * part)]
        day = datetime.fromtimestamp(moment / 1000, UTC).replace(hour=23, minute=59, second=59, microsecond=0)
        then = CommandLine(real.settings).json("--occurred-as-of", day.isoformat(), "--consultation", id)
        assert of_rows(then["rows"]) == counted(folder, int(day.timestamp() * 1000))
    before = CommandLine(real.settings).json("--occurred-as-of", "2001-01-01T00:00:00Z", "--consultation", id)
    assert of_rows(before["rows"]) == {}


def test_a_rebuild_by_command_says_what_differs(settings: Settings, database: Database) -> None:
    sijill = CommandLine(settings)
    with database.as_owner() as db:
        append(db, ballots(40))
        first = sijill.json()
        assert first["swapped"]
        assert first["events"] == 40
        assert set(first["read_models"].values()) == {39}
        db.execute(
            "update views.tally set agree = 99 where until = %s and proposal = %s", [FOREVER, thing("question 0")]
        )
        checked = sijill.json("--check", status=1)
        assert checked["differences"]["tally"]["changed"] == 1
        assert checked["differences"]["tally"]["keys"] == [str(thing("question 0"))]
        assert not checked["swapped"]
        told = sijill()
        assert "tally: 1 rows differ" in told.stdout
        assert "40/40" in told.stderr
        assert sijill.json("--check")["differences"] == {}


def test_the_state_at_a_moment_by_command(settings: Settings, database: Database, tmp_path: Path) -> None:
    sijill = CommandLine(settings)
    with database.as_owner() as db:
        append(db, ballots(40))
    lines = [msgspec.json.decode(line) for line in sijill("--as-of", 19).stdout.splitlines()]
    tallies = [row for row in lines if row["read_model"] == "tally"]
    assert sorted(row["since"] for row in tallies) == list(range(20))
    assert {row["agree"] for row in tallies} == {1}
    whole = sijill.json("--as-of", (NOON + timedelta(seconds=1)).isoformat())
    assert whole["position"] == 39
    assert sum(row["agree"] for row in whole["rows"] if row["read_model"] == "tally") == 40
    assert sijill.json("--as-of", "2001-01-01T00:00:00Z") == {"position": None, "rows": []}

    file = tmp_path / "state.jsonl"
    written = sijill.json("--as-of", 39, "--output", file)
    assert [msgspec.json.decode(line) for line in file.read_bytes().splitlines()] == whole["rows"]
    assert sum(written["rows"].values()) == len(whole["rows"])


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["--as-of", "40"], 1, "last position is 39"),
        (["--as-of", "-1"], 2, "positions start at 0"),
        (["--as-of", "yesterday"], 2, "neither a position nor an instant"),
        (["--as-of", "2026-11-22"], 2, "time zone"),
        (["--as-of", "2999-01-01T00:00:00Z"], 1, "is in the future"),
        (["--occurred-as-of", "40"], 2, "neither a position nor an instant"),
        (["--occurred-as-of", "2999-01-01T00:00:00Z"], 1, "is in the future"),
        (["--as-of", "1", "--check"], 2, "--check"),
        (["--consultation", str(thing("live"))], 2, "--as-of"),
    ],
)
def test_what_cannot_be_answered_is_said(
    settings: Settings, database: Database, arguments: list[str], status: int, says: str
) -> None:
    with database.as_owner() as db:
        append(db, ballots(40))
    done = CommandLine(settings)(*arguments, status=status)
    assert done.stdout == ""
    assert says in " ".join(done.stderr.replace("│", " ").split())


def test_a_folder_without_a_record_is_left_as_it_is(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["replay", "--data-dir", str(tmp_path / "none")])
    assert done.exit_code == 1
    assert "No record found" in done.stderr
    assert not (tmp_path / "none").exists()


def test_two_rebuilds_by_command(settings: Settings, database: Database) -> None:
    with database.as_owner() as db:
        append(db, ballots(3))
        db.execute("select pg_advisory_lock(hashtext('sijill rebuild'), 0)")
        assert "Another rebuild" in CommandLine(settings)(status=1).stderr
