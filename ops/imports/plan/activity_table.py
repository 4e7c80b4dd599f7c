"""Reads the rows of activities in one sheet, each with its axis and its project.

An empty cell of an axis or project, or one that is merged with the cell above, repeats the value above.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from domain.plans.activity_events import Status
from domain.text import Words
from ops.imports.common.report import Problem, Unusable
from ops.imports.plan import values as plan_values
from ops.imports.plan.parsed import ActivityRow, ParsedIndicator, alike, language_or, tagged
from ops.imports.plan.spreadsheet import EMPTY, Cell, Line, Sheet
from ops.imports.plan.values import Unreadable
from ops.imports.plan.vocabulary import Header, header, plain, status_of

NEEDED = ("axis", "project", "activity", "responsible", "starts", "ends")
TEXTS = ("axis", "project", "activity", "description", "responsible", "reason")
SHARED = frozenset({"axis", "project", "responsible", "starts", "ends", "status"})
"""The fields in which a merged cell holds for all of its rows. A shared budget or indicator does not."""

_example = re.compile(r"\s*(مثال|exemple|example)\s*:", re.IGNORECASE)
TOTALS = frozenset(
    map(plain, ("total", "totaux", "sous-total", "subtotal", "المجموع", "مجموع", "الإجمالي", "المجموع العام"))
)

NOTHING = frozenset({"", "-", "–", "—", "/", "//"})
"""Texts that stand for an empty cell."""

SHARED_SUM = "is merged over several activities: it is recorded for the first of them only; give each its own amount"


class Draft(msgspec.Struct):
    """A row before its cells are parsed; `more` holds indicators from continuation lines."""

    line: int
    axis: Words
    project: Words
    line_cells: Line
    more: list[str]


class ActivityTable:
    """The activities of a sheet; `index` is the index of the line with the headers. Raises Unusable if a needed column is
    missing."""

    def __init__(self, path: Path, sheet: Sheet, index: int) -> None:
        self._path, self.sheet, self._index = path, sheet, index
        line = sheet.lines[index]
        self.headers: dict[int, Header] = {}
        self._names: dict[int, str] = {}
        seen: set[tuple[str, str | None]] = set()
        for column, cell in enumerate(line.cells):
            parsed = header(cell.text)
            if parsed is None or (parsed.field, parsed.language if parsed.field in TEXTS else None) in seen:
                continue
            seen.add((parsed.field, parsed.language if parsed.field in TEXTS else None))
            self.headers[column], self._names[column] = parsed, " ".join(cell.text.split())
        fields = {one.field for one in self.headers.values()}
        if missing := [field for field in NEEDED if field not in fields]:
            reason = f"has no column for {', '.join(missing)}: add it, or correct its header"
            raise Unusable(f"{path}{f' (sheet {sheet.name})' if sheet.name else ''}", line.number, reason)

    def rows(self, currency: str, latin: str) -> Iterator[tuple[ActivityRow | None, list[Problem]]]:
        """The rows with their problems; None for a row that is skipped."""
        for draft in self._drafts(latin):
            if isinstance(draft, Problem):
                yield None, [draft]
            else:
                yield self._read(draft, currency, latin)

    def _drafts(self, latin: str) -> Iterator[Draft | Problem]:
        """The rows of activities, each with its axis, its project and its continuation lines."""
        axis: Words = {}
        project: Words = {}
        last: Draft | None = None
        for line in self.sheet.lines[self._index + 1 :]:
            texts = {field: self._text(line, field, latin) for field in TEXTS}
            if not any(line.at(column).text for column in self.headers) or is_no_row(texts):
                continue
            if texts["axis"] and not alike(texts["axis"], axis):
                axis, project = texts["axis"], {}
            axis, project = texts["axis"] or axis, texts["project"] or project
            if texts["activity"]:
                if last:
                    yield last
                last = None
                if not axis or not project:
                    missing = "project" if axis else "axis"
                    yield self._problem(
                        line.number, missing, f"is empty, and so are the rows above: fill in the {missing}"
                    )
                    continue
                last = Draft(line.number, axis, project, line, [])
                continue
            filled = self._filled(line)
            others = [field for field in filled if field not in ("axis", "project")]
            if filled == ["indicators"] and last is not None:
                last.more.append(self._cell(line, "indicators")[1].text)
            elif others:
                yield self._problem(line.number, "activity", "is empty: fill in the activity, or clear the row")
        if last:
            yield last

    def _read(self, draft: Draft, currency: str, latin: str) -> tuple[ActivityRow | None, list[Problem]]:
        problems: list[Problem] = []
        line = draft.line_cells

        def value(field: str, read: Any, *more: Any, **how: Any) -> Any:
            column, cell = self._cell(line, field)
            if column is None or cell.text in NOTHING:
                return None
            try:
                return read(cell, *more, **how)
            except Unreadable as unreadable:
                problems.append(self._problem(draft.line, field, str(unreadable)))
                return None

        def indicators(cell: Cell) -> tuple[ParsedIndicator, ...]:
            parsed = plan_values.indicators("\n".join([cell.text, *draft.more]))
            tag = self._language("indicators") or latin
            return tuple(
                ParsedIndicator(
                    tagged(one.name, tag), tagged(one.unit, tag) if one.unit else {}, one.baseline, one.target
                )
                for one in parsed
            )

        budget_unit = next((one.rest for one in self.headers.values() if one.field == "budget"), ())
        texts = {field: self._text(line, field, latin) for field in TEXTS}
        starts = value("starts", plan_values.day, last=False)
        ends = value("ends", plan_values.day, last=True)
        budget = value("budget", plan_values.money, currency, budget_unit)
        measured = value("indicators", indicators) or ()
        declared = value("status", parse_status)
        progress = value("progress", plan_values.percent)
        wrong = {one.column for one in problems}
        for field, needed in (("responsible", texts["responsible"]), ("starts", starts), ("ends", ends)):
            if not needed and self._name(field) not in wrong:
                problems.append(self._problem(draft.line, field, "is empty: it is required for every activity"))
        if starts and ends and ends < starts:
            problems.append(
                self._problem(draft.line, "ends", f"{ends} is before the start, {starts}: correct one of them")
            )
        if declared == "completed" and progress not in (None, 100):
            reason = f"is {progress} %, but the activity is completed: correct one of the two"
            problems.append(self._problem(draft.line, "progress", reason))
        if problems:
            return None, problems
        doubts: list[Problem] = [self._doubt(draft.line, "budget", SHARED_SUM)] if self._shares_its_sum(line) else []
        return (
            ActivityRow(
                self.sheet.name, draft.line, draft.axis, draft.project, texts["activity"], texts["description"],
                texts["responsible"], starts, ends, budget, measured, declared, progress, texts["reason"],
            ),
            doubts,
        )  # fmt: skip

    def _cell(self, line: Line, field: str) -> tuple[int | None, Cell]:
        """A field's cell in a line, with its column: the first that is not empty, else the first."""
        columns = [column for column, one in self.headers.items() if one.field == field]
        column = next((one for one in columns if self._own(line, one).text), columns[0] if columns else None)
        return column, EMPTY if column is None else self._own(line, column)

    def _own(self, line: Line, column: int) -> Cell:
        """A line's cell; empty if it is merged with the cell above, and its field is not SHARED."""
        cell = line.at(column)
        return EMPTY if cell.merged and self.headers[column].field not in SHARED else cell

    def _filled(self, line: Line) -> list[str]:
        """The fields in which a line has a cell of its own that is not empty."""
        return [
            one.field for column, one in self.headers.items() if line.at(column).text and not line.at(column).merged
        ]

    def _language(self, field: str) -> str | None:
        """The language in a field's header, unless it is Arabic."""
        language = next((one.language for one in self.headers.values() if one.field == field), None)
        return None if language == "ar" else language

    def _text(self, line: Line, field: str, latin: str) -> Words:
        """A field's text in a line by language, from all of its columns."""
        words: Words = {}
        for column, one in self.headers.items():
            text = " ".join(self._own(line, column).text.split())
            if one.field == field and text:
                tag = language_or(text, one.language if one.language not in (None, "ar") else latin)
                words.setdefault(tag, text)
        return words

    def _name(self, field: str) -> str:
        column = next((column for column, one in self.headers.items() if one.field == field), None)
        return field if column is None else self._names[column]

    def _shares_its_sum(self, line: Line) -> bool:
        return any(one.field == "budget" and line.at(column).merged for column, one in self.headers.items())

    def _doubt(self, line: int, field: str, reason: str) -> Problem:
        return Problem(str(self._path), line, reason, self.sheet.name, self._name(field))

    def _problem(self, line: int, field: str, reason: str) -> Problem:
        return Problem(str(self._path), line, reason, self.sheet.name, self._name(field))


def parse_status(cell: Cell) -> Status:
    """The status that a word stands for. Raises Unreadable."""
    if (status := status_of(cell.text)) is None:
        words = "planned, in progress, completed, delayed, suspended or cancelled (in Arabic, French or English)"
        raise Unreadable(f"{plan_values.quoted(cell.text)} is not a status: write {words}")
    return status


def is_no_row(texts: Mapping[str, Words]) -> bool:
    """Whether a line is the template's example, or a line of totals."""
    firsts = [text for field in ("axis", "project", "activity") for text in texts[field].values()]
    return any(_example.match(text) or plain(text) in TOTALS for text in firsts)
