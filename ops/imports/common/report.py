"""The parts of an import's report: how a file was understood, each finding with its place, each thing, and the counts."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

import msgspec

from ops.imports.common.sentences import OTHER, Message, Sentence

SHEET = Sentence("place-sheet", "sheet {name}")
LINE = Sentence("place-line", "line {number}")
COLUMN = Sentence("place-column", "column {name}")


class Finding(msgspec.Struct, frozen=True):
    """A message about a place. `line` is the first line of the row in the file (or in a workbook's `sheet`), from 1; None if it
    concerns no single row. `column` is the text of its header. A `message` that is a plain text is shown as it is."""

    list_name: ClassVar[str]
    """The name of the report's list that has it."""

    file: str
    line: int | None
    message: Message | str
    sheet: str | None = None
    column: str | None = None

    @property
    def code(self) -> str:
        return OTHER.code if isinstance(self.message, str) else self.message.code

    @property
    def reason(self) -> str:
        """The message in English."""
        return self.text("en")

    def text(self, language: str) -> str:
        """The message in a language."""
        return self.message if isinstance(self.message, str) else self.message.text(language)

    def place(self, language: str = "en") -> str:
        """The place, as people read it."""
        return place(self.file, self.sheet, self.line, self.column, language)


class Problem(Finding, frozen=True):
    """Something of the file is not recorded, and will not be until somebody corrects it; the message says how."""

    list_name = "problems"


class Notice(Finding, frozen=True):
    """Everything is recorded, but in a way that is worth knowing: a value was rounded, or two files differ."""

    list_name = "notices"


class LeftOut(Finding, frozen=True):
    """A part of the file that is not data, or that nobody sees in it: notes, totals, hidden rows, columns and sheets."""

    list_name = "left_out"


class Doubt(Finding, frozen=True):
    """Something that can be recorded, but is probably not meant so. The things that it concerns are not recorded until somebody
    accepts its code; `accepted` says that somebody did."""

    list_name = "doubts"
    accepted: bool = False


FINDINGS: Sequence[type[Finding]] = (Problem, Doubt, LeftOut, Notice)


class Column(msgspec.Struct, frozen=True):
    """How a column was understood: its letters in a spreadsheet, its header, and the field that it fills, if it fills one."""

    letters: str
    header: str
    field: str | None


class Understood(msgspec.Struct, frozen=True):
    """How a sheet (or a file without sheets) was understood: `message` says what its rows are; `line` is that of its headers."""

    file: str
    message: Message
    sheet: str | None = None
    line: int | None = None
    columns: Sequence[Column] = ()

    def place(self, language: str = "en") -> str:
        """The place, as people read it."""
        return place(self.file, self.sheet, self.line, None, language)


State = Literal["new", "changed", "already_there", "withheld"]


class Thing(msgspec.Struct, frozen=True):
    """A thing as it would stand in the record: `withheld` by a doubt that was not accepted, or a problem. Values of `fields` are
    plain: texts, numbers, texts by language, lists of these."""

    kind: str
    fields: Mapping[str, Any]
    state: State = "new"
    file: str | None = None
    sheet: str | None = None
    line: int | None = None


class Counts(msgspec.Struct):
    """The numbers of rows that were recorded now (or in a dry run would be), recorded before, and left out."""

    recorded: int = 0
    already_there: int = 0
    skipped: int = 0

    def add(self, other: "Counts") -> None:
        """Adds the counts of another import."""
        self.recorded += other.recorded
        self.already_there += other.already_there
        self.skipped += other.skipped


class Unusable(Exception):
    """A file or folder that cannot be imported at all; `problem` says why."""

    def __init__(self, file: object, line: int | None, message: Message | str, sheet: str | None = None) -> None:
        self.problem = Problem(str(file), line, message, sheet)
        super().__init__(self.problem.reason)


def place(file: str, sheet: str | None, line: int | None, column: str | None, language: str) -> str:
    """A place in a file, as people read it."""
    parts: list[Message | None] = [
        SHEET(name=sheet) if sheet else None,
        LINE(number=line) if line else None,
        COLUMN(name=column) if column else None,
    ]
    comma = "، " if language == "ar" else ", "
    return comma.join([file, *(part.text(language) for part in parts if part is not None)])
