"""What an import came to: counts, and everything that was wrong, said so that somebody can put it right."""

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """What is wrong, and what to do. `line` is where the row starts in the file (or in a workbook's `sheet`), from 1; none
    where it is no row's. `column` is what stands in its header."""

    file: str
    line: int | None
    reason: str
    sheet: str | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where it is, for people."""
        named = (self.file, self.sheet and f"sheet {self.sheet}", self.line and f"line {self.line}")
        return ", ".join(part for part in (*named, self.column and f"column {self.column}") if part)


class Doubt(Problem, frozen=True):
    """Something to look at in a row that is kept all the same."""


class Counts(msgspec.Struct):
    """Rows: recorded now, recorded before, and left out."""

    recorded: int = 0
    already_there: int = 0
    skipped: int = 0

    @property
    def done(self) -> str:
        """What was done with the rows that count as recorded."""
        return "recorded"

    def add(self, other: "Counts") -> None:
        self.recorded += other.recorded
        self.already_there += other.already_there
        self.skipped += other.skipped


class Unusable(Exception):
    """A folder of which nothing can be recorded."""

    def __init__(self, file: object, line: int | None, reason: str) -> None:
        self.problem = Problem(str(file), line, reason)
        super().__init__(reason)
