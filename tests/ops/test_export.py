"""`sijill export`: everything public, as it stood, and nothing that may not be shown."""

import csv
import json
import re
from asyncio import to_thread
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from typer.testing import CliRunner, Result

from domain.participation import consultation, proposal
from domain.text import Sealed
from ops.cli.main import app
from ops.database import Database
from ops.export import MANIFEST, Manifest, NotEmpty, export
from ops.settings import Settings
from ops.wiring import Services
from projections.export.export import AT_ONCE, kinds
from projections.export.formats import Format
from projections.models import MODELS
from projections.toolkit.runner import Runner
from tests.kit.full_record import (
    AMENDED,
    BODY,
    COMMUNITY,
    DESCRIPTION,
    EDITED,
    LONG_WORD,
    NAME,
    REASON,
    REASONS,
    REPORT,
    TITLE,
    UNSPACED,
    Living,
)  # fmt: skip
from tests.kit.log import append, ballots

pytestmark = pytest.mark.anyio


def rows(file: Path) -> list[dict[str, Any]]:
    if file.suffix == ".jsonl":
        return [json.loads(line) for line in file.read_bytes().splitlines()]
    with file.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines, strict=True))


def the_one(found: list[dict[str, Any]], **what: Any) -> dict[str, Any]:
    (one,) = [row for row in found if what.items() <= row.items()]
    return one


async def last_position(register: Services) -> int:
    """The last position, once the read models have come there."""
    runner = Runner(register.database, MODELS)
    try:
        return await to_thread(runner.catch_up) - 1
    finally:
        runner.close()


async def taken(register: Services, out: Path, form: Format = "jsonl", at: int | None = None) -> Manifest:
    position = await last_position(register)
    return await export(register, out, form, position if at is None else at, lambda name, rows: None)


async def test_all_that_was_written_is_there_and_every_file_is_what_the_manifest_says(
    register: Services, tmp_path: Path
) -> None:
    here = await Living(register).live()
    manifest = await taken(register, tmp_path / "out")
    assert json.loads((tmp_path / "out" / MANIFEST).read_bytes())["position"] == manifest.position
    names = {f"{kind}.jsonl" for kind in kinds()} | {"events.jsonl", "dictionary.jsonl", "dictionary.md"}
    assert {file.name for file in manifest.files} == names
    assert {file.name for file in (tmp_path / "out").iterdir()} == {*names, MANIFEST}
    for file in manifest.files:
        written = (tmp_path / "out" / file.name).read_bytes()
        assert (file.bytes, file.sha256) == (len(written), sha256(written).hexdigest())

    taken_away = "".join(file.read_text() for file in (tmp_path / "out").glob("*.jsonl"))
    for text in (DESCRIPTION, AMENDED, LONG_WORD, UNSPACED, EDITED, REASONS, REPORT, NAME):
        assert text in taken_away

    one = the_one(rows(tmp_path / "out" / "proposal.jsonl"), id=str(here.proposal))
    assert (one["title"], one["body"], one["language"], one["words"]) == (None, AMENDED, "ar", "open")
    assert (one["answer"], one["moderation"], one["withdrawn"]) == ("accepted", "unmoderated", False)
    (about,) = rows(tmp_path / "out" / "consultation.jsonl")
    assert (about["description"], about["report"]) == ({"ar": DESCRIPTION}, {"ar": REPORT})
    assert the_one(rows(tmp_path / "out" / "comment.jsonl"), id=str(here.comment))["body"] == EDITED
    (partner,) = rows(tmp_path / "out" / "organisation.jsonl")
    assert partner["representative_name"] == NAME
    assert the_one(rows(tmp_path / "out" / "tally.jsonl"), proposal=str(here.proposal))["disagree"] == 1


async def test_the_log_is_there_byte_by_byte_and_says_no_words(register: Services, tmp_path: Path) -> None:
    await Living(register).live()
    manifest = await taken(register, tmp_path / "out", at=9)
    assert manifest.position == 9
    lines = (tmp_path / "out" / "events.jsonl").read_bytes().splitlines()
    async with register.pool.connection() as db:
        kept = await (await db.execute("select entry, at from log where position <= 9 order by position")).fetchall()
    assert lines == [bytes(entry) for entry, _ in kept]
    assert manifest.log_time == kept[-1][1]
    assert BODY.encode() not in b"".join(lines)


async def test_as_of_a_moment_every_row_is_what_stood_then(register: Services, tmp_path: Path) -> None:
    here = await Living(register).live()
    async with register.pool.connection() as db:
        find = "select position from log where stream = %s and version = 1"
        ((submitted,),) = await (await db.execute(find, [here.proposal])).fetchall()
    await taken(register, tmp_path / "then", at=submitted)
    (one,) = rows(tmp_path / "then" / "proposal.jsonl")
    assert (one["title"], one["body"], one["since"], one["version"]) == (TITLE, BODY, submitted, 1)
    assert rows(tmp_path / "then" / "comment.jsonl") == []
    await taken(register, tmp_path / "before", at=submitted - 1)
    assert rows(tmp_path / "before" / "proposal.jsonl") == []


@pytest.mark.parametrize("how", ["hidden", "withdrawn", "erased"])
async def test_the_past_brings_nothing_back(register: Services, tmp_path: Path, how: str) -> None:
    here = Living(register)
    await here.live()
    shown = await last_position(register)
    this = here.proposal
    if how == "hidden":
        await here.execute(
            proposal.Moderate(here.consultation, this, "hidden", Sealed("fr", REASON)), here.administrator
        )
    elif how == "withdrawn":
        second = await opened(here)
        this = uuid4()
        await here.execute(proposal.Submit(second, this, Sealed("fr", BODY)), here.citizen)
        shown = await last_position(register)
        await here.execute(proposal.Withdraw(second, this), here.citizen)
    else:
        with register.database.connect_sync() as app_db:
            ((event,),) = app_db.execute(
                "select body from views.proposal where id = %s order by since desc limit 1", [this]
            ).fetchall()
        await erase(register, event)
    await taken(register, tmp_path / "out", at=shown)
    one = the_one(rows(tmp_path / "out" / "proposal.jsonl"), id=str(this))
    assert (one["body"], one["words"]) == (None, how)
    for file in (tmp_path / "out").iterdir():
        assert (BODY if how == "withdrawn" else AMENDED) not in file.read_text()


async def opened(here: Living) -> UUID:
    """A second consultation, open still."""
    now, id = datetime.now(UTC), uuid4()
    command = consultation.Open(COMMUNITY, id, {"fr": "Encore"}, {}, now, now + timedelta(days=1))
    await here.execute(command, here.administrator)
    return id


async def erase(register: Services, event: Any) -> None:
    """As erasure does: the opening is gone."""
    with register.database.as_owner() as db:
        assert db.execute("delete from record.opening where event = %s", [event]).rowcount


async def test_a_spreadsheet_takes_nothing_for_a_formula(register: Services, tmp_path: Path) -> None:
    here = await Living(register).live()
    second = await opened(here)
    texts = ['=HYPERLINK("http://example.org";"x")', "+212", "@all", "-12,5", 'a,b\n"c"']
    ids = [uuid4() for _ in texts]
    for id, text in zip(ids, texts, strict=True):
        await here.execute(proposal.Submit(second, id, Sealed("fr", text)), here.citizen)
    await taken(register, tmp_path / "out", "csv")
    bodies = {row["id"]: row["body"] for row in rows(tmp_path / "out" / "proposal.csv")}
    assert [bodies[str(id)] for id in ids] == [f"'{texts[0]}", "+212", "'@all", "-12,5", texts[4]]
    written = (tmp_path / "out" / "tally.csv").read_bytes()
    assert written.startswith(b"proposal,consultation,support,agree,disagree,undecided,since\r\n")
    assert written.endswith(b"\r\n")


async def test_both_forms_say_the_same(register: Services, tmp_path: Path) -> None:
    await Living(register).live()
    await taken(register, tmp_path / "csv", "csv")
    await taken(register, tmp_path / "jsonl", "jsonl")

    def plain(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if value is None or isinstance(value, str):
            return value or ""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    for kind in kinds():
        tabled = rows(tmp_path / "csv" / f"{kind}.csv")
        assert tabled == [
            {name: plain(value) for name, value in row.items()} for row in rows(tmp_path / "jsonl" / f"{kind}.jsonl")
        ]


async def test_more_rows_than_are_read_at_once(register: Services, tmp_path: Path) -> None:
    with register.database.as_owner() as db:
        append(db, ballots(AT_ONCE * 2 + 20))
    await taken(register, tmp_path / "out")
    events = (tmp_path / "out" / "events.jsonl").read_bytes().splitlines()
    assert len(events) == AT_ONCE * 2 + 20
    found = rows(tmp_path / "out" / "tally.jsonl")
    assert sum(row["agree"] for row in found) == len(events)
    with pytest.raises(NotEmpty):
        await taken(register, tmp_path / "out")


async def test_what_is_cut_off_leaves_nothing(
    register: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await Living(register).live()

    async def broken(fields: Any) -> Any:
        raise RuntimeError

    monkeypatch.setattr(register.vault, "open", broken)
    with pytest.raises(RuntimeError):
        await taken(register, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


class CommandLine:
    def __init__(self, settings: Settings) -> None:
        self.environment = {
            "SIJILL_DATABASE_URL": settings.database_url, "SIJILL_MASTER_KEY_FILE": str(settings.master_key),
        }  # fmt: skip

    def __call__(self, *arguments: object, status: int = 0) -> Result:
        done = CliRunner().invoke(app, ["export", *map(str, arguments)], env=self.environment)
        assert done.exit_code == status, done.output
        return done


def test_by_command(settings: Settings, tmp_path: Path) -> None:
    sijill = CommandLine(settings)
    database = Database(settings)
    database.start()
    with database.as_owner() as db:
        append(db, ballots(40))
    done = json.loads(sijill(tmp_path / "now", "--format", "jsonl", "--json").stdout)
    assert done["position"] == 39
    assert {file["name"]: file["rows"] for file in done["files"]}["events.jsonl"] == 40
    sijill(tmp_path / "then", "--format", "csv", "--as-of", 19)
    assert {row["agree"] for row in rows(tmp_path / "then" / "tally.csv")} == {"1"}
    then = json.loads((tmp_path / "then" / MANIFEST).read_bytes())
    sijill(tmp_path / "instant", "--as-of", then["log_time"])
    assert (tmp_path / "instant" / MANIFEST).exists()

    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    refused = sijill(tmp_path / "full", status=1)
    assert "is not empty" in refused.stderr
    assert [file.name for file in (tmp_path / "full").iterdir()] == ["mine.txt"]
    assert "last position is 39" in sijill(tmp_path / "late", "--as-of", 40, status=1).stderr
    assert not (tmp_path / "late").exists()
    assert re.search("neither a position nor an instant", sijill(tmp_path / "x", "--as-of", "noon", status=2).output)
    database.stop()
