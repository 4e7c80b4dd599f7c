"""Reads the sheets of a file, a workbook or CSV.

CSV may be in UTF-8, UTF-16 or a code page of Windows, and separated by semicolons, commas, tabs or bars.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from ops.imports.common.report import Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.plan.spreadsheet import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINES,
    NO_FILE,
    OLD_FORMAT,
    TOO_LARGE,
    UNREADABLE,
    Line,
    Sheet,
    cell,
    read_workbook,
)
from ops.imports.plan.vocabulary import header

SEPARATORS = ";,\t|"
LOOKED_AT = 30
"""Lines that are searched for the separator that shows most headers."""

NOT_TEXT = Sentence(
    "file-not-text", "is not in UTF-8, nor in another encoding of text: save it as “CSV UTF-8” or as a workbook (.xlsx)"
)
NOT_CSV = Sentence("csv-bad", "is not well-formed CSV ({reason}): save it again as CSV UTF-8")

_arabic_word = re.compile(r"[\u0621-\u064a]{3,}")
_separator_line = re.compile(r"\ufeff?\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def read_spreadsheet(path: Path) -> list[Sheet]:
    """The sheets of a file. Raises Unusable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unusable(path, None, TOO_LARGE())
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError:
        raise Unusable(path, None, NO_FILE()) from None
    except OSError as error:
        raise Unusable(path, None, UNREADABLE(reason=error.strerror or "")) from None
    if start.startswith(b"PK"):
        return read_workbook(path)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unusable(path, None, OLD_FORMAT())
    return [read_csv(path)]


def read_csv(path: Path) -> Sheet:
    """A CSV file as a sheet. Raises Unusable."""
    text, encoding = decoded(path)
    before = 0
    chosen = None
    if announced := _separator_line.match(text):
        chosen, before, text = announced[1], 1, text[announced.end() :]
    lines: list[Line] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=chosen or separator(text), strict=True)
    try:
        first = before
        for fields in reader:
            if any(field.strip() for field in fields):
                if len(lines) == MOST_LINES:
                    return Sheet(None, lines, cut=True, encoding=encoding)
                lines.append(Line(before + 1, [cell(field) for field in fields[:MOST_COLUMNS]]))
            before = first + reader.line_num
    except csv.Error as error:
        raise Unusable(path, before + 1, NOT_CSV(reason=str(error))) from None
    return Sheet(None, lines, encoding=encoding)


def decoded(path: Path) -> tuple[str, str | None]:
    """The text of a file, and its encoding if that is not Unicode: Excel's “CSV” is in the code page of its Windows, for Arabic
    windows-1256, for French windows-1252. Raises Unusable."""
    raw = path.read_bytes()
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text, encoding = raw.decode("utf-16"), None
        elif page := unmarked_utf_16(raw):
            text, encoding = raw.decode(page), None
        else:
            text, encoding = raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        arabic = raw.decode("windows-1256", errors="replace")
        page = "windows-1256" if _arabic_word.search(arabic) else "windows-1252"
        text, encoding = raw.decode(page, errors="replace"), page
    if "\0" in text:
        raise Unusable(path, None, NOT_TEXT())
    return text, encoding


def unmarked_utf_16(raw: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: every second byte is that of a Latin or an Arabic letter's block."""
    for start, page in ((1, "utf-16-le"), (0, "utf-16-be")):
        blocks = raw[start:400:2]
        if len(blocks) > 10 and sum(one in (0x00, 0x06) for one in blocks) > 0.9 * len(blocks):
            return page
    return None


def separator(text: str) -> str:
    """The separator by which a line has the most known headers; else the most frequent one outside of quotes at the start."""
    start = text[:20_000]
    unquoted = "".join(part for index, part in enumerate(start.split('"')) if index % 2 == 0)
    return max(SEPARATORS, key=lambda one: (headers_by(start, one), unquoted.count(one)))


def headers_by(text: str, separator: str) -> int:
    """The most headers in one of the first lines."""

    def lines() -> Iterator[Sequence[str]]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            for _, fields in zip(range(LOOKED_AT), reader, strict=False):
                yield fields
        except csv.Error:
            return

    return max(
        (sum(bool(header(field) or header(field, "ideas")) for field in fields[:MOST_COLUMNS]) for fields in lines()),
        default=0,
    )
