"""The forms in which rows are taken away: CSV by RFC 4180, JSON Lines (both in UTF-8), and XLSX."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol
from uuid import UUID

import msgspec

from domain.letters import blank

Format = Literal["csv", "jsonl", "xlsx"]

MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

FORMULA = frozenset("=+-@＝＋－＠﹦﹢﹣﹫")
"""Characters by which a spreadsheet recognises a formula, in their usual, full-width and small forms."""

_separator = re.compile(r"([;\t\r\n])")
_or_comma = re.compile(r"([;,\t\r\n])")
_number = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")


class Dialect(msgspec.Struct, frozen=True):
    """How a table is written for its reader: `language` decides the direction of a sheet. `excel`: a CSV file that Excel opens
    by a double click, with a byte order mark and the separators of the language's country."""

    language: str = "en"
    excel: bool = False

    @property
    def separator(self) -> str:
        """Of fields: a semicolon where a comma parts the decimals."""
        return ";" if self.excel and self.language in ("ar", "fr") else ","


FOR_PROGRAMS = Dialect()


class Table(Protocol):
    """Writes a table piece by piece: its start, rows, its end. `close` releases what an unfinished one holds."""

    def start(self, names: Sequence[str]) -> bytes: ...

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes: ...

    def end(self) -> Iterator[bytes]: ...

    def close(self) -> None: ...


class Csv:
    """Comma-separated values. Raises nothing."""

    def __init__(self, dialect: Dialect = FOR_PROGRAMS) -> None:
        self._dialect = dialect

    def start(self, names: Sequence[str]) -> bytes:
        return (b"\xef\xbb\xbf" if self._dialect.excel else b"") + self.rows([names])

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        text = io.StringIO(newline="")
        out = csv.writer(text, lineterminator="\r\n", delimiter=self._dialect.separator)
        out.writerows([[cell(value, self._dialect) for value in row] for row in rows])
        return text.getvalue().encode()

    def end(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        pass


class JsonLines:
    """One object per line."""

    def __init__(self) -> None:
        self._names: Sequence[str] = ()

    def start(self, names: Sequence[str]) -> bytes:
        self._names = names
        return b""

    def rows(self, rows: Iterable[Sequence[Any]]) -> bytes:
        return b"".join(msgspec.json.encode(dict(zip(self._names, row, strict=True))) + b"\n" for row in rows)

    def end(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        pass


def cell(value: Any, dialect: Dialect = FOR_PROGRAMS) -> str:
    """A value as CSV writes it: nothing for none, true and false, days and instants in ISO 8601, objects and lists as JSON. Texts
    are `harmless`."""
    match value:
        case None:
            return ""
        case str():
            return harmless(value, comma=dialect.separator != ",")
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case Decimal():
            return f"{value:f}".replace(".", "," if dialect.separator == ";" else ".")
        case int() | UUID() | date():
            return str(value)
    return msgspec.json.encode(value).decode()


def harmless(text: str, *, comma: bool = False) -> str:
    """A text that no spreadsheet takes for a formula. An apostrophe stands before one, at the start and behind each semicolon,
    tab and line break, where a spreadsheet with another separator begins a cell; with `comma`, behind commas too. Invisible
    characters before a formula do not hide it. Plain numbers are left as they are."""
    pieces = [text] if FORMULA.isdisjoint(text) else (_or_comma if comma else _separator).split(text)
    written = "".join(f"'{piece}" if is_formula(piece) else piece for piece in pieces)
    return f"'{written}" if written.startswith(("\t", "\r", "\n")) else written


def is_formula(text: str) -> bool:
    """Whether the first character of a text that can be seen begins a formula, or stands behind quotation marks alone."""
    if _number.fullmatch(text.strip()):
        return False
    for one in text:
        if one in FORMULA:
            return True
        if not blank(one) and one != '"':
            return False
    return False
