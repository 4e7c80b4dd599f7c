"""Reads the cells of a spreadsheet, within limits that no real plan reaches.

Of a workbook only values are read: no formula is computed, no macro is run, nothing is fetched. Hidden columns and rows are
dropped, and named: nobody who looks at the sheet sees them.
"""

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
from ops.imports.common.sentences import Sentence

MOST_BYTES, MOST_UNPACKED, MOST_PARTS = 10 << 20, 50 << 20, 2_000
MOST_LINES, MOST_COLUMNS, MOST_SHEETS, MOST_MERGED, MOST_CHARACTERS = 5_000, 60, 20, 5_000, 20_000

DAMAGED = Sentence(
    "workbook-damaged",
    "cannot be read as a workbook: open it in a spreadsheet program and save it again as .xlsx, or as CSV UTF-8",
)
TOO_LARGE = Sentence(
    "file-too-large", "is larger than a plan can be: save only the plan's sheets, without pictures, in a new file"
)
NO_FILE = Sentence("file-missing", "there is no such file")
UNREADABLE = Sentence("file-unreadable", "cannot be read: {reason}")
OLD_FORMAT = Sentence(
    "file-old-format", "is in the old format of Excel (.xls), or protected by a password: save it as .xlsx"
)

Value = str | int | float | bool | date | datetime | None


class Cell(msgspec.Struct, frozen=True):
    """A cell. `percent`: its number is displayed as a percentage (0.5 as 50 %); `merged`: it is merged with a cell above, and has
    that cell's value; `span`: the number of columns that it is merged over."""

    value: Value = None
    percent: bool = False
    merged: bool = False
    span: int = 1

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
    """`name` is None for CSV. `cut`: the sheet has more lines than were read. `hidden` sheets are not seen by people, nor are
    the values in `hidden_rows` and `hidden_columns` (from 0), which are not among the lines. `encoding` is that of a CSV file
    that is not in Unicode."""

    name: str | None
    lines: Sequence[Line]
    cut: bool = False
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    encoding: str | None = None


def read_workbook(path: Path) -> list[Sheet]:
    """The sheets of a workbook. Raises Unusable."""
    must_not_be_too_large(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of parts that it would not save: we save nothing
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
            try:
                return [sheet_of(one, book.epoch) for one in book.worksheets[:MOST_SHEETS]]
            finally:
                book.close()
    except Unusable:
        raise
    except (InvalidFileException, BadZipFile, OSError) as error:
        raise Unusable(path, None, DAMAGED()) from error
    except Exception as error:  # a damaged or hostile file may raise anything in the parser
        raise Unusable(path, None, DAMAGED()) from error


def must_not_be_too_large(path: Path) -> None:
    """Checks the declared sizes of the parts before any is unpacked; zipfile unpacks no part beyond its declared size. Raises
    Unusable."""
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except (BadZipFile, NotImplementedError, OSError, ValueError):  # NotImplementedError: an invalid version of ZIP
        raise Unusable(path, None, DAMAGED()) from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unusable(path, None, TOO_LARGE())


class Layout(msgspec.Struct):
    """What openpyxl does not give in read-only mode. `tops`: by line, its columns (from 0) that are merged vertically, each with
    the first line of its range. `spans`: by line, the columns where a range begins that is merged over several."""

    tops: dict[int, dict[int, int]] = {}
    spans: dict[int, dict[int, int]] = {}
    rows: set[int] = set()
    columns: set[int] = set()


def sheet_of(sheet: Any, epoch: datetime) -> Sheet:
    """A sheet of openpyxl's as ours."""
    if sheet.sheet_state != "visible":
        return Sheet(sheet.title, (), hidden=True)
    lines: list[Line] = []
    above: dict[tuple[int, int], Cell] = {}
    layout = layout_of(sheet)
    hidden_rows: list[int] = []
    hidden_columns: set[int] = set()
    cut = False
    rows: Iterator[Sequence[object]] = sheet.iter_rows(max_row=MOST_LINES + 1, max_col=MOST_COLUMNS)
    for number, row in enumerate(rows, 1):
        cells = [value_of(one, epoch) for one in row]
        hidden_columns |= {column for column in layout.columns if column < len(cells) and cells[column].text}
        cells = [EMPTY if column in layout.columns else one for column, one in enumerate(cells)]
        for column, span in layout.spans.get(number, {}).items():
            if column < len(cells):
                cells[column] = msgspec.structs.replace(cells[column], span=span)
        for column, top in layout.tops.get(number, {}).items():
            if number == top:
                above[column, top] = cells[column] if column < len(cells) else EMPTY
            elif merged := above.get((column, top)):
                cells += [EMPTY] * (column + 1 - len(cells))
                cells[column] = msgspec.structs.replace(merged, merged=True)
        if any(one.text for one in cells):
            if number > MOST_LINES:
                cut = True
            elif number in layout.rows:
                hidden_rows.append(number)
            else:
                lines.append(Line(number, cells))
    return Sheet(sheet.title, lines, cut, False, hidden_rows, sorted(hidden_columns))


def layout_of(sheet: Any) -> Layout:
    """Merged ranges, hidden rows and hidden columns of a sheet."""
    layout = Layout()
    number = 0
    with sheet._get_source() as source:
        for _, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            if tag == "mergeCell":
                first, top, last, bottom = (bound or 1 for bound in range_boundaries(element.get("ref", "A1")))
                number += 1
                if first <= MOST_COLUMNS and number <= MOST_MERGED:
                    if last > first:
                        layout.spans.setdefault(top, {})[first - 1] = last - first + 1
                    if bottom > top:
                        for line in range(top, min(bottom, MOST_LINES) + 1):
                            layout.tops.setdefault(line, {})[first - 1] = top
            elif tag == "col" and is_hidden(element, "width"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                layout.columns |= set(range(first - 1, min(last, MOST_COLUMNS)))
            elif tag == "row" and is_hidden(element, "ht") and element.get("r", "").isdecimal():
                layout.rows.add(int(element.get("r")))
            if tag in ("row", "mergeCell"):
                element.clear()
    return layout


def is_hidden(element: Any, size: str) -> bool:
    """Whether a row or a column is hidden: marked so, or of no size."""
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


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
