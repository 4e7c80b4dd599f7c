"""The import of plans from spreadsheets: what is recorded, what is not, and that a second time it is nothing."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import community_id
from domain.communities.office import Grant
from domain.kernel import System
from domain.plans.activity import MoveActivity, RemoveActivity, ReviseActivity
from domain.record import Account
from ops.imports.common.target import RecordTarget
from ops.wiring import Services
from tests.ops.imports import sheets
from tests.ops.imports.plan_import import CODE, Imports, rows
from tests.ops.imports.sheets import ACTIVITIES, ADOPTED, AXES, PROJECTS, commune_plan, regional_plan, regional_rows

pytestmark = pytest.mark.anyio


async def test_a_region_s_whole_plan_is_attested_and_carried_out(imports: Imports, tmp_path: Path) -> None:
    file = regional_plan(tmp_path)
    counts = await imports(file)
    assert imports.problems == []
    assert rows(counts) == (ACTIVITIES, 0, 0)
    assert counts.opened
    plan = await imports.plan(counts.plan)
    assert plan.title == {"ar": ADOPTED["عنوان البرنامج"]}
    assert (len(plan.axes), len(plan.projects), len(plan.activities)) == (AXES, PROJECTS, ACTIVITIES)
    assert (plan.stage, plan.attested, plan.starts, plan.ends) == (
        "implementation", True, date(2024, 1, 1), date(2025, 12, 31),
    )  # fmt: skip
    found = await imports.activities(plan)
    assert [one.status for one in found[:4]] == ["planned", "in_progress", "completed", "delayed"]
    assert [one.progress for one in found[:4]] == [0, 40, 100, 0]
    assert [one.starts for one in found[:4]] == [
        date(2024, 1, 1), date(2024, 2, 15), date(2024, 3, 1), date(2024, 9, 1),
    ]  # fmt: skip
    assert [one.budget.amount if one.budget else None for one in found[:5]] == [
        15_000_000, 12_000_000, 8_000_000, 150_000_000, None,
    ]  # fmt: skip
    assert [(one.baseline, one.target, one.unit) for one in found[1].indicators.values()] == [
        (None, "4", {"ar": "عدد", "fr": "nombre", "en": "number"}), ("50", "80", {"und": "%"}),
    ]  # fmt: skip
    (kept,) = imports.register.files.local()
    assert kept.read_bytes() == (tmp_path / "مقرر المجلس.pdf").read_bytes()


async def test_the_same_file_again_records_nothing(imports: Imports, tmp_path: Path) -> None:
    file = regional_plan(tmp_path)
    first = await imports(file)
    before = await imports.events()
    again = await imports(file)
    assert rows(again) == (0, ACTIVITIES, 0)
    assert (again.plan, again.opened, again.commands) == (first.plan, False, {})
    assert await imports.events() == before
    assert imports.problems == []


async def test_a_dry_run_says_what_would_happen_and_records_nothing(imports: Imports, tmp_path: Path) -> None:
    file = regional_plan(
        tmp_path, [*regional_rows(), [70, None, None, "بلا تواريخ", "مصلحة", None, "غدا", None, None, None, None]]
    )
    before = await imports.events()
    dry = await imports(file, dry_run=True)
    said = imports.problems
    assert await imports.events() == before
    assert list(imports.register.files.local()) == []
    real = await imports(file)
    assert (rows(dry), dry.commands, dry.plan, dry.opened) == (rows(real), real.commands, real.plan, real.opened)
    assert said == imports.problems
    assert rows(real) == (ACTIVITIES, 0, 1)
    dry_again = await imports(file, dry_run=True)
    assert dry_again.commands == {}
    assert rows(dry_again) == (0, ACTIVITIES, 1)


async def test_a_longer_and_corrected_file_records_what_is_new_or_changed(imports: Imports, tmp_path: Path) -> None:
    table = regional_rows(statuses=False)
    first = await imports(regional_plan(tmp_path, table, {"العنوان": "برنامج"}))
    assert rows(first) == (ACTIVITIES, 0, 0)
    table[3][4] = "مصلحة جديدة"
    table[5][6] = "2026-01-31"
    table[8][7] = 777
    table[9][8] = "عدد المستفيدين: 300 مستفيد"
    table.append(
        [None, "محور خامس", "مشروع آخر", "نشاط آخر", "مصلحة", "2025-01-01", "2025-02-01", None, None, None, None]
    )
    second = await imports(regional_plan(tmp_path, table, {"العنوان": "برنامـج "}))
    assert imports.problems == []
    assert (second.plan, rows(second)) == (first.plan, (5, ACTIVITIES - 4, 0))
    assert second.commands == {
        "DefineAxis": 1, "DefineIndicator": 1, "DefineProject": 1, "PlanActivity": 1, "ReviseActivity": 3,
    }  # fmt: skip


async def test_once_adopted_days_are_moved_and_budgets_allocated(imports: Imports, tmp_path: Path) -> None:
    table = regional_rows()
    first = await imports(regional_plan(tmp_path, table))
    table[0][6], table[0][9], table[0][10] = "2026-01-31", "منجز", None
    table[1][7] = "99 000"
    table[2][10] = 100
    second = await imports(regional_plan(tmp_path, table))
    assert imports.problems == []
    assert rows(second) == (2, ACTIVITIES - 2, 0)
    assert second.commands == {"AllocateBudget": 1, "ChangeStatus": 1, "Reschedule": 1}
    plan = await imports.plan(first.plan)
    found = await imports.activities(plan)
    assert (found[0].ends, found[0].status, found[0].progress) == (date(2026, 1, 31), "completed", 100)
    table.append([70, None, None, "جديد", "مصلحة", "2025-01-01", "2025-02-01", None, None, "منجز", None])
    third = await imports(regional_plan(tmp_path, table))
    assert rows(third) == (1, ACTIVITIES, 0)
    (doubt,) = imports.problems
    assert "not part of the adopted version" in doubt.reason
    assert (doubt.sheet, doubt.line) == ("الأنشطة", ACTIVITIES + 4)


async def test_a_commune_s_plan_as_csv_has_no_statuses_before_it_is_adopted(imports: Imports, tmp_path: Path) -> None:
    counts = await imports(commune_plan(tmp_path))
    assert (imports.problems, rows(counts)) == ([], (3, 0, 0))
    plan = await imports.plan(counts.plan)
    assert plan.title == {"fr": "Plan d'action 2026"}
    assert plan.adopted is None
    found = await imports.activities(plan)
    assert [one.budget.amount if one.budget else 0 for one in found] == [12_000_000, 1_250_000, 120_000_000]
    assert found[1].responsible == {"fr": "Ressources humaines; formation"}
    assert (found[1].starts, found[1].ends) == (date(2026, 3, 1), date(2026, 5, 31))
    assert [one.target for one in found[0].indicators.values()] == ["1000", "40"]
    done = sheets.COMMUNE_FR.replace("Prévu", "Terminé")
    again = await imports(commune_plan(tmp_path, done))
    assert rows(again) == (0, 3, 0)
    (doubt,) = imports.problems
    assert (doubt.line, "2 rows" in doubt.reason) == (2, True)


async def test_bad_cells_are_reported_each_with_its_place_and_the_rest_is_attested(
    imports: Imports, tmp_path: Path
) -> None:
    """One bad cell used to stop the adoption and all statuses."""
    table = regional_rows()
    table[4][5] = "31/02/2024"
    table[7][9] = "ربما"
    counts = await imports(regional_plan(tmp_path, table))
    assert rows(counts) == (ACTIVITIES - 1, 0, 1)
    day, status = imports.problems
    assert (day.sheet, day.line, day.column) == ("الأنشطة", 8, "تاريخ البدايه")
    assert "31/02/2024" in day.reason
    assert (status.line, status.column) == (11, "الحالة")
    plan = await imports.plan(counts.plan)
    assert plan.attested
    assert [one.status for one in await imports.activities(plan)][:4] == [
        "planned",
        "in_progress",
        "completed",
        "delayed",
    ]
    corrected = await imports(regional_plan(tmp_path))
    assert imports.problems == []
    assert rows(corrected) == (2, ACTIVITIES - 2, 0)


async def test_what_the_rules_refuse_is_left_out_and_the_rest_recorded(imports: Imports, tmp_path: Path) -> None:
    text = sheets.COMMUNE_FR.replace("Former les agents", "F" * 400)
    counts = await imports(commune_plan(tmp_path, text))
    assert rows(counts) == (2, 0, 1)
    (problem,) = imports.problems
    assert (problem.line, "300 characters" in problem.reason) == (4, True)


async def test_what_was_taken_out_or_moved_or_renamed_here_is_not_brought_back(
    imports: Imports, tmp_path: Path
) -> None:
    file = commune_plan(tmp_path)
    counts = await imports(file)
    assert counts.plan
    plan = await imports.plan(counts.plan)
    first, second, third = plan.activities
    somebody, community = Account(uuid4()), community_id(CODE)
    holder = imports.register.keyring.pseudonym(community, somebody.person.bytes)
    record = imports.register.record
    await record.execute(Grant(community, holder, "focal_point"), by=System("operator"))
    await record.execute(RemoveActivity(counts.plan, first, {"fr": "doublon"}), by=somebody)
    await record.execute(MoveActivity(counts.plan, second, plan.activities[third]), by=somebody)
    was = (await imports.activities(plan))[2]
    renamed = ReviseActivity(
        counts.plan, third, {"fr": "Appel à idées"}, {}, was.responsible, was.starts, was.ends, None, was.budget
    )
    await record.execute(renamed, by=somebody)
    before = await imports.events()
    again = await imports(file)
    assert (rows(again), await imports.events()) == ((0, 2, 1), before)
    (problem,) = imports.problems
    assert (problem.line, "was removed from the plan" in problem.reason) == (2, True)


async def test_an_adoption_needs_its_document(imports: Imports, tmp_path: Path) -> None:
    file = regional_plan(tmp_path)
    (tmp_path / "مقرر المجلس.pdf").unlink()
    counts = await imports(file)
    assert rows(counts) == (ACTIVITIES, 0, 0)
    assert not (await imports.plan(counts.plan)).attested
    missing, _ = imports.problems
    assert "in the spreadsheet's folder" in missing.reason
    partly = dict(ADOPTED)
    partly.pop("الدورة")
    await imports(regional_plan(tmp_path, facts=partly))
    assert "give all three, or none" in imports.problems[0].reason


async def test_a_document_is_looked_for_beside_the_spreadsheet_only(imports: Imports, tmp_path: Path) -> None:
    (tmp_path / "secret.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "folder").mkdir()
    await imports(regional_plan(tmp_path / "folder", facts={**ADOPTED, "الوثيقة": "../secret.pdf"}))
    assert "in the spreadsheet's folder" in imports.problems[0].reason


async def test_a_connection_that_is_lost_on_the_way_costs_nothing(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, calls = RecordTarget.write, 0

    async def lost_twice(self: RecordTarget, requests: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise psycopg.OperationalError("before it was recorded")
        await whole(self, requests)
        if calls in (40, 100):
            raise psycopg.OperationalError("after it was recorded")

    monkeypatch.setattr(RecordTarget, "write", lost_twice)
    counts = await imports(regional_plan(tmp_path))
    assert imports.problems == []
    assert rows(counts) == (ACTIVITIES, 0, 0)
    plan = await imports.plan(counts.plan)
    assert (len(plan.axes), len(plan.projects), len(plan.activities), len(plan.versions)) == (
        AXES,
        PROJECTS,
        ACTIVITIES,
        1,
    )
    assert plan.attested


async def test_an_unknown_community(register: Services, tmp_path: Path) -> None:
    imports = Imports(register)
    counts = await imports(commune_plan(tmp_path))
    assert rows(counts) == (0, 0, 3)
    assert "no community has the code" in imports.problems[0].reason
    assert await imports.events() == 0


async def test_a_plan_that_no_rule_provides_for_is_not_opened_and_not_named(register: Services, tmp_path: Path) -> None:
    command = RegisterCommunity(CODE, {"ar": "جماعة"}, "Africa/Casablanca", "region")
    await register.record.execute(command, by=System("operator"))
    imports = Imports(register)
    counts = await imports(commune_plan(tmp_path))
    assert (rows(counts), counts.plan, counts.opened) == ((0, 0, 3), None, False)
    assert imports.problems[0].reason.startswith("the plan cannot be opened: No rule on")
