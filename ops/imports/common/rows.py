"""Reads the rows of a CSV file, each with its first line; reports damaged rows, and goes on after them.

A file may start with a byte order mark, end its lines with CR LF, have its columns in any order, and have more columns than
needed.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from ops.imports.common.report import Finding, Notice, Problem, Unusable

LONGEST_LINE = 1 << 20
"""Bytes of a line, far more than a row of an export has. It bounds the memory for a file without line ends."""

CUT = "the file ends within this row, which may be cut: compare it with the original, or download it again"


class Row(msgspec.Struct, frozen=True):
    """`damage` says why the fields cannot be used. `whole` is false if the last row has neither an end of line nor a closing
    quote, so that its last field may be cut."""

    line: int
    fields: Sequence[str]
    damage: str | None = None
    whole: bool = True


class Rows:
    """Iterates over the rows of a file. After an unclosed quote it goes on with the next line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pushed_back: deque[tuple[str, str | None]] = deque()
        self._consumed: list[tuple[str, str | None]] = []

    def __iter__(self) -> Iterator[Row]:
        line = 1
        reader = csv.reader(self._lines(), strict=True)
        while True:
            self._consumed.clear()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, (), self._damage() or broken(error))
                self._pushed_back.extendleft(reversed(self._consumed[1:]))
                reader = csv.reader(self._lines(), strict=True)
                line += 1
                continue
            damage = self._damage()
            if fields or damage:
                yield Row(line, fields, damage, self._consumed[-1][0].endswith(("\n", '"')))
            line += len(self._consumed)

    def _damage(self) -> str | None:
        return next((damage for _, damage in self._consumed if damage), None)

    def _lines(self) -> Iterator[str]:
        while True:
            text, damage = self._pushed_back.popleft() if self._pushed_back else self._read()
            if not text:
                return
            self._consumed.append((text, damage))
            yield text

    def _read(self) -> tuple[str, str | None]:
        """The next line, and the reason if it cannot be used."""
        raw = rest = self._file.readline(LONGEST_LINE)
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            while rest and not rest.endswith(b"\n"):
                rest = self._file.readline(LONGEST_LINE)
            return "\n", "is longer than a row of an export can be: the file is damaged, download it again"
        if b"\0" in raw:
            text = raw.replace(b"\0", b"").decode(errors="replace")
            return text or "\n", "holds zero bytes: the file is damaged (or in UTF-16), download it again"
        try:
            return raw.decode(), None
        except UnicodeDecodeError:
            return raw.decode(errors="replace"), "is not in UTF-8: save the export in UTF-8, or download it again"


def broken(error: csv.Error) -> str:
    """The reason of a row that is not well-formed."""
    if "unexpected end" in str(error):
        return "has a quote that is never closed: the file was cut here, or the quote is missing; download it again"
    return f"is not well-formed CSV ({error}): correct it, or download the export again"


def rows(path: Path) -> Iterator[Row]:
    """The rows of a file that are not blank. Raises Unusable if the file cannot be read."""
    try:
        with path.open("rb") as file:
            start = file.read(3)
            if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise Unusable(path, 1, "is in UTF-16: save it in UTF-8")
            if start != b"\xef\xbb\xbf":
                file.seek(0)
            yield from Rows(file)
    except FileNotFoundError:
        raise Unusable(
            path, None, "the file does not exist: an export has summary.csv, comments.csv and votes.csv"
        ) from None
    except OSError as error:
        raise Unusable(path, None, f"cannot be read: {error.strerror}") from None


def table(
    path: Path, columns: Sequence[str], closed: Iterable[str] = (), optional: Sequence[str] = ()
) -> Iterator[tuple[int, Sequence[str]] | Finding]:
    """For each row below the header: its line and its fields in the order of `columns`, then of `optional`, or a Problem. The
    field of an optional column that is missing is empty.

    A last row without an end of line may be truncated: a Notice follows it, unless its last field is quoted, or the last column
    is one of `closed`, whose values do not stay valid when they are truncated. Raises Unusable if a column is missing.
    """
    remaining = rows(path)
    header = next(remaining, None)
    if header is None:
        raise Unusable(path, 1, "is empty: download the export again")
    if header.damage:
        raise Unusable(path, header.line, f"the header {header.damage}")
    names = [name.strip() for name in header.fields]
    if missing := [column for column in columns if column not in names]:
        raise Unusable(
            path,
            header.line,
            f"has no column {', '.join(missing)}, but: {quoted(','.join(names), 200)}; download the export again",
        )
    indexes = [names.index(column) if column in names else None for column in (*columns, *optional)]
    for row in remaining:
        if row.damage:
            yield Problem(str(path), row.line, f"the row {row.damage}")
        elif len(row.fields) != len(names):
            some = f"the row has {len(row.fields)} fields, the header {len(names)}"
            cut = "" if row.whole else " (the file was cut here)"
            yield Problem(str(path), row.line, f"{some}{cut}: correct it, or download the export again")
        else:
            yield row.line, ["" if index is None else row.fields[index] for index in indexes]
            if not row.whole and names[-1] not in closed:
                yield Notice(str(path), row.line, CUT)


def quoted(value: str, most: int = 40) -> str:
    """A value in a message: on one line, of at most `most` characters."""
    return repr(value if len(value) <= most else value[: most - 1] + "…")
