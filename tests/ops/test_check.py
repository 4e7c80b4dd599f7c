"""`sijill check` on a real database that somebody has changed by SQL, as its owner."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner

from ops.checks.report import CHECKS
from ops.cli.main import app
from ops.database import Database
from ops.embedded import EmbeddedPostgres
from ops.keys import Keyring, read_master_key, seal
from ops.settings import Settings
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.server_process import copied

Db = Connection[Any]


class Records:
    """Copies of the demonstration's record, one for each test, on one server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.postgres = folder, EmbeddedPostgres(folder)
        self.url = self.postgres.start()

    def copy(self) -> Settings:
        name = f"copy_{uuid4().hex}"
        with psycopg.connect(self.url.replace("/postgres?", "/template1?"), autocommit=True) as db:
            db.execute(f'create database "{name}" template postgres strategy file_copy')
            db.execute(f'grant create on database "{name}" to sijill_app')
        return Settings(data_dir=self.folder, database_url=self.url.replace("/postgres?", f"/{name}?"))


@pytest.fixture(scope="module")
def records(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    records = Records(copied(demonstration, tmp_path_factory.mktemp("records") / "record"))
    yield records
    records.postgres.stop()


@pytest.fixture
def settings(records: Records) -> Settings:
    return records.copy()


@pytest.fixture
def db(settings: Settings) -> Iterator[Db]:
    with psycopg.connect(str(settings.database_url), autocommit=True) as db:
        db.execute("set search_path = record")
        yield db


def checked(settings: Settings, **environment: str) -> tuple[int, Any]:
    """The exit status and the JSON of `sijill check --json`."""
    key = {"SIJILL_MASTER_KEY_FILE": str(settings.master_key)}
    env = {"SIJILL_DATABASE_URL": settings.database_url, **key, **environment}
    done = CliRunner().invoke(app, ["check", "--json"], env=env)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return done.exit_code, json.loads(done.stdout)


def failed(report: Any) -> set[str]:
    return {name for name, count in report["checks"].items() if count["failed"]}


def position_of(db: Db, event: str) -> int:
    """The position of the last event of a name."""
    found = db.execute(
        "select max(position) from log where position(%s::bytea in entry) > 0", [f'"type":"{event}.'.encode()]
    ).fetchall()
    return int(found[0][0])


def entry_at(db: Db, position: int) -> Any:
    return json.loads(bytes(db.execute("select entry from log where position = %s", [position]).fetchall()[0][0]))


def written(entry: Any) -> bytes:
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def edit(db: Db, event: str, change: Callable[[Any], None]) -> None:
    """Changes an entry, and keeps it canonical."""
    position = position_of(db, event)
    entry = entry_at(db, position)
    change(entry)
    db.execute("update log set entry = %s where position = %s", [written(entry), position])


def put(**fields: Any) -> Callable[[Any], None]:
    return lambda entry: entry.update(fields)


def earlier(field: str, hours: float) -> Callable[[Any], None]:
    def change(entry: Any) -> None:
        moment = datetime.fromisoformat(entry[field]) - timedelta(hours=hours)
        entry[field] = moment.isoformat().replace("+00:00", "Z")

    return change


def in_data(**fields: Any) -> Callable[[Any], None]:
    return lambda entry: entry["data"].update(fields)


BALLOT = "participation.BallotCast"
A_COMMAND = "(select id from command where events > 0 order by position limit 1)"


def choice(db: Db, settings: Settings) -> None:
    was = entry_at(db, position_of(db, BALLOT))["data"]["choice"]
    edit(db, BALLOT, in_data(choice="disagree" if was == "agree" else "agree"))


def blanks(db: Db, settings: Settings) -> None:
    position = position_of(db, BALLOT)
    db.execute("update log set entry = entry || ' '::bytea where position = %s", [position])


def other_commitment(db: Db, settings: Settings) -> None:
    edit(db, "participation.ProposalSubmitted", lambda entry: entry["data"]["body"].update(sha256="0" * 64))


def opening_deleted(db: Db, settings: Settings) -> None:
    event = entry_at(db, position_of(db, "participation.ProposalSubmitted"))["event_id"]
    assert db.execute("delete from opening where event = %s and field = 'body'", [event]).rowcount == 1


def opening_sealed_again(db: Db, settings: Settings) -> None:
    """By somebody who has the master key."""
    event = UUID(entry_at(db, position_of(db, "participation.ProposalSubmitted"))["event_id"])
    ((key, wrapped),) = db.execute(
        "select id, wrapped from data_key join opening on key = id where event = %s and field = 'body'", [event]
    ).fetchall()
    data_key = Keyring(read_master_key(settings.master_key)).unwrap(key, bytes(wrapped))
    _, nonce, sealed = seal(data_key, key, event, "body", "FORGED BY OPERATOR")
    db.execute("update opening set nonce = %s, sealed = %s where event = %s and field = 'body'", [nonce, sealed, event])


def forged_ballot(db: Db, settings: Settings) -> None:
    """A ballot of nobody at the end of the log, in order but for a command behind it. The read models take it in."""
    entry = entry_at(db, position_of(db, BALLOT))
    ((next, at),) = db.execute("select next, at from head").fetchall()
    recorded = at.isoformat().replace("+00:00", "Z")
    made = uuid7_at(at)
    entry.update(
        actor={"kind": "person", "id": str(uuid4())}, command_id=str(uuid7_at(at)), correlation_id=str(made),
        event_id=str(made), stream=str(uuid4()), version=1, recorded_at=recorded, occurred_at=recorded,
    )  # fmt: skip
    db.execute(
        "insert into log (position, at, stream, version, entry) values (%s, %s, %s, 1, %s)",
        [next, at, entry["stream"], written(entry)],
    )
    db.execute("update head set next = next + 1")
    fold(settings)


def uuid7_at(moment: datetime) -> UUID:
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0x8 << 60 | uuid4().int & (1 << 60) - 1)


def fold(settings: Settings) -> None:
    database = Database(settings)
    database.start()
    with closing(Runner(database, MODELS)) as runner:
        runner.catch_up()
    database.stop()


def tail_cut(db: Db, settings: Settings) -> None:
    """The last two commands, with everything that stands beside the log, and the read models made again: as if they had never
    been. Only a ledger finds that."""
    for _ in range(2):
        ((last,),) = db.execute("select next - 1 from head").fetchall()
        ((command, events),) = db.execute("select id, events from command where position = %s and events > 0", [last])
        db.execute("delete from command where id = %s", [command])
        db.execute("delete from command where position > %s", [last - events])
        db.execute("delete from log where position > %s", [last - events])
        db.execute("update head set next = %s, at = (select max(at) from log)", [last - events + 1])
    said = {entry_at(db, position)["event_id"] for (position,) in db.execute("select position from log").fetchall()}
    db.execute("delete from opening where event <> all(%s::uuid[])", [list(said)])
    db.execute("drop schema views cascade")
    fold(settings)


Tampering = Callable[[Db, Settings], object]

TAMPERINGS: dict[str, tuple[Tampering, set[str]]] = {
    "a ballot's choice": (choice, {"read_models"}),
    "a ballot's actor": (lambda db, _: edit(db, BALLOT, put(actor={"kind": "person", "id": str(uuid4())})), {"read_models"}),
    "a councillor's vote": (
        lambda db, _: edit(db, "decisions.VoteRecorded", in_data(choice="against")),
        {"read_models"},
    ),
    "when it happened": (lambda db, _: edit(db, BALLOT, earlier("occurred_at", 2)), {"times"}),
    "when it was recorded": (lambda db, _: edit(db, BALLOT, earlier("recorded_at", 2)), {"times"}),
    "an entry's command": (lambda db, _: edit(db, BALLOT, put(command_id=str(uuid4()))), {"commands"}),
    "an event's id": (lambda db, _: edit(db, BALLOT, put(event_id=str(uuid4()))), {"event_ids"}),
    "a version": (lambda db, _: edit(db, BALLOT, put(version=7)), {"columns"}),
    "blanks": (blanks, {"entries"}),
    "a commitment": (other_commitment, {"commitments"}),
    "log time": (
        lambda db, _: db.execute(
            "update log set at = at - interval '2 hours' where position = %s", [position_of(db, BALLOT)]
        ),
        {"times"},
    ),
    "an opening deleted": (opening_deleted, {"openings"}),
    "an opening with other words": (opening_sealed_again, {"commitments"}),
    "a forged ballot": (forged_ballot, {"commands"}),
    "read models ahead of the log": (lambda db, _: db.execute("update views.read_model set next = next + 1"), {"read_models"}),
    "a fingerprint": (
        lambda db, _: db.execute(f"update command set fingerprint = '\\x{'ab' * 16}' where id = {A_COMMAND}"),
        set(),
    ),
    "the tail": (tail_cut, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_fails_its_check(name: str, settings: Settings, db: Db) -> None:
    """Two of them it does not find: the fingerprint of a command is nobody's but the key owner's to know, and a log whose end is
    missing is a log."""
    tamper, found = TAMPERINGS[name]
    tamper(db, settings)
    status, report = checked(settings)
    assert found <= failed(report), report
    assert status == (1 if found else 0), report
    if found:
        assert set(report["first_failure"]) == {"check", "place", "message"}


def test_an_untouched_record_holds(settings: Settings, db: Db) -> None:
    status, report = checked(settings)
    assert (status, report["first_failure"]) == (0, None), report
    assert set(report) == {"checks", "first_failure"}
    assert list(report["checks"]) == list(CHECKS)
    ((entries,),) = db.execute("select count(*) from log").fetchall()
    assert report["checks"]["entries"] == {"done": entries, "failed": 0}
    assert all(count["done"] for count in report["checks"].values())
    assert report["checks"]["read_models"]["done"] == len(MODELS)


OTHERS: dict[str, tuple[Tampering, set[str]]] = {
    "an entry that is none": (
        lambda db, _: db.execute("update log set entry = '{}' where position = 5"), {"entries", "commands", "read_models"}
    ),
    "an entry deleted": (lambda db, _: db.execute("delete from log where position = 700"), {"positions", "commands"}),
    "a head too low": (lambda db, _: db.execute("update head set next = next - 1"), {"positions", "read_models"}),
    "a head's time": (lambda db, _: db.execute("update head set at = at + interval '1 hour'"), {"times"}),
    "an outcome deleted": (lambda db, _: db.execute("delete from command where id = " + A_COMMAND), {"commands"}),
    "an outcome that has no entries": (
        lambda db, _: db.execute("insert into command values (gen_random_uuid(), '\\x00', gen_random_uuid(), 1, 900, 1)"),
        {"commands"},
    ),
    "an opening that belongs to nothing": (
        lambda db, _: db.execute("update opening set event = gen_random_uuid() where field = 'body'"), {"openings"}
    ),
    "an opening of another field": (
        lambda db, _: db.execute("update opening set field = 'other' where field = 'body'"), {"openings"}
    ),
    "a data key deleted": (
        lambda db, _: db.execute("delete from data_key where id = (select key from opening where field = 'body' limit 1)"),
        {"commitments"},
    ),
    "two events of one id": (
        lambda db, _: edit(
            db, BALLOT, put(event_id=entry_at(db, position_of(db, "participation.BallotChanged"))["event_id"])
        ),
        {"event_ids"},
    ),
    "a row of a read model": (lambda db, _: db.execute("update views.tally set agree = agree + 1"), {"read_models"}),
    "a read model that took in another entry": (
        lambda db, _: db.execute("update views.read_model set last = '\\x00' where name = 'tally'"), {"read_models"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_changes_fail_their_checks(name: str, settings: Settings, db: Db) -> None:
    tamper, found = OTHERS[name]
    tamper(db, settings)
    status, report = checked(settings)
    assert status == 1
    assert found <= failed(report), report


def test_without_the_master_key_it_says_what_it_cannot_check(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "no.key"
    status, report = checked(settings, SIJILL_MASTER_KEY_FILE=str(missing))
    assert status == 3
    assert report["first_failure"] is None
    assert report["checks"]["commitments"] == {"done": 0, "failed": 0}
    assert report["checks"]["openings"]["done"] > 0
    assert not missing.exists()


def test_under_another_master_key_it_checks_nothing(settings: Settings) -> None:
    env = {"SIJILL_DATABASE_URL": settings.database_url, "SIJILL_MASTER_KEY": "A" * 43 + "="}
    done = CliRunner().invoke(app, ["check", "--json"], env=env)
    assert done.exit_code == 1
    assert "is not that of this record" in done.stderr
    assert done.stdout == ""
