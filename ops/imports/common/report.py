"""The report of an import: counts, and problems, worded so that somebody can correct them."""

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """A problem, and what to do about it. `line` is the first line of the row in the file (or in a workbook's `sheet`), from 1;
    None if it concerns no single row. `column` is the text of its header."""

    file: str
    line: int | None
    reason: str
    sheet: str | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """The place of the problem, as people read it."""
        parts = (self.file, self.sheet and f"sheet {self.sheet}", self.line and f"line {self.line}")
        return ", ".join(part for part in (*parts, self.column and f"column {self.column}") if part)


class Doubt(Problem, frozen=True):
    """A warning: the row is imported all the same."""


class Counts(msgspec.Struct):
    """The numbers of rows that were recorded now, recorded before, and left out."""

    recorded: int = 0
    already_there: int = 0
    skipped: int = 0

    @property
    def done(self) -> str:
        """The verb for the rows that count as recorded."""
        return "recorded"

    def add(self, other: "Counts") -> None:
        """Adds the counts of another import."""
        self.recorded += other.recorded
        self.already_there += other.already_there
        self.skipped += other.skipped


class Unusable(Exception):
    """A file or folder that cannot be imported at all; `problem` says why."""

    def __init__(self, file: object, line: int | None, reason: str) -> None:
        self.problem = Problem(str(file), line, reason)
        super().__init__(reason)
