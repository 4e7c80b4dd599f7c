"""`sijill import polis` and `sijill status`, as others call them: in processes of their own, but where nothing is started."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ops.cli.main import main
from ops.settings import Settings
from projections.models import MODELS
from tests.ops.imports.exports import SOME_COMMENTS, SOME_VOTES, export, vote

ROWS = len(SOME_COMMENTS) + len(SOME_VOTES)
SIJILL = [sys.executable, "-c", "from ops.cli.main import main; main()"]


class CommandLine:
    def __init__(self, settings: Settings) -> None:
        assert settings.database_url
        self.url = settings.database_url
        key = str(settings.master_key)
        self.environment = {**os.environ, "SIJILL_DATABASE_URL": self.url, "SIJILL_MASTER_KEY_FILE": key}

    def start(self, *arguments: object) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [*SIJILL, *map(str, arguments)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, *arguments: object) -> "subprocess.CompletedProcess[str]":
        done = self.start(*arguments)
        out, err = done.communicate(timeout=120)
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def json(self, *arguments: object) -> Any:
        done = self.run(*arguments, "--json")
        assert done.stdout.count("\n") == 1, done
        return json.loads(done.stdout)

    @contextmanager
    def as_owner(self) -> Iterator["psycopg.Connection[Any]"]:
        with psycopg.connect(self.url, autocommit=True, options="-c search_path=record") as db:
            yield db


def parts(report: dict[str, Any]) -> dict[str, Any]:
    """The counts and the problems of a report."""
    return {name: report[name] for name in ("recorded", "already_there", "skipped", "problems")}


@pytest.fixture
def sijill(settings: Settings) -> CommandLine:
    return CommandLine(settings)


def test_the_status_of_a_record_that_is_not_there_yet(sijill: CommandLine) -> None:
    found = sijill.json("status")
    assert found == {"head": None, "events": {}, "read_models": {model.table: None for model in MODELS}}
    assert sijill.run("status").stdout == "The record is empty.\n"


def test_an_import_ends_with_one_object_when_the_read_models_have_caught_up(
    sijill: CommandLine, tmp_path: Path
) -> None:
    folder = export(tmp_path / "export")
    done = sijill.json("import", "polis", folder)
    assert parts(done) == {"recorded": ROWS, "already_there": 0, "skipped": 0, "problems": []}
    found = sijill.json("status")
    assert set(found["read_models"].values()) == {found["head"]}
    with sijill.as_owner() as db:
        ((counted,),) = db.execute("select count(*) from log").fetchall()
    assert sum(found["events"].values()) == found["head"] + 1 == counted
    assert found["events"]["participation.ProposalSubmitted"] == 3
    assert found["events"]["participation.BallotCast"] == 4
    assert found["events"]["participation.BallotChanged"] == 1
    assert found["events"]["participation.BallotConfirmed"] == 1
    again = sijill.json("import", "polis", folder)
    assert parts(again) == {"recorded": 0, "already_there": ROWS, "skipped": 0, "problems": []}


def test_problems_are_said_with_file_line_and_reason_and_the_exit_status_tells(
    sijill: CommandLine, tmp_path: Path
) -> None:
    folder = export(tmp_path / "export", votes=[*SOME_VOTES, vote(3, 0, 9, "2")])
    done = sijill.run("import", "polis", folder, tmp_path / "nowhere", "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["recorded"], found["skipped"]) == (ROWS, 1)
    vote_problem, folder_problem = found["problems"]
    assert (vote_problem["file"], vote_problem["line"]) == (str(folder / "votes.csv"), 8)
    assert "'2'" in vote_problem["reason"]
    assert (folder_problem["file"], folder_problem["line"]) == (str(tmp_path / "nowhere"), None)
    for_people = sijill.run("import", "polis", folder)
    assert for_people.returncode == 1
    assert f"{folder / 'votes.csv'}, line 8: vote is '2'" in for_people.stderr
    assert for_people.stdout == f"0 rows recorded, {ROWS} already there, 1 skipped; problems: 1\n"


def test_a_sound_import_ends_well(sijill: CommandLine, tmp_path: Path) -> None:
    assert sijill.run("import", "polis", export(tmp_path / "export")).returncode == 0


def test_the_territories_that_come_with_the_product(sijill: CommandLine, tmp_path: Path) -> None:
    done = sijill.json("import", "territories")
    assert parts(done) == {"recorded": 1_590, "already_there": 0, "skipped": 0, "problems": []}
    found = sijill.json("status")
    said = ("Registered", "Placed", "JurisdictionSet", "PopulationCounted")
    assert found["events"] == {f"communities.Community{one}": 1_590 for one in said}
    assert set(found["read_models"].values()) == {found["head"]}
    (tmp_path / "regions.csv").write_text("code,name_fr\n13,\n")
    (tmp_path / "provinces.csv").write_text("code,region_code,name_fr\n13.1,01,Neuve\n")
    (tmp_path / "communes.csv").write_text("code,province_code,name_fr\n")
    other = sijill.run("import", "territories", tmp_path, "--json")
    assert other.returncode == 1
    said = json.loads(other.stdout)
    assert (said["recorded"], said["skipped"]) == (1, 1)
    (problem,) = said["problems"]
    assert (problem["file"], problem["line"]) == (str(tmp_path / "regions.csv"), 2)
    assert {"file", "sheet", "line", "column", "reason", "code", "message"} <= set(problem)
    assert sijill.run("import", "territories", "--time-zone", "Mars/Olympus").returncode == 2
    assert sijill.run("import", "territories", "--jurisdiction", "M A").returncode == 2


def test_a_preview_of_territories_shows_each_and_records_nothing(sijill: CommandLine, tmp_path: Path) -> None:
    """An import of territories used to record at once: nobody could see it before."""
    page = tmp_path / "preview.html"
    done = sijill.json("import", "territories", "--preview", page, "--language", "ar")
    assert (done["recorded"], len(done["would_record"])) == (0, 1_590)
    assert {"kind", "name", "fields"} <= set(done["would_record"][0])
    assert sijill.json("status")["events"] == {}
    text = page.read_text()
    assert '<html lang="ar" dir="rtl">' in text
    assert "<script" not in text
    assert "معاينة استيراد" in text
    assert sijill.run("import", "territories", "--accept", "nonsense").returncode == 2


def test_an_import_that_was_killed_goes_on_and_doubles_nothing(sijill: CommandLine, tmp_path: Path) -> None:
    folder = export(tmp_path / "export", votes=[vote(minute, 0, minute, 1) for minute in range(1, 5_001)])
    rows = 5_000 + len(SOME_COMMENTS)
    first = sijill.start("import", "polis", folder, "--json")
    with sijill.as_owner() as db:
        while not rows_recorded(db):
            assert first.poll() is None, first.communicate()
            time.sleep(0.005)
        with db.transaction():
            db.execute("select from head for update")  # nothing more is appended: it is killed in the middle
            assert rows_recorded(db) < rows
            first.kill()
            first.communicate()
        recorded = rows_recorded(db)
        assert 0 < recorded < rows
        then = sijill.json("import", "polis", folder)
        assert parts(then) == {"recorded": rows - recorded, "already_there": recorded, "skipped": 0, "problems": []}
        assert rows_recorded(db) == rows
    found = sijill.json("status")
    assert found["events"]["participation.BallotCast"] == 5_000
    assert set(found["read_models"].values()) == {found["head"]}


@pytest.mark.parametrize("command", ["serve --port 0", "import territories", "user list"])
def test_what_is_wrong_with_the_settings_is_said_in_a_sentence_by_every_command(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    laid = tmp_path / "rules"
    laid.mkdir()
    (laid / "mine.v1.json").write_text('{"id": "mine", "version": 1}')
    (tmp_path / "a-file").touch()
    monkeypatch.setenv("SIJILL_DATABASE_URL", str(settings.database_url))
    monkeypatch.setenv("SIJILL_MASTER_KEY_FILE", str(settings.master_key))
    monkeypatch.setattr(sys, "argv", ["sijill", *command.split()])
    for name, value, said in (
        ("SIJILL_RULES", laid, "mine.v1.json: Object missing required field"),
        ("SIJILL_RULES", tmp_path / "nowhere", f"{tmp_path / 'nowhere'}: this folder cannot be read"),
        ("SIJILL_FILES", tmp_path / "a-file", "Files cannot be stored at"),
    ):
        with monkeypatch.context() as wrong:
            wrong.setenv(name, str(value))
            with pytest.raises(SystemExit) as ended:
                main()
        assert ended.value.code == 1
        assert said in capsys.readouterr().err


def rows_recorded(db: "psycopg.Connection[Any]") -> int:
    """How many rows of the export are recorded: submissions and ballots."""
    found = db.execute("select to_regclass('log') is not null").fetchone()
    if found != (True,):
        return 0
    counted = "select count(*) from log where position(%b in entry) > 0 or position(%b in entry) > 0"
    ((number,),) = db.execute(counted, [b'"participation.Ballot', b'"participation.ProposalSubmitted']).fetchall()
    return int(number)
