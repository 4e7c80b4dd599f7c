"""Spreadsheets as clerks make them: each was once taken wrongly, and says what was wrong."""

import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from ops.imports.common.report import LeftOut, Notice, Unusable
from ops.imports.plan.commands import merged
from ops.imports.plan.parsed import ParsedPlan
from ops.imports.plan.reader import read_plan
from tests.ops.imports.plan_import import Imports, rows
from tests.ops.imports.sheets import workbook

HEADERS = ["Axe", "Projet", "Activité", "Responsable", "Début", "Fin", "Budget"]
pytestmark = pytest.mark.anyio

CASES = Path(__file__).parents[4] / "shared" / "data" / "cases" / "plans"


def row(axis: Any, project: Any, activity: Any, budget: Any = None, start: Any = "01/01/2025") -> list[Any]:
    return [axis, project, activity, "Secrétariat", start, "31/12/2025", budget]


def plan(folder: Path, *lines: list[Any], accepted: tuple[str, ...] = (), merge: tuple[str, ...] = ()) -> ParsedPlan:
    file = workbook(folder / "plan.xlsx", ("Plan d'action", list(lines)), merged=merge)
    return read_plan(file, currency="MAD", accepted=accepted)


def codes(parsed: ParsedPlan) -> list[str]:
    return [finding.code for finding in parsed.findings]


def axes(parsed: ParsedPlan) -> list[str]:
    return [next(iter(one.axis.values())) for one in parsed.rows]


def test_a_banner_in_any_column_names_the_axis_of_the_rows_below(tmp_path: Path) -> None:
    """Activities went to the axis above the banner."""
    parsed = plan(
        tmp_path,
        ["N°", *HEADERS],
        [1, *row("Transparence", "Portail", "a")],
        ["Axe : Participation"],
        [2, *row(None, "Budget", "b")],
        ["المحور الثالث: الرقمنة"],
        [3, *row(None, "Guichet", "c")],
        merge=("A3:H3",),
    )
    assert axes(parsed) == ["Transparence", "Participation", "المحور الثالث: الرقمنة"]


def test_notes_and_signatures_are_left_out(tmp_path: Path) -> None:
    """A note became an axis."""
    parsed = plan(
        tmp_path,
        HEADERS,
        row("Transparence", "Portail", "a"),
        ["NB : les montants sont indicatifs"],
        row(None, "Ressources", "b"),
        ["Fait à Tétouan le 1er mars"],
        ["رئيس المجلس"],
    )
    assert axes(parsed) == ["Transparence"] * 2
    assert codes(parsed) == ["line-note"] * 3
    assert all(isinstance(one, LeftOut) for one in parsed.findings)


@pytest.mark.parametrize(
    ("total", "accepted", "budgets"), [(100_000, (), 2), (90_000, (), 0), (90_000, ("totals-differ",), 2)]
)
def test_totals_are_left_out_and_compared(tmp_path: Path, total: int, accepted: tuple[str, ...], budgets: int) -> None:
    """Totals were bad rows, and nobody compared them."""
    parsed = plan(
        tmp_path,
        HEADERS,
        row("A", "P", "a", 40_000),
        ["Sous-total axe 1", *[None] * 5, 40_000],
        row("B", "Q", "b", 60_000),
        ["TOTAL GÉNÉRAL", *[None] * 5, total],
        accepted=accepted,
    )
    assert len(parsed.rows) == 2
    assert sum(one.budget is not None for one in parsed.rows) == budgets
    assert codes(parsed).count("line-total") == 2
    assert ("totals-differ" in codes(parsed)) == (total != 100_000)


def test_two_columns_for_one_field_are_a_doubt(tmp_path: Path) -> None:
    lines = [[*HEADERS, "Budget"], [*row("A", "P", "a", 999), 50]]
    assert [(one.budget, codes(parsed)) for parsed in [plan(tmp_path, *lines)] for one in parsed.rows] == [
        (None, ["two-columns"])
    ]
    (accepted,) = plan(tmp_path, *lines, accepted=("two-columns",)).rows
    assert accepted.budget is not None
    assert accepted.budget.amount == 99_900


def test_hidden_columns_rows_and_sheets_are_not_read_and_reported(tmp_path: Path) -> None:
    """The hidden old budget was recorded."""
    file = workbook(
        tmp_path / "p.xlsx",
        ("Plan", [[*HEADERS, "Budget"], [*row("A", "P", "a", 999_999), 50_000], [*row("A", "P", "b", 1), 1]]),
        ("Brouillon", [HEADERS, row("X", "Y", "z")]),
    )
    book = load_workbook(file)
    book["Plan"].column_dimensions["G"].hidden = True
    book["Plan"].row_dimensions[3].hidden = True
    book["Brouillon"].sheet_state = "hidden"
    book.save(file)
    parsed = read_plan(file, currency="MAD")
    assert [one.budget and one.budget.amount for one in parsed.rows] == [5_000_000]
    assert sorted(codes(parsed)) == ["hidden-column", "hidden-rows", "hidden-sheet"]


@pytest.mark.parametrize(
    ("title", "start", "code"),
    [
        ("6a6c8510-e87c-5514-bb4d-11f6c59894d4", "01/01/2025", "title-like-id"),
        ("12", "01/01/2025", "title-like-id"),
        ("??? ???????", "01/01/2025", "letters-lost"),
        ("Activit\ufffd", "01/01/2025", "letters-lost"),
        ("ActivitÃ©", "01/01/2025", "letters-lost"),
        ("a", "01/01/2205", "year-out-of-reason"),
        ("a", date(1925, 1, 1), "year-out-of-reason"),
    ],
)
def test_a_doubt_withholds_its_row_alone_until_it_is_accepted(
    tmp_path: Path, title: str, start: Any, code: str
) -> None:
    lines = [HEADERS, row("A", "P", "sûr"), row("A", "P", title, None, start)]
    lines[2][5] = "31/12/2300"
    lines[2][5] = "31/12/2205" if code == "year-out-of-reason" else "31/12/2025"
    parsed = plan(tmp_path, *lines)
    assert len(parsed.rows) == len(parsed.withheld) == parsed.skipped == 1
    assert set(codes(parsed)) == {code}
    assert len(plan(tmp_path, *lines, accepted=(code,)).rows) == 2


def test_headers_in_two_lines(tmp_path: Path) -> None:
    """The file was refused: no column for starts, ends."""
    parsed = plan(
        tmp_path,
        ["Plan d'action de la commune"],
        ["Axe", "Projet", "Activité", "Responsable", "Calendrier", None, "Budget"],
        [None, None, None, None, "Début", "Fin", None],
        row("A", "P", "a", 5),
        merge=("A1:G1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "G2:G3", "E2:F2"),
    )
    assert [one.starts for one in parsed.rows] == [date(2025, 1, 1)]


def test_a_summary_beside_the_plan_is_left_out(tmp_path: Path) -> None:
    """The whole file was refused."""
    file = workbook(
        tmp_path / "p.xlsx",
        ("Plan", [HEADERS, row("A", "P", "a")]),
        ("Synthèse", [["Axe", "Activité", "Budget"], ["A", 1, 5]]),
    )
    parsed = read_plan(file, currency="MAD")
    assert (len(parsed.rows), codes(parsed)) == (1, ["sheet-incomplete"])


def test_a_sheet_for_each_axis_without_a_column_for_it(tmp_path: Path) -> None:
    """The file was refused."""
    file = workbook(
        tmp_path / "p.xlsx",
        ("Axe 1 Transparence", [HEADERS[1:], row("", "P", "a")[1:]]),
        ("Axe 2 Participation", [HEADERS[1:], row("", "P", "a")[1:]]),
    )
    parsed = read_plan(file, currency="MAD")
    assert axes(parsed) == ["Axe 1 Transparence", "Axe 2 Participation"]
    assert all(isinstance(one, Notice) for one in parsed.findings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "windows-1256"])
def test_csv_of_arabic_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    """A file that Excel saved as “CSV” was refused."""
    file = tmp_path / "p.csv"
    text = "المحور;المشروع;النشاط;الجهة المسؤولة;البداية;النهاية\r\n"
    text += "الشفافية;البوابة;نشر;الكتابة;فاتح يناير 2025;31 دجنبر 2025\r\n"
    file.write_bytes(text.encode(encoding))
    (one,) = read_plan(file, currency="MAD").rows
    assert (one.axis, one.starts) == ({"ar": "الشفافية"}, date(2025, 1, 1))


def test_the_separator_shows_headers_and_a_line_separator_is_no_line_end(tmp_path: Path) -> None:
    """Commas in long texts outvoted the semicolons; U+2028 cut a note, whose rest became an axis."""
    file = tmp_path / "p.csv"
    text = (
        "Axe;Projet;Activité;Description;Responsable;Début;Fin\nA;P;a;"
        + "un, deux, " * 50
        + "\u2028trois;S;2025-01-01;2025-02-01\n"
    )
    file.write_text(text)
    (one,) = read_plan(file, currency="MAD").rows
    assert one.description["fr"].endswith("deux, trois")


def test_an_own_report_is_refused_with_advice(tmp_path: Path) -> None:
    """Axes, projects and activities were titled by UUIDs."""
    file = tmp_path / "p.csv"
    file.write_text("position,instant,plan,axis,axis_title,project,activity,activity_title\n1,2,3,4,5,6,7,8\n")
    with pytest.raises(Unusable, match="send the spreadsheet of the plan itself"):
        read_plan(file, currency="MAD")


async def test_the_first_spelling_stands_and_revise_asks_for_the_other(imports: Imports, tmp_path: Path) -> None:
    """Each run revised three axes and three projects."""
    lines = [
        HEADERS,
        row("المحور الأول: الشفافية", "البوابة", "أ"),
        row("\u200fالمحور الأول : الشّفافيّة\xa0", "البوّابة", "ب"),
        row("المحور الاول: الشفافيه", "البوابه", "ج"),
    ]
    file = workbook(tmp_path / "p.xlsx", ("x", lines))
    first = await imports(file)
    plan = await imports.plan(first.plan)
    assert [list(axis.title.values()) for axis in plan.axes.values()] == [["المحور الأول: الشفافية"]]
    before = await imports.events()
    assert rows(await imports(file)) == (0, 3, 0)
    assert await imports.events() == before
    lines[1:] = [row("المحور الأول: الشفافيّة", "البوابة", name) for name in "أبج"]
    revised = await imports(workbook(file, ("x", lines)), revise=True)
    assert revised.commands == {"ReviseAxis": 1}


async def test_several_communities_in_one_file(imports: Imports, tmp_path: Path) -> None:
    lines = [["Collectivité", *HEADERS], ["جماعة", *row("A", "P", "a")], ["Nulle part", *row("A", "P", "b")]]
    counts = await imports(workbook(tmp_path / "p.xlsx", ("x", lines)), community=None)
    assert rows(counts) == (1, 0, 1)
    assert [one.code for one in imports.problems] == ["community-unknown"]


SPELLINGS = st.sampled_from([
    str.upper, str.lower, lambda text: f" {text}\u200f ", lambda text: text.replace(" ", "\xa0 "),
    lambda text: text.replace("أ", "ا").replace("ة", "ه"), lambda text: "".join(f"{one}ـ" if one == "ا" else one for one in text),
    lambda text: text.replace("ل", "لّ"), lambda text: text.replace("-", "–"), lambda text: text.replace("é", "e"),
])  # fmt: skip
TITLES = st.text(alphabet=string.ascii_lowercase + "éأبلاةم -", min_size=4, max_size=20).filter(
    lambda text: sum(one.isalpha() for one in text) > 3
)


@given(
    st.lists(st.tuples(TITLES, TITLES, TITLES), min_size=1, max_size=4), st.lists(SPELLINGS, min_size=12, max_size=12)
)
@settings(deadline=None, max_examples=100)
def test_a_title_spelled_otherwise_is_the_same(titles: list[tuple[str, str, str]], spellings: list[Any]) -> None:
    for number, title in enumerate(text for row in titles for text in row):
        was = {"fr": title}
        assert merged(was, {"fr": spellings[number](title)}) == was


@given(
    st.lists(st.tuples(TITLES, TITLES, TITLES), min_size=1, max_size=4, unique=True),
    st.lists(SPELLINGS, min_size=12, max_size=12),
)
@settings(deadline=None, max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_same_file_in_another_spelling_records_nothing(
    imports: Imports, tmp_path: Path, titles: list[tuple[str, str, str]], spellings: list[Any]
) -> None:
    lines = [row(*(f"titre {text}" for text in one), 5) for one in titles]
    file = workbook(tmp_path / "p.xlsx", ("x", [HEADERS, *lines]))
    await imports(file)
    before = await imports.events()
    for number, line in enumerate(lines):
        line[:3] = [spellings[3 * number + column](line[column]) for column in range(3)]
    again = await imports(workbook(file, ("x", [HEADERS, *lines])))
    assert (again.recorded, again.commands, await imports.events()) == (0, {}, before)


@pytest.mark.skipif(not CASES.exists(), reason="the folder of invented cases is not beside this repository")
@pytest.mark.parametrize(
    ("name", "activities"),
    [
        ("axis_spelling_variants.xlsx", 3), ("adopted_fraction_progress.xlsx", 2), ("banner_in_number_column.xlsx", 2),
        ("note_line_becomes_axis_2.xlsx", 2), ("hidden_column_old_budget.xlsx", 1), ("csv_ansi_question_marks.csv", 0),
        ("csv_semicolon_long_commas.csv", 3), ("csv_line_separator_shifts_axis.csv", 2), ("two_line_header_merged.xlsx", 2),
        ("summary_sheet_beside.xlsx", 1), ("sheet_per_axis.xlsx", 2), ("fr_header_variants.xlsx", 1),
        ("ar_first_of_month_and_dirham_sign.xlsx", 5), ("totals.xlsx", 2),
    ],
)  # fmt: skip
def test_the_invented_cases(name: str, activities: int) -> None:
    parsed = read_plan(CASES / name, currency="MAD")
    assert (len(parsed.rows), parsed.problems) == (activities, [])
