"""Lines of a plan's sheet: where the headers stand, and which lines are titles, notes and totals."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ops.imports.plan.parsed import ParsedPlan
from ops.imports.plan.reader import read_plan
from tests.ops.imports.sheets import workbook

HEADERS = ["Axe", "Projet", "Activité", "Responsable", "Début", "Fin", "Budget"]


def row(axis: Any, project: Any, activity: Any, budget: Any = None) -> list[Any]:
    return [axis, project, activity, "Secrétariat", "01/01/2025", "31/12/2025", budget]


def plan(folder: Path, *lines: list[Any], accepted: tuple[str, ...] = (), merge: tuple[str, ...] = ()) -> ParsedPlan:
    file = workbook(folder / "plan.xlsx", ("Plan d'action", list(lines)), merged=merge)
    return read_plan(file, currency="MAD", accepted=accepted)


def codes(parsed: ParsedPlan) -> list[str]:
    return [finding.code for finding in parsed.findings]


def titles(parsed: ParsedPlan) -> list[tuple[str, str, str]]:
    return [
        (*(next(iter(words.values())) for words in (one.axis, one.project, one.activity)),)  # type: ignore[misc]
        for one in parsed.rows
    ]


@pytest.mark.parametrize(
    "above", [["Titre", "Plan X"], ["Début", "01/03/2025"], ["Session", "Octobre"], ["Programme"], ["Axe 1 : Eau"]]
)
def test_the_line_directly_above_the_headers_is_not_one_of_them(tmp_path: Path, above: list[str]) -> None:
    """Title, dates, session and document that stood there were swallowed, and the plan was opened under the name of its file."""
    parsed = plan(tmp_path, ["Titre du plan", "Plan Y"], above, HEADERS, row("A", "P", "a"))
    assert parsed.understood[0].line == 3
    assert [one.header for one in parsed.understood[0].columns] == HEADERS
    assert parsed.title == {"fr": "Plan Y"}
    assert parsed.starts == (date(2025, 3, 1) if above[0] == "Début" else None)
    assert ("adoption-incomplete" in codes(parsed)) == (above[0] == "Session")


def test_the_title_directly_above_the_headers_is_the_plan_s(tmp_path: Path) -> None:
    assert plan(tmp_path, ["Titre", "Plan X"], HEADERS, row("A", "P", "a")).title == {"fr": "Plan X"}


def test_the_axis_directly_above_the_headers_is_the_sheet_s(tmp_path: Path) -> None:
    """The sheet's name became the axis."""
    parsed = plan(tmp_path, ["Axe 1 : Transparence"], HEADERS[1:], row("", "P", "a")[1:])
    assert titles(parsed) == [("Axe 1 : Transparence", "P", "a")]


@pytest.mark.parametrize("merge", [("A1:F1", "G1:G2"), ()])
def test_headers_in_two_lines_of_which_the_second_is_nearly_whole(tmp_path: Path, merge: tuple[str, ...]) -> None:
    lines = [["Programme", *[None] * 5, "Budget"], [*HEADERS[:6], None], row("A", "P", "a", 5)]
    (one,) = plan(tmp_path, *lines, merge=merge).rows
    assert one.budget is not None


def test_headers_of_two_languages_in_two_lines(tmp_path: Path) -> None:
    arabic = ["المحور", "المشروع", "النشاط", "المسؤول", "البداية", "النهاية", "الميزانية"]
    (one,) = plan(tmp_path, arabic, HEADERS, row("A", "P", "a")).rows
    assert one.activity == {"fr": "a"}


@pytest.mark.parametrize(
    "title", ["Mise à jour du site", "Sources d'énergie", "Note de cadrage", "ملاحظات المواطنين والمواطنات"]
)
def test_a_title_that_begins_like_a_note_is_a_title(tmp_path: Path, title: str) -> None:
    """Axes and projects of these titles were left out, and their rows recorded under those above."""
    parsed = plan(
        tmp_path, HEADERS, row("A", "P", "a"), [None, title], row(None, None, "b"), [title], row(None, "Q", "c")
    )
    assert titles(parsed) == [("A", "P", "a"), ("A", title, "b"), (title, "Q", "c")]
    assert codes(parsed) == []


@pytest.mark.parametrize(
    "activity", ["Planter des arbres le long de la rue.", "Total des visites à mesurer", "Note : a", "Projet : b"]
)
def test_an_activity_beside_merged_cells_is_an_activity(tmp_path: Path, activity: str) -> None:
    """With an owner and dates that were merged with those above, it was left out."""
    alone = [None, None, activity, *[None] * 4]
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), alone, merge=("A2:A3", "B2:B3", "D2:D3", "E2:E3", "F2:F3"))
    assert titles(parsed) == [("A", "P", "a"), ("A", "P", activity)]
    assert codes(parsed) == []


def test_an_activity_that_is_a_sentence_and_nothing_else_is_a_row_with_problems(tmp_path: Path) -> None:
    """It was left out, with exit status 0."""
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), [None, None, "Planter des arbres le long de la rue."])
    assert (parsed.skipped, set(codes(parsed))) == (1, {"required-empty"})


SENTENCE = "Renforcer la participation des citoyens au budget."


@pytest.mark.parametrize("wide", [False, True])
def test_a_sentence_in_the_place_of_an_axis_is_a_doubt(tmp_path: Path, wide: bool) -> None:
    """It was taken for a note, and the rows below went to the axis above."""
    lines = [HEADERS, row("A", "P", "a"), [SENTENCE], row(None, "Q", "b"), row(None, None, "c"), row("B", "R", "d")]
    merge = ("A3:G3",) if wide else ()
    parsed = plan(tmp_path, *lines, merge=merge)
    assert titles(parsed) == [("A", "P", "a"), ("B", "R", "d")]
    assert (codes(parsed), len(parsed.withheld)) == (["axis-or-note"], 2)
    accepted = plan(tmp_path, *lines, merge=merge, accepted=("axis-or-note",))
    assert titles(accepted)[1:3] == [(SENTENCE, "Q", "b"), (SENTENCE, "Q", "c")]


def test_a_sentence_before_a_project_s_own_line_is_a_doubt_too(tmp_path: Path) -> None:
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), [SENTENCE], [None, "Q"], row(None, None, "b"))
    assert (titles(parsed), codes(parsed)) == ([("A", "P", "a")], ["axis-or-note"])


@pytest.mark.parametrize("below", [row(None, None, "b"), row("A", "P", "b"), ["Axe : A", *[None] * 6], [SENTENCE]])
def test_a_sentence_that_can_be_no_axis_is_a_note(tmp_path: Path, below: list[Any]) -> None:
    """A new axis needs its project: a row without one, or with an axis of its own, is under no new axis."""
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), [SENTENCE], below, row("A", "P", "c"))
    assert {axis for axis, _, _ in titles(parsed)} == {"A"}
    assert codes(parsed)[0] == "line-note"


def test_an_axis_by_its_word_is_one_though_it_is_a_sentence(tmp_path: Path) -> None:
    """It was taken for a note."""
    banner = f"Axe 2 : {SENTENCE}"
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), [banner], row(None, "Q", "b"), merge=("A3:G3",))
    assert [axis for axis, _, _ in titles(parsed)] == ["A", banner]


@pytest.mark.parametrize(
    "note", ["NB : x", "* x", "Note : x", "Signature", "رئيس المجلس", "حرر في تطوان", "ملاحظة: كذا", "Lu et approuvé"]
)
def test_what_is_surely_a_note_is_one_in_the_column_of_axes(tmp_path: Path, note: str) -> None:
    parsed = plan(tmp_path, HEADERS, row("A", "P", "a"), [note], row(None, "Q", "b"))
    assert [axis for axis, _, _ in titles(parsed)] == ["A", "A"]
    assert codes(parsed) == ["line-note"]


def test_a_line_of_indicators_is_no_note(tmp_path: Path) -> None:
    """“Note moyenne” was left out."""
    lines = [[*HEADERS, "Indicateurs"], [*row("A", "P", "a"), "Élèves : 20"], [*[None] * 7, "Note : 5 points"]]
    (one,) = plan(tmp_path, *lines).rows
    assert [indicator.name for indicator in one.indicators] == [{"fr": "Élèves"}, {"fr": "Note"}]


def communities(parsed: ParsedPlan) -> list[str]:
    return [one.community for one in parsed.rows]


def test_the_community_of_a_row_is_that_of_the_row_above_in_the_file(tmp_path: Path) -> None:
    """It was that of the last row that was read: of another community, if the one between was skipped or withheld."""
    bad = [*row("A", "P", "b")[:4], "never", "31/12/2025", None]
    doubted = row("A", "P", "6a6c8510-e87c-5514-bb4d-11f6c59894d4")
    lines = [
        ["Collectivité", *HEADERS],
        ["X", *row("A", "P", "a")],
        ["Y", *bad],
        [None, *row(None, None, "c")],
        ["Z", *doubted],
        ["-", *row(None, None, "d")],
        ["W"],
        [None, *row(None, None, "a")],
    ]
    assert communities(plan(tmp_path, *lines)) == ["X", "Y", "Z", "W"]


def test_a_sheet_begins_with_no_community(tmp_path: Path) -> None:
    """The last community of the sheet before went on."""
    head = ["Collectivité", *HEADERS]
    sheets = [("1", [head, ["X", *row("A", "P", "a")]]), ("2", [head, [None, *row("A", "P", "a")]])]
    parsed = read_plan(workbook(tmp_path / "p.xlsx", *sheets), currency="MAD")
    assert communities(parsed) == ["X", ""]


@pytest.mark.parametrize("nothing", ["Néant", "-", "لا شيء", "RAS"])
def test_nothing_is_no_owner(tmp_path: Path, nothing: str) -> None:
    """“Néant” was recorded as the owner."""
    line = row("A", "P", "a")
    line[3] = nothing
    parsed = plan(tmp_path, HEADERS, line)
    assert (parsed.skipped, codes(parsed)) == (1, ["required-empty"])
