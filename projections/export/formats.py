"""The two forms in which rows are taken away: CSV by RFC 4180, and JSON Lines; both in UTF-8."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

Format = Literal["csv", "jsonl"]

MEDIA_TYPES: dict[Format, str] = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}

_formula = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_number = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")

Writer = Callable[[Iterable[Sequence[Any]]], bytes]
"""Makes bytes of some rows."""


def writer(form: Format, names: Sequence[str]) -> Writer:
    """What writes rows of these columns."""
    return csv_rows if form == "csv" else json_lines(names)


def header(form: Format, names: Sequence[str]) -> bytes:
    """What stands before the first row."""
    return csv_rows([names]) if form == "csv" else b""


def csv_rows(rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerows([[cell(value) for value in row] for row in rows])
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """A value as CSV writes it: nothing for none, true and false, days and instants in ISO 8601, what has parts as JSON. A
    text that a spreadsheet would take for a formula is given an apostrophe first, unless it is a plain number."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if _formula.match(value) and not _number.fullmatch(value) else value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case int() | UUID() | date():
            return str(value)
    return msgspec.json.encode(value).decode()


def json_lines(names: Sequence[str]) -> Writer:
    def write(rows: Iterable[Sequence[Any]]) -> bytes:
        return b"".join(msgspec.json.encode(dict(zip(names, row, strict=True))) + b"\n" for row in rows)

    return write
