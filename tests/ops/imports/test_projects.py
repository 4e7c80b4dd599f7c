"""A network's list of projects: communities found by their names, a draft plan for each, topics kept; the second time nothing."""

import csv
from asyncio import to_thread
from pathlib import Path

import pytest

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import community_id
from domain.kernel import System
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from ops.imports.common.findings import Findings
from ops.imports.common.preview import write_preview
from ops.imports.common.report import Counts, Problem
from ops.imports.plan.commands import own_id
from ops.imports.plan.projects_import import ProjectsImport
from ops.wiring import Services
from projections.models import MODELS
from projections.toolkit.runner import Runner

pytestmark = pytest.mark.anyio

COMMUNITIES = 40


async def registered(register: Services) -> None:
    for number in range(COMMUNITIES):
        name = {"ar": f"أيت الجديدة {number}", "fr": f"Aït El Jadida-{number}"}
        command = RegisterCommunity(f"04.{number:03}", name, "Africa/Casablanca", "rural_commune", None, "MA")
        await register.record.execute(command, by=System("operator"))


def network_list(folder: Path) -> Path:
    """The form of a network's list: kinds before names, no accents, topics on several lines."""
    file = folder / "network.csv"
    with file.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["Titres", "Collectivité", "Collectivité (fr)", "Thèmes"])
        for number in range(COMMUNITIES):
            french = f"Commune Ait El Jadida {number}"
            writer.writerow(["نشر محاضر الدورات", f"جماعة ايت الجديده {number}", french, "الميزانية\nالشفافية"])
            writer.writerow([f"Portail {number}", f"جماعة أيت الجديدة {number}", "", ""])
        writer.writerow(["بوابة", "جماعة لا وجود لها", "Commune Inconnue", "الرقمنة"])
    return file


async def run(register: Services, file: Path, page: Path, *, dry_run: bool = False) -> tuple[Counts, list[Problem]]:
    runner = Runner(register.database, MODELS)
    await to_thread(runner.catch_up)
    runner.close()
    findings = Findings(keep_things=dry_run)
    counts = await ProjectsImport(register, findings, dry_run=dry_run).file(file)
    write_preview(page, counts, findings, "ar")
    problems = list(findings.problems())
    findings.close()
    return counts, problems


async def test_a_list_of_forty_communities_comes_in_whole_after_a_preview(register: Services, tmp_path: Path) -> None:
    await registered(register)
    file, page = network_list(tmp_path), tmp_path / "preview.html"
    before = await events(register)
    seen, _ = await run(register, file, page, dry_run=True)
    assert (seen.recorded, await events(register)) == (2 * COMMUNITIES, before)
    assert page.read_text().count("نشر محاضر الدورات") == COMMUNITIES
    counts, problems = await run(register, file, page)
    assert (counts.recorded, counts.skipped) == (2 * COMMUNITIES, 1)
    assert [one.code for one in problems] == ["community-unknown"]
    id = own_id(community_id("04.007"), "projects")
    plan: Plan = (await register.record.read([(plans, id)]))[id].state
    assert plan.adopted is None
    assert [list(one.title.values()) for one in plan.projects.values()] == [["نشر محاضر الدورات"], ["Portail 7"]]
    first = next(iter(plan.projects.values()))
    assert "الميزانية، الشفافية" in first.description["ar"]
    assert "network.csv" in first.description["ar"]
    after = await events(register)
    again, _ = await run(register, file, page)
    assert (again.recorded, again.already_there, await events(register)) == (0, 2 * COMMUNITIES, after)


async def events(register: Services) -> int:
    async with register.pool.connection() as db:
        ((number,),) = await (await db.execute("select count(*) from record.log")).fetchall()
    return int(number)
