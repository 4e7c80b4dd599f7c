"""The rows of a CSV file, each with the line where it starts; what is damaged is said, and reading goes on behind it.

A file may start with a byte order mark, end its lines with CR LF, order its columns as it likes and have more than are asked for.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from ops.imports.common.report import Doubt, Problem, Unusable

LONGEST_LINE = 1 << 20
"""Bytes. No row of an export comes near; it bounds what a file without line ends takes of memory."""

CUT = "the file ends within this row, which may be cut: compare it with the original, or download it again"


class Row(msgspec.Struct, frozen=True):
    """`damage` says why the fields cannot be used. `ended` is false for a last row without an end of line."""

    line: int
    fields: Sequence[str]
    damage: str | None = None
    ended: bool = True


class Rows:
    """Iterates over the rows of a file. After a quote that is not closed as it should be, reading goes on with the next line."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._again: deque[tuple[str, str | None]] = deque()
        self._taken: list[tuple[str, str | None]] = []

    def __iter__(self) -> Iterator[Row]:
        line = 1
        reader = csv.reader(self._lines(), strict=True)
        while True:
            self._taken.clear()
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, (), self._damage() or broken(error))
                self._again.extendleft(reversed(self._taken[1:]))
                reader = csv.reader(self._lines(), strict=True)
                line += 1
                continue
            damage = self._damage()
            if fields or damage:
                yield Row(line, fields, damage, self._taken[-1][0].endswith("\n"))
            line += len(self._taken)

    def _damage(self) -> str | None:
        return next((damage for _, damage in self._taken if damage), None)

    def _lines(self) -> Iterator[str]:
        while True:
            text, damage = self._again.popleft() if self._again else self._read()
            if not text:
                return
            self._taken.append((text, damage))
            yield text

    def _read(self) -> tuple[str, str | None]:
        """The next line, and what makes it useless."""
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
    if "unexpected end" in str(error):
        return "has a quote that is never closed: the file was cut here, or the quote is missing; download it again"
    return f"is not well-formed CSV ({error}): correct it, or download the export again"


def rows(path: Path) -> Iterator[Row]:
    """All rows of a file that are not blank. Raises Unusable if it cannot be read at all."""
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
    path: Path, columns: Sequence[str], closed: Iterable[str] = ()
) -> Iterator[tuple[int, Sequence[str]] | Problem]:
    """Of every row below the header: its line and the fields of `columns`, in that order; or what is wrong with it.

    A last row without an end of line may be a cut one: it is given, and a Doubt besides, unless its last column is one of
    `closed`, whose values no cut leaves valid. Raises Unusable where a column is missing.
    """
    found = rows(path)
    header = next(found, None)
    if header is None:
        raise Unusable(path, 1, "is empty: download the export again")
    if header.damage:
        raise Unusable(path, header.line, f"the header {header.damage}")
    names = [name.strip() for name in header.fields]
    if missing := [column for column in columns if column not in names]:
        raise Unusable(
            path,
            header.line,
            f"has no column {', '.join(missing)}, but: {shown(','.join(names), 200)}; download the export again",
        )
    places = [names.index(column) for column in columns]
    for row in found:
        if row.damage:
            yield Problem(str(path), row.line, f"the row {row.damage}")
        elif len(row.fields) != len(names):
            some = f"the row has {len(row.fields)} fields, the header {len(names)}"
            cut = "" if row.ended else " (the file was cut here)"
            yield Problem(str(path), row.line, f"{some}{cut}: correct it, or download the export again")
        else:
            yield row.line, [row.fields[place] for place in places]
            if not row.ended and names[-1] not in closed:
                yield Doubt(str(path), row.line, CUT)


def shown(value: str, most: int = 40) -> str:
    """A value as a message shows it: short, and on one line."""
    return repr(value if len(value) <= most else value[: most - 1] + "…")
