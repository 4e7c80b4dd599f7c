"""A record made by the code of 113ab9b opens: it replays to the same read models, and repeats its old idempotency keys."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import msgspec
import pytest

from domain.kernel import Command, Organisation, System
from domain.record import Account, KeyReused, Outcome, Outsider
from domain.registry import DECIDER_OF
from ops.checks.log import check_log
from ops.checks.report import Report
from ops.fingerprints import OLD_CLASSES
from ops.keys import Keyring, decode_key
from ops.settings import Settings
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.toolkit.runner import LIVE
from projections.toolkit.state import state
from projections.toolkit.upgrade import upgrade
from tests.ops.backups import bring_back, quiet

pytestmark = pytest.mark.anyio

FIXTURE = Path(__file__).parents[1] / "golden" / "record-113ab9b"
EXPECTED: dict[str, Any] = msgspec.json.decode((FIXTURE / "expected.json").read_bytes())
THEN: dict[str, Any] = msgspec.json.decode((FIXTURE / "views.json").read_bytes())
SOME = UUID("113ab9b0-0000-4000-8000-000000000000")
COMMANDS = {OLD_CLASSES[name]: kind for kind in DECIDER_OF if (name := str(kind.__struct_config__.tag)) in OLD_CLASSES}
"""Commands by the module and the class that they had then."""

PRINCIPALS = {"Account": Account, "Outsider": Outsider, "Organisation": Organisation, "System": System}


@dataclass(frozen=True)
class Old:
    """One command of the fixture: what it was, under which key, and what came of it."""

    command: Command
    key: UUID
    how: dict[str, Any]
    outcome: Outcome


def old(given: dict[str, Any]) -> Old:
    kind = COMMANDS[f"{given['module']} {given['command']}"]
    how = {name: given[name] and principal(*given[name]) for name in ("by", "on_behalf_of")}
    occurred_at = given["occurred_at"] and datetime.fromisoformat(given["occurred_at"])
    outcome = msgspec.convert({**given["outcome"], "repeated": True}, Outcome)
    key = uuid5(SOME, given["name"])
    return Old(msgspec.convert(given["fields"], kind), key, {**how, "occurred_at": occurred_at}, outcome)


def principal(kind: str, fields: dict[str, Any]) -> Any:
    return msgspec.convert({name: value for name, value in fields.items() if name != "kind"}, PRINCIPALS[kind])


@pytest.fixture
async def register(blank: Settings) -> AsyncIterator[Services]:
    key = (FIXTURE / "master.key").read_text()
    bring_back(blank, FIXTURE / "record.tar", Keyring(decode_key(key)))
    blank.master_key.parent.mkdir(parents=True, exist_ok=True)
    blank.master_key.write_text(key)
    async with opened(blank) as register:
        yield register


async def test_an_old_key_repeats_and_another_request_under_it_is_refused(register: Services) -> None:
    commands = [old(given) for given in EXPECTED["commands"]]
    for one in commands:
        assert await register.record.execute(one.command, command_id=one.key, **one.how) == one.outcome, one.command
    for one, other in pairwise(commands):
        with pytest.raises(KeyReused):
            await register.record.execute(other.command, command_id=one.key, **other.how)


async def test_every_check_of_its_log_holds(register: Services) -> None:
    report = Report()
    with register.database.connect_sync() as db:
        check_log(db, register.keyring, report, quiet)
    assert report.first_failure is None
    assert report.checks["entries"].done == EXPECTED["events"]
    assert report.checks["commitments"].done > 0


SINCE_THEN = {
    "session": ("convened_recorded_at", "closed_recorded_at", "confirmations", "met_recorded_at"),
    "resolution": tuple(f"{what}_recorded_at" for what in ("tabled", "voted", "signed", "published")),
    "plan": ("recorded_at",),
    "consultation": ("ballots_apart",),
}
"""The fields that rows have got since: when something was recorded, and who confirmed a session."""


def as_then(row: dict[str, Any]) -> dict[str, Any]:
    """A row, and what it holds lists of, without these fields."""
    added = SINCE_THEN.get(row["read_model"], ())

    def without(value: Any) -> Any:
        if isinstance(value, list):
            return [without(one) for one in value]
        if isinstance(value, dict):
            return {name: without(one) for name, one in value.items() if name not in added}
        return value

    return without(row)  # type: ignore[no-any-return]


async def test_its_data_folder_starts_with_the_read_models_that_it_had(register: Services) -> None:
    """Before, the start failed for ever: it read a column that 113ab9b did not have, and undid adding it."""
    with register.database.connect_sync() as db:
        db.execute("alter schema views rename to rebuilt")
        db.execute("create schema views")
        db.execute("set search_path = views, record")
        db.execute(THEN["positions"])
        for name, model in THEN["read_models"].items():
            db.execute(model["tables"])
            db.execute("insert into read_model values (%s, %s, %s)", [name, EXPECTED["events"], model["digest"]])
        # Today's code makes the same rows of documents, so this one is not rebuilt.
        db.execute("insert into document select * from rebuilt.document")
        db.execute("drop schema rebuilt cascade")
        db.commit()
    rebuilt = upgrade(register.database, MODELS)
    assert rebuilt is not None
    assert "document" not in rebuilt.models
    assert upgrade(register.database, MODELS) is None
    await test_it_replays_to_the_same_read_models(register)


async def test_it_replays_to_the_same_read_models(register: Services) -> None:
    with register.database.connect_sync(f"{LIVE},record") as db, db.transaction():
        assert db.execute("select next from head").fetchone() == (EXPECTED["events"],)
        found: dict[str, list[bytes]] = {}
        for row in state(
            db, EXPECTED["events"] - 1, [model for model in MODELS if model.table in EXPECTED["read_models"]]
        ):
            found.setdefault(row["read_model"], []).append(msgspec.json.encode(as_then(row), order="sorted") + b"\n")
    for name, expected in EXPECTED["read_models"].items():
        if name == "moment":  # what it had, every read model has: since when a row holds by the facts
            continue
        rows = found.get(name, [])
        assert {"rows": len(rows), "sha256": sha256(b"".join(rows)).hexdigest()} == expected, name
