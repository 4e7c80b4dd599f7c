"""Spreadsheets, sound and otherwise: where headers stand, what merged and empty cells mean, what is too much."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ops.imports.common.report import Unusable
from ops.imports.plan import spreadsheet
from ops.imports.plan.file import read_spreadsheet
from ops.imports.plan.parsed import ParsedPlan
from ops.imports.plan.reader import read_plan
from tests.ops.imports.sheets import workbook

HEADERS = ["Axe", "Projet", "Activité", "Responsable", "Début", "Fin", "Budget", "Indicateurs", "Statut"]


def row(*first: Any, budget: Any = None, indicators: Any = None, status: Any = None) -> list[Any]:
    return [*first, "Service", date(2026, 1, 1), date(2026, 6, 30), budget, indicators, status]


def read(file: Path) -> ParsedPlan:
    return read_plan(file, currency="MAD")


def plan(folder: Path, *rows: list[Any], merged: Any = ()) -> ParsedPlan:
    return read(workbook(folder / "plan.xlsx", ("Feuille1", [HEADERS, *rows]), merged=merged))


def titles(said: ParsedPlan) -> list[tuple[str, str, str]]:
    return [(one.axis["fr"], one.project["fr"], one.activity["fr"]) for one in said.rows]


def test_an_axis_and_a_project_hold_until_the_next(tmp_path: Path) -> None:
    said = plan(
        tmp_path,
        ["Axe un"],
        [None, "Projet un"],
        row(None, None, "a"),
        row(None, "Projet deux", "b"),
        row("AXE UN", None, "c"),
        row("Axe deux", "Projet deux", "d"),
    )
    assert said.problems == []
    assert titles(said) == [
        ("Axe un", "Projet un", "a"), ("Axe un", "Projet deux", "b"), ("AXE UN", "Projet deux", "c"),
        ("Axe deux", "Projet deux", "d"),
    ]  # fmt: skip


def test_examples_and_sums_are_no_rows_but_what_only_sounds_like_one_is(tmp_path: Path) -> None:
    said = plan(
        tmp_path,
        row("Exemple : un axe", "P", "a"),
        row("A", "P", "Exemple de bonne pratique"),
        ["TOTAL", None, None, None, None, None, 100],
        row(None, None, "Total des visites à mesurer"),
    )
    assert [activity for _, _, activity in titles(said)] == ["Exemple de bonne pratique", "Total des visites à mesurer"]
    assert (said.problems, said.skipped) == ([], 0)


def test_a_new_axis_needs_its_project(tmp_path: Path) -> None:
    said = plan(tmp_path, row("A", "P", "a"), row("B", None, "b"), row(None, "Q", "c"))
    assert titles(said) == [("A", "P", "a"), ("B", "Q", "c")]
    (problem,) = said.problems
    assert (said.skipped, problem.line, problem.column) == (1, 3, "Projet")


def test_what_merged_cells_say(tmp_path: Path) -> None:
    empty = [None] * 9
    said = plan(
        tmp_path,
        row("A", "P", "a", budget=100, indicators="x: 1"),
        [*empty[:7], "y: 2", None],
        row(None, None, "b"),
        [None, None, "c", *empty[3:]],
        merged=("A2:A5", "B2:B5", "C2:C3", "D4:D5", "E4:E5", "F4:F5", "G2:G4"),
    )
    assert titles(said) == [("A", "P", "a"), ("A", "P", "b"), ("A", "P", "c")]
    assert [[one.target for one in found.indicators] for found in said.rows] == [["1", "2"], [], []]
    assert [found.responsible for found in said.rows] == [{"fr": "Service"}] * 3
    assert [bool(found.budget) for found in said.rows] == [True, False, False]
    (notice,) = said.findings
    assert (said.skipped, notice.line, notice.column) == (0, 4, "Budget")
    assert "first of them only" in notice.reason


def test_headers_may_stand_below_a_title_and_in_any_order_and_facts_above_them(tmp_path: Path) -> None:
    table: list[list[Any]] = [
        ["COMMUNE DE X"], ["Titre du plan", "Plan d'ouverture"], ["Date d'adoption :", "02/10/2023"], [],
        ["Fin", "N°", "Activité", "Début", "Projet", "Responsable", "Axe"],
        ["31/12/2024", 1, "a", "1/1/2024", "P", "S", "A"],
    ]  # fmt: skip
    said = read(workbook(tmp_path / "p.xlsx", ("Plan d'action", table)))
    assert said.title == {"fr": "Plan d'ouverture"}
    assert titles(said) == [("A", "P", "a")]
    assert "give all three, or none" in said.problems[0].reason


def test_a_sheet_for_each_axis_and_hidden_ones_left_alone(tmp_path: Path) -> None:
    said = read(
        workbook(
            tmp_path / "p.xlsx",
            ("Axe 1", [HEADERS, row("A", "P", "a")]),
            ("Notes", [["tout va bien"]]),
            ("Axe 2", [HEADERS, row("B", "P", "a"), row("b", "p", "A")]),
        )
    )
    assert [found.sheet for found in said.rows] == ["Axe 1", "Axe 2"]
    (double,) = said.problems
    assert (double.sheet, double.line, said.skipped) == ("Axe 2", 3, 1)
    assert "line 2" in double.reason


def test_texts_in_two_languages(tmp_path: Path) -> None:
    table = [
        ["المحور", "Axe", "المشروع", "Projet", "النشاط", "Activité", "المسؤول", "البداية", "النهاية"],
        ["محور", "Axe", "مشروع", "Projet", "نشاط", "Activité", "مصلحة", "2026-01-01", "2026-02-01"],
    ]
    (found,) = read(workbook(tmp_path / "p.xlsx", ("الأنشطة", table))).rows
    assert (found.axis, found.activity) == ({"ar": "محور", "fr": "Axe"}, {"ar": "نشاط", "fr": "Activité"})


def test_a_completed_activity_is_not_half_done(tmp_path: Path) -> None:
    table = [[*HEADERS, "Avancement"], [*row("A", "P", "a", status="Achevé"), "50 %"]]
    said = read(workbook(tmp_path / "p.xlsx", ("x", table)))
    assert (said.rows[0].status, said.rows[0].progress, said.problems[0].column) == (None, None, "Avancement")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_of_any_separator(tmp_path: Path, separator: str, encoding: str) -> None:
    lines = [
        HEADERS[:6],
        ["المحور", "P", '"a\nb"', "S", "2026-01-01", "2026-02-01"],
        ["", "", "c", "S", "x", "2026-02-01"],
    ]
    file = tmp_path / "p.csv"
    file.write_bytes("\r\n".join(separator.join(line) for line in lines).encode(encoding))
    said = read(file)
    assert [found.activity for found in said.rows] == [{"fr": "a b"}]
    assert [(problem.line, problem.column) for problem in said.problems] == [(4, "Début")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Axe;Projet\n\xe9t\xe9;x", "no row of headers"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format"),
        (b"PK\x03\x04 is no workbook", "cannot be read as a workbook"),
        (b"", "no row of headers"),
        ("Axe;Projet;Activité;Début\na;b;c;d".encode(), "no column for responsible, end"),
        (b'Axe;Projet;Activity\n"a;b', "not well-formed"),
        (b"\0\0\0\0", "not in UTF-8"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, content: bytes, says: str) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(content)
    with pytest.raises(Unusable, match=says):
        read(file)
    with pytest.raises(Unusable, match="no such file"):
        read(tmp_path / "nowhere.xlsx")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path / "bomb.xlsx", ("x", [HEADERS]))
    with ZipFile(file, "a", ZIP_DEFLATED) as packed, packed.open("xl/media/image.png", "w", force_zip64=True) as part:
        for _ in range(60):
            part.write(bytes(1 << 20))
    assert file.stat().st_size < 1 << 20
    monkeypatch.setattr(spreadsheet, "load_workbook", lambda *a, **k: pytest.fail("unpacked"))
    with pytest.raises(Unusable, match="larger than a plan can be"):
        read_spreadsheet(file)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    file = workbook(tmp_path / "plan.xlsx", ("x", [HEADERS, row("A", "P", "a")]))
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    evil = tmp_path / "evil.xlsx"
    with ZipFile(file) as packed, ZipFile(evil, "w", ZIP_DEFLATED) as out:
        for part in packed.namelist():
            content = packed.read(part)
            out.writestr(part, laughs + content if part == "xl/worksheets/sheet1.xml" else content)
    with pytest.raises(Unusable, match="cannot be read as a workbook"):
        read_spreadsheet(evil)


def test_a_workbook_of_a_version_of_zip_that_is_none_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path / "plan.xlsx", ("x", [HEADERS, row("A", "P", "a")]))
    content = bytearray(file.read_bytes())
    content[content.index(b"PK\x01\x02") + 6] = 84  # the version needed to unpack the first part
    file.write_bytes(content)
    with pytest.raises(Unusable, match="cannot be read as a workbook"):
        read_spreadsheet(file)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300) | st.binary(max_size=100).map(lambda rest: b"PK\x03\x04" + rest))
def test_whatever_bytes_come_it_is_one_error(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "plan.bin"
    file.write_bytes(content)
    with suppress(Unusable):
        read(file)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damage=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=5))
def test_a_damaged_workbook_is_one_error_too(tmp_path: Path, damage: list[tuple[float, int]]) -> None:
    file = workbook(tmp_path / "plan.xlsx", ("x", [HEADERS, row("A", "P", "a")]))
    content = bytearray(file.read_bytes())
    for place, change in damage:
        content[int(place * len(content))] ^= change
    file.write_bytes(content)
    with suppress(Unusable):
        read(file)


def test_lines_beyond_what_is_read_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "MOST_LINES", 3)
    rows = [row("A", "P", name) for name in "abcde"]
    said = plan(tmp_path, *rows)
    assert len(said.rows) == 2
    assert "is too long" in said.problems[0].reason
    monkeypatch.setattr("ops.imports.plan.file.MOST_BYTES", 10)
    with pytest.raises(Unusable, match="larger than a plan can be"):
        read(tmp_path / "plan.xlsx")
