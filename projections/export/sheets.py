"""XLSX: one table with typed cells, from right to left in Arabic. Rows go to a temporary file, so that memory is bounded."""

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from projections.export.formats import Csv, Dialect, Format, JsonLines, Table, cell

MOST_ROWS = 1_048_576
"""Rows of a sheet; a longer table goes on in another sheet."""

MOST_CHARACTERS = 32_767
"""Characters of a cell; a longer text is cut, and ends in an ellipsis."""

MOST_DIGITS = 10**15
"""Spreadsheets round larger whole numbers: they are written as text."""

FIRST_YEAR = 1901
"""Spreadsheets have no earlier days: those are written as text."""

PIECE = 2**16

_unwritable = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def table(form: Format, dialect: Dialect, title: str) -> Table:
    """The writer of a table in a form; `title` is the name of its sheet."""
    match form:
        case "csv":
            return Csv(dialect)
        case "jsonl":
            return JsonLines()
    return Xlsx(dialect, title)


class Xlsx:
    """A workbook. All of its bytes come at its end."""

    def __init__(self, dialect: Dialect, title: str) -> None:
        self._right_to_left, self._title = dialect.language == "ar", title[:25]
        self._workbook = Workbook(write_only=True)
        self._names: Sequence[str] = ()
        self._sheet = self._begun()
        self._number = 0

    def start(self, names: Sequence[str]) -> bytes:
        self._names = names
        self._head()
        return b""

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        for row in rows:
            if self._number == MOST_ROWS:
                self._sheet.close()
                self._sheet = self._begun()
                self._head()
            self._sheet.append([self._cell(value) for value in row])
            self._number += 1
        return b""

    def end(self) -> Iterator[bytes]:
        with TemporaryFile() as file:
            self._workbook.save(file)
            file.seek(0)
            while piece := file.read(PIECE):
                yield piece

    def close(self) -> None:
        """Removes the temporary files of sheets that were not saved."""
        sheets: list[Any] = [*self._workbook.worksheets]
        for sheet in sheets:
            if not sheet.closed:
                sheet.close()
            with suppress(OSError):
                os.remove(sheet._writer.out)

    def _begun(self) -> Any:
        number = len(self._workbook.sheetnames)
        sheet: WriteOnlyWorksheet = self._workbook.create_sheet(
            f"{self._title} {number + 1}" if number else self._title
        )
        sheet.sheet_view.rightToLeft = self._right_to_left
        sheet.freeze_panes = "A2"
        return sheet

    def _head(self) -> None:
        cells = [self._cell(name) for name in self._names]
        for one in cells:
            one.font = Font(bold=True)
        self._sheet.append(cells)
        self._number = 1

    def _cell(self, value: Any) -> Any:
        """A typed cell: numbers, truths, days and instants (in UTC) as such; all else as CSV writes it, never as a formula."""
        match value:
            case None:
                return None
            case bool():
                return value
            case int() if abs(value) < MOST_DIGITS:
                return value
            case Decimal() if len(value.as_tuple().digits) <= 15:
                _, _, decimals = f"{value:f}".partition(".")
                return self._made(value, f"0.{'0' * len(decimals)}" if decimals else "0")
            case datetime():
                if value.year >= FIRST_YEAR:
                    return self._made(value.astimezone(UTC).replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")
            case date() if value.year >= FIRST_YEAR:
                return self._made(value, "yyyy-mm-dd")
        text = _unwritable.sub("\N{REPLACEMENT CHARACTER}", cell(value))
        made = self._made(text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…")
        made.data_type = "s"
        return made

    def _made(self, value: Any, number_format: str | None = None) -> Any:
        made: Any = WriteOnlyCell(self._sheet, value)
        made.number_format = number_format or made.number_format
        return made
