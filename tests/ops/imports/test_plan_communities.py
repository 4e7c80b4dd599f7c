"""Plans of several communities in one file, and the partners that their projects name."""

from pathlib import Path
from typing import Any

import pytest

from domain.communities.community import Register as RegisterCommunity
from domain.communities.community import community_id
from domain.kernel import System
from tests.ops.imports.plan_import import CODE, Imports, rows
from tests.ops.imports.sheets import workbook

HEADERS = ["Collectivité", "Axe", "Projet", "Activité", "Responsable", "Début", "Fin"]
pytestmark = pytest.mark.anyio

OTHERS = {"04.421.02": {"ar": "تطوان", "fr": "Tétouan"}, "04.421.03": {"ar": "طنجة", "fr": "Tanger"}}


def row(community: str | None, project: str, activity: str, start: str = "01/01/2025") -> list[Any]:
    return [community, "Axe", project, activity, "Secrétariat", start, "31/12/2025"]


@pytest.fixture
async def several(imports: Imports) -> Imports:
    for code, name in OTHERS.items():
        command = RegisterCommunity(code, name, "Africa/Casablanca", "region", None, "MA")
        await imports.register.record.execute(command, by=System("operator"))
    return imports


async def activities_of(imports: Imports, code: str) -> set[str]:
    async with imports.register.pool.connection() as db:
        query = "select id from plan where community = %b and until = 9223372036854775807"
        plans = await (await db.execute(query, [community_id(code)], binary=True)).fetchall()
    return {one.title["fr"] for (id,) in plans for one in await imports.activities(await imports.plan(id)) if one.title}


async def test_a_row_goes_to_the_community_above_it_though_that_row_is_skipped(
    several: Imports, tmp_path: Path
) -> None:
    """It was recorded for ever in the plan of another community."""
    lines = [HEADERS, row("جماعة", "P", "a"), row("Tétouan", "P", "b", "never"), row(None, "P", "c")]
    counts = await several(workbook(tmp_path / "p.xlsx", ("x", lines)), community=None)
    assert rows(counts) == (2, 0, 1)
    await several(workbook(tmp_path / "empty.xlsx", ("x", [HEADERS])), community=None)  # the read models catch up
    assert await activities_of(several, CODE) == {"a"}
    assert await activities_of(several, "04.421.02") == {"c"}


async def test_a_row_without_a_community_above_it_is_a_problem(several: Imports, tmp_path: Path) -> None:
    """The community of the sheet before went on, or the name “” was unknown."""
    sheets = [("1", [HEADERS, row("Tétouan", "P", "a")]), ("2", [HEADERS, row(None, "P", "b")])]
    counts = await several(workbook(tmp_path / "p.xlsx", *sheets), community=None)
    assert rows(counts) == (1, 0, 1)
    assert [one.code for one in several.problems] == ["community-missing"]
