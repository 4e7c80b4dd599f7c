"""The template of a plan, filled in and imported, and `sijill import plan` as a command."""

import json
from asyncio import to_thread
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from domain.communities.community import Register as RegisterCommunity
from domain.kernel import System
from ops.cli.main import app
from ops.settings import Settings
from ops.wiring import opened
from tests.ops.imports import sheets
from tests.ops.imports.plan_import import CODE, Imports, rows
from tests.ops.imports.sheets import commune_plan

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
async def test_the_template_filled_in_is_imported(imports: Imports, tmp_path: Path, language: str) -> None:
    file = tmp_path / "template.xlsx"
    made = CliRunner().invoke(app, ["import", "plan", "--template", str(file), "--language", language])
    assert made.exit_code == 0, made.output
    empty = await imports(file)
    assert (rows(empty), imports.problems) == ((0, 0, 0), [])
    book = load_workbook(file)
    table, about, _ = book.worksheets
    assert table.sheet_view.rightToLeft is (language == "ar")
    (choices,) = table.data_validations.dataValidation
    statuses = str(choices.formula1).strip('"').split(",")
    assert len(statuses) == 6
    texts = {"ar": "نشاط", "fr": "Activité", "en": "Activity"}[language]
    for number, status in enumerate(statuses):
        given: list[Any] = [
            f"{texts} A",
            f"{texts} P",
            f"{texts} {number}",
            "",
            f"{texts} R",
            date(2026, 1, 1),
            date(2026, 12, 31),
        ]
        progress = 1 if number == 2 else 0.25
        for column, value in enumerate([*given, 1000.5, f"{texts}: 5", status, progress, f"{texts} N"], 1):
            table.cell(2 + number, column, value)
        table.cell(2 + number, 11).number_format = "0%"
    for row, value in enumerate((texts, None, None, date(2023, 10, 2), "S", "d.pdf"), 1):
        about.cell(row, 2, value)
    (tmp_path / "d.pdf").write_bytes(b"%PDF")
    book.save(file)
    counts = await imports(file)
    assert (imports.problems, rows(counts)) == ([], (6, 0, 0))
    plan = await imports.plan(counts.plan)
    found = await imports.activities(plan)
    assert {one.status for one in found} == {"planned", "in_progress", "completed", "delayed", "suspended", "cancelled"}
    assert {one.progress for one in found} == {25, 100}
    assert {one.budget.amount for one in found if one.budget} == {100_050}
    assert set(plan.title) == {language}
    again = await imports(file)
    assert (rows(again), again.commands) == ((0, 6, 0), {})


def test_of_a_template_too_one_object_is_said(tmp_path: Path) -> None:
    file = tmp_path / "template.xlsx"
    made = CliRunner().invoke(app, ["import", "plan", "--template", str(file), "--language", "fr", "--json"])
    assert (made.exit_code, json.loads(made.stdout)) == (0, {"template": str(file), "language": "fr"})
    assert file.exists()


async def test_by_command(settings: Settings, tmp_path: Path) -> None:
    environment = {
        "SIJILL_DATABASE_URL": str(settings.database_url), "SIJILL_MASTER_KEY_FILE": str(settings.master_key),
        "SIJILL_DATA_DIR": str(settings.data_dir),
    }  # fmt: skip
    async with opened(settings) as register:
        command = RegisterCommunity(CODE, {"ar": "جماعة"}, "Africa/Casablanca", "region", None, "MA")
        await register.record.execute(command, by=System("operator"))
    file = commune_plan(tmp_path)

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(app, ["import", "plan", *arguments], env=environment)

    dry, real, again = [
        await to_thread(run, str(file), "--community", CODE, "--json", *more) for more in (["--dry-run"], [], [])
    ]
    for done in (dry, real, again):
        assert done.exit_code == 0, done.output
    assert [json.loads(done.stdout)["recorded"] for done in (dry, real, again)] == [0, 3, 0]
    assert json.loads(again.stdout)["already_there"] == 3
    (tmp_path / "bad.csv").write_text(sheets.COMMUNE_FR.replace("01/02/2026", "demain"))
    bad = await to_thread(run, str(tmp_path / "bad.csv"), "--community", CODE, "--json")
    assert bad.exit_code == 1
    (problem,) = json.loads(bad.stdout)["problems"]
    place = {"file": str(tmp_path / "bad.csv"), "sheet": None, "line": 2, "column": "Début"}
    assert {name: problem[name] for name in place} == place
    assert (await to_thread(run, str(file))).exit_code == 1
    assert (await to_thread(run, "--template", str(file))).exit_code == 2
