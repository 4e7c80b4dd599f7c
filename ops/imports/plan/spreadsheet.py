"""Reads the cells of a spreadsheet, CSV or an Excel workbook, within limits that no real plan reaches.

CSV may be separated by commas, semicolons or tabs, and is in UTF-8, or in UTF-16 with a byte order mark. Of a workbook only
values are read: no formula is computed, no macro is run, nothing is fetched.
"""

import csv
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import msgspec
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.functions import iterparse

from ops.imports.common.report import Unusable

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 10 << 20, 50 << 20, 2_000
MOST_LINES, MOST_COLUMNS, MOST_SHEETS, MOST_MERGED, MOST_CHARACTERS = 5_000, 60, 20, 5_000, 20_000

UTF_8 = "is not in UTF-8: in Excel, save it as “CSV UTF-8” or as a workbook (.xlsx)"
DAMAGED = "cannot be read as a workbook: open it in a spreadsheet program and save it again as .xlsx, or as CSV UTF-8"
TOO_LARGE = "is larger than a plan can be: save only the plan's sheets, without pictures, in a new file"

Value = str | int | float | bool | date | datetime | None


class Cell(msgspec.Struct, frozen=True):
    """A cell. `percent`: its number is displayed as a percentage (0.5 as 50 %); `merged`: it is merged with a cell above, and has
    that cell's value."""

    value: Value = None
    percent: bool = False
    merged: bool = False

    @property
    def text(self) -> str:
        """The value as text, stripped."""
        return "" if self.value is None else str(self.value).strip()


EMPTY = Cell()


class Line(msgspec.Struct, frozen=True):
    """A line of a sheet that is not blank; `number` counts lines from 1."""

    number: int
    cells: Sequence[Cell]

    def at(self, column: int) -> Cell:
        return self.cells[column] if column < len(self.cells) else EMPTY


class Sheet(msgspec.Struct, frozen=True):
    """`name` is None for CSV. `cut`: the sheet has more lines than were read."""

    name: str | None
    lines: Sequence[Line]
    cut: bool = False


def read_spreadsheet(path: Path) -> list[Sheet]:
    """The visible sheets of a file. Raises Unusable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable(path, None, TOO_LARGE)
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise Unusable(path, None, "there is no such file") from None
    except OSError as error:
        raise Unusable(path, None, f"cannot be read: {error.strerror}") from None
    if start.startswith(b"PK"):
        return read_workbook(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(path, None, "is in the old format of Excel (.xls), or protected by a password: save it as .xlsx")
    return [read_csv(path)]


def read_csv(path: Path) -> Sheet:
    """A CSV file as a sheet. Raises Unusable."""
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable(path, None, UTF_8) from None
    if "\0" in text:
        raise Unusable(path, None, UTF_8)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator(text), strict=True)
    lines: list[Line] = []
    before = 0
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                if len(lines) == MOST_LINES:
                    return Sheet(None, lines, cut=True)
                lines.append(Line(before + 1, [cell(field) for field in fields[:MOST_COLUMNS]]))
            before = reader.line_num
    except csv.Error as error:
        raise Unusable(path, before + 1, f"is not well-formed CSV ({error}): save it again as CSV UTF-8") from None
    return Sheet(None, lines)


def separator(text: str) -> str:
    """The separator of fields: the most frequent candidate outside of quotes at the start."""
    unquoted = "".join(part for index, part in enumerate(text[:20_000].split('"')) if index % 2 == 0)
    return max(",;\t", key=unquoted.count)


def read_workbook(path: Path) -> list[Sheet]:
    """The visible sheets of a workbook. Raises Unusable."""
    must_not_be_too_large(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it would not save: we save nothing
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                sheets = [one for one in book.worksheets if one.sheet_state == "visible"][:MOST_SHEETS]
                return [Sheet(one.title, *lines_of(one, book.epoch)) for one in sheets]
            finally:
                book.close()
    except Unusable:
        raise
    except (InvalidFileException, BadZipFile, OSError) as error:
        raise Unusable(path, None, DAMAGED) from error
    except Exception as error:  # a damaged or hostile file may raise anything in the parser
        raise Unusable(path, None, DAMAGED) from error


def must_not_be_too_large(path: Path) -> None:
    """Checks the declared sizes of the parts before any is unpacked; zipfile unpacks no part beyond its declared size. Raises
    Unusable."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError):  # NotImplementedError: an invalid version of ZIP
        raise Unusable(path, None, DAMAGED) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unusable(path, None, TOO_LARGE)


def lines_of(sheet: Any, epoch: datetime) -> tuple[list[Line], bool]:
    """The lines of a sheet that are not blank, and whether there are more lines than were read."""
    lines: list[Line] = []
    above: dict[tuple[int, int], Cell] = {}
    tops = merged_cells(sheet)
    rows: Iterator[Sequence[object]] = sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        cells = [value_of(one, epoch) for one in row]
        for column, top in tops.get(number, {}).items():
            if number == top:
                above[column, top] = cells[column] if column < len(cells) else EMPTY
            elif merged := above.get((column, top)):
                cells += [EMPTY] * (column + 1 - len(cells))
                cells[column] = msgspec.structs.replace(merged, merged=True)
        if any(one.text for one in cells):
            if number > MOST_LINES:
                return lines, True
            lines.append(Line(number, cells))
    return lines, False


def merged_cells(sheet: Any) -> dict[int, dict[int, int]]:
    """By line number: its columns (from 0) that are merged vertically, each with the first line of its merged range."""
    tops: dict[int, dict[int, int]] = {}
    number = 0
    with sheet._get_source() as source:  # openpyxl gives no merged ranges in read-only mode
        for _, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                first, top, _, bottom = (bound or 1 for bound in range_boundaries(element.get("ref", "A1")))
                if bottom > top and first <= MOST_COLUMNS and (number := number + 1) <= MOST_MERGED:
                    for line in range(top, min(bottom, MOST_LINES) + 1):
                        tops.setdefault(line, {})[first - 1] = top
            if element.tag.endswith(("}row", "}mergeCell")):
                element.clear()
    return tops


def value_of(source: object, epoch: datetime) -> Cell:
    """A cell of openpyxl's as ours."""
    value = getattr(source, "value", None)
    form = str(getattr(source, "number_format", "") or "")
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, bool | int | float | datetime | date) or value is None:
        return Cell(value, percent="%" in form)
    return cell(str(value))  # a duration or a time of day: as text, which no date accepts


def cell(text: str) -> Cell:
    """A cell with a text, cut at MOST_CHARACTERS."""
    return Cell(text[:MOST_CHARACTERS]) if text.strip() else EMPTY


def day_of_serial(number: float) -> date | None:
    """The date of an Excel serial number, if it is between 1954 and 2119."""
    if not 20_000 <= number <= 80_000:
        return None
    moment = from_excel(number)
    return moment.date() if isinstance(moment, datetime) else None
