"""Tables that people open: no cell is a formula, whatever hides it, and the cells of XLSX have types."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from openpyxl import load_workbook

from projections.export import sheets
from projections.export.formats import Dialect, Format, harmless
from projections.export.sheets import table

FRENCH, ARABIC, ENGLISH = (Dialect(language, excel=True) for language in ("fr", "ar", "en"))
FORMULAS = [
    f"{before}{sign}cmd|' /C calc'!A0{after}"
    for before in ("", " ", "\t", "\r", "\n", "\ufeff", "\u200b", "\u202e", "\u2066\u200f", "\u3164", "x;", "x; ", "x\t",
                   "x\ny;\u200b", "x;\ufeff\u202e", 'x;"', "é;\u2800", "1;")
    for sign in ("=", "+", "-", "@", "＝", "＋", "﹦")
    for after in ("", ";y")
]  # fmt: skip


def written(form: Format, dialect: Dialect, rows: Sequence[Sequence[Any]], names: Sequence[str] = ("a", "b")) -> bytes:
    out = table(form, dialect, "proposal")
    return b"".join([out.start(names), out.rows(rows), *out.end()])


def begins(text: str) -> str:
    """The first character that can be seen."""
    return text.lstrip(' "\t\r\n\ufeff\u200b\u202e\u2066\u200f\u3164\u2800')[:1]


@pytest.mark.parametrize("dialect", [Dialect(), FRENCH, ARABIC, ENGLISH])
def test_no_cell_of_a_csv_file_is_a_formula_whatever_separates_cells(dialect: Dialect) -> None:
    content = written("csv", dialect, [[text, text] for text in FORMULAS]).decode("utf-8-sig")
    for separator in {";", "\t", dialect.separator}:
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
            for found in row:
                for piece in found.splitlines():
                    assert begins(piece) not in {*"=+-@＝＋﹦"}, (separator, found)


def test_a_comma_parts_nothing_but_where_it_is_no_separator() -> None:
    assert harmless("prix, -5") == "prix, -5"
    assert harmless("x,=1+1", comma=True) == "x,'=1+1"
    assert b"x,'=1+1" in written("csv", FRENCH, [["x,=1+1", None]])


@pytest.mark.parametrize(
    "text", ["-12", "+212 600", "-3,5", "a-b", "a = b", "x;-5", "2+2", "l'eau; l'air", "مدرسة - ملعب"]
)
def test_what_is_no_formula_stays(text: str) -> None:
    assert harmless(text) == ("'" + text if text.startswith("+212 ") else text)


def test_csv_for_excel_has_a_mark_and_the_separators_of_the_language() -> None:
    rows = [["é", Decimal("1200.50")]]
    assert written("csv", FRENCH, rows) == "\ufeffa;b\r\né;1200,50\r\n".encode()
    assert written("csv", ARABIC, rows) == "\ufeffa;b\r\né;1200,50\r\n".encode()
    assert written("csv", ENGLISH, rows) == "\ufeffa,b\r\né,1200.50\r\n".encode()
    assert written("csv", Dialect("fr"), rows) == "a,b\r\né,1200.50\r\n".encode()


def test_cells_of_xlsx_have_types(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 28, 5, 30, tzinfo=UTC)
    values = [
        1, True, Decimal("1200.50"), date(2026, 1, 31), moment, "texte", None, UUID(int=1), [1, 2], 10**18, date(1850, 1, 1),
    ]  # fmt: skip
    (tmp_path / "t.xlsx").write_bytes(
        written("xlsx", ARABIC, [values], [f"c{number}" for number in range(len(values))])
    )
    sheet = load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [one.value for one in cells] == [
        1, True, 1200.5, datetime(2026, 1, 31), datetime(2026, 11, 28, 5, 30), "texte", None, str(UUID(int=1)), "[1,2]",
        str(10**18), "1850-01-01",
    ]  # fmt: skip
    assert [one.data_type for one in cells] == ["n", "b", "n", "d", "d", "s", "n", "s", "s", "s", "s"]
    assert cells[2].number_format == "0.00"
    (tmp_path / "f.xlsx").write_bytes(written("xlsx", FRENCH, [], ["a"]))
    other = load_workbook(tmp_path / "f.xlsx").active
    assert other is not None
    assert not other.sheet_view.rightToLeft


def test_no_cell_of_xlsx_is_a_formula_and_any_text_is_written(tmp_path: Path) -> None:
    texts = [*FORMULAS, "=1+1", "a\x0bb", "x" * 40_000]
    (tmp_path / "t.xlsx").write_bytes(written("xlsx", Dialect(), [[text, ""] for text in texts]))
    sheet = load_workbook(tmp_path / "t.xlsx").active
    assert sheet is not None
    found = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {one.data_type for one in found} == {"s"}
    assert not [one.value for one in found if begins(str(one.value)) in {*"=+-@＝＋﹦"}]
    assert found[-1].value == "x" * 32_766 + "…"
    assert found[-2].value == "a\N{REPLACEMENT CHARACTER}b"


def test_a_long_table_goes_on_in_another_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    (tmp_path / "t.xlsx").write_bytes(written("xlsx", Dialect(), [[number, None] for number in range(5)]))
    workbook = load_workbook(tmp_path / "t.xlsx")
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in workbook] == [["a", 0, 1], ["a", 2, 3], ["a", 4]]


def test_an_unfinished_workbook_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    out = table("xlsx", Dialect(), "proposal")
    out.start(["a"])
    out.rows([["x"]])
    out.close()
    assert list(tmp_path.iterdir()) == []
    out = table("xlsx", Dialect(), "proposal")
    out.start(["a"])
    assert b"".join(out.end())
    out.close()
    assert list(tmp_path.iterdir()) == []
