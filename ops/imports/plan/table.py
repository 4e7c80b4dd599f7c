"""The rows of activities in one sheet, each with the axis and the project that it stands under.

An axis and a project stand where they begin: a cell below them that is empty, or merged with theirs, means the same.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from domain.plans.activity_events import Status
from domain.text import Words
from ops.imports.common.report import Doubt, Problem, Unusable
from ops.imports.plan import values as plan_values
from ops.imports.plan.content import IndicatorWords, Row, alike, language_or, tagged
from ops.imports.plan.spreadsheet import EMPTY, Cell, Line, Sheet
from ops.imports.plan.values import Unreadable
from ops.imports.plan.words import Header, header, plain, status_of

NEEDED = ("axis", "project", "activity", "responsible", "starts", "ends")
TEXTS = ("axis", "project", "activity", "description", "responsible", "reason")
SHARED = frozenset({"axis", "project", "responsible", "starts", "ends", "status"})
"""What a merged cell says of all its rows. A sum of money or an indicator that several share is none of each."""

_example = re.compile(r"\s*(مثال|exemple|example)\s*:", re.IGNORECASE)
TOTALS = frozenset(
    map(plain, ("total", "totaux", "sous-total", "subtotal", "المجموع", "مجموع", "الإجمالي", "المجموع العام"))
)

NOTHING = frozenset({"", "-", "–", "—", "/", "//"})
"""What is written where there is nothing to say."""

SHARED_SUM = "is merged over several activities: it is recorded for the first of them only; give each its own amount"


class Draft(msgspec.Struct):
    """A row before its cells are read: `more` are the indicators of lines that go on with it."""

    line: int
    axis: Words
    project: Words
    line_cells: Line
    more: list[str]


class Table:
    """A sheet with the rows of activities. Raises Unusable if a column is missing that every row needs."""

    def __init__(self, path: Path, sheet: Sheet, place: int) -> None:
        self._path, self.sheet, self._place = path, sheet, place
        line = sheet.lines[place]
        self.headers: dict[int, Header] = {}
        self._names: dict[int, str] = {}
        taken: set[tuple[str, str | None]] = set()
        for column, cell in enumerate(line.cells):
            found = header(cell.text)
            if found is None or (found.field, found.language if found.field in TEXTS else None) in taken:
                continue
            taken.add((found.field, found.language if found.field in TEXTS else None))
            self.headers[column], self._names[column] = found, " ".join(cell.text.split())
        there = {one.field for one in self.headers.values()}
        if missing := [field for field in NEEDED if field not in there]:
            reason = f"has no column for {', '.join(missing)}: add it, or correct its header"
            raise Unusable(f"{path}{f' (sheet {sheet.name})' if sheet.name else ''}", line.number, reason)

    def rows(self, currency: str, latin: str) -> Iterator[tuple[Row | None, list[Problem]]]:
        """Each row, or None for one that is left out; with what is wrong."""
        for found in self._drafts(latin):
            if isinstance(found, Problem):
                yield None, [found]
            else:
                yield self._read(found, currency, latin)

    def _drafts(self, latin: str) -> Iterator[Draft | Problem]:
        """The rows of activities, each with its axis and its project, and with the lines that go on with it."""
        axis: Words = {}
        project: Words = {}
        last: Draft | None = None
        for line in self.sheet.lines[self._place + 1 :]:
            said = {field: self._text(line, field, latin) for field in TEXTS}
            if not any(line.at(column).text for column in self.headers) or is_no_row(said):
                continue
            if said["axis"] and not alike(said["axis"], axis):
                axis, project = said["axis"], {}
            axis, project = said["axis"] or axis, said["project"] or project
            if said["activity"]:
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
            own = self._given(line)
            given = [field for field in own if field not in ("axis", "project")]
            if given == ["indicators"] and last is not None and own == given:
                last.more.append(self._cell(line, "indicators")[1].text)
            elif given:
                yield self._problem(line.number, "activity", "is empty: fill in the activity, or clear the row")
        if last:
            yield last

    def _read(self, draft: Draft, currency: str, latin: str) -> tuple[Row | None, list[Problem]]:
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

        def indicators(cell: Cell) -> tuple[IndicatorWords, ...]:
            said = plan_values.indicators("\n".join([cell.text, *draft.more]))
            tag = self._language("indicators") or latin
            return tuple(
                IndicatorWords(
                    tagged(one.name, tag), tagged(one.unit, tag) if one.unit else {}, one.baseline, one.target
                )
                for one in said
            )

        budget_unit = next((one.rest for one in self.headers.values() if one.field == "budget"), ())
        texts = {field: self._text(line, field, latin) for field in TEXTS}
        starts = value("starts", plan_values.day, last=False)
        ends = value("ends", plan_values.day, last=True)
        budget = value("budget", plan_values.money, currency, budget_unit)
        measured = value("indicators", indicators) or ()
        declared = value("status", status_said)
        progress = value("progress", plan_values.percent)
        wrong = {one.column for one in problems}
        for field, given in (("responsible", texts["responsible"]), ("starts", starts), ("ends", ends)):
            if not given and self._name(field) not in wrong:
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
            Row(
                self.sheet.name, draft.line, draft.axis, draft.project, texts["activity"], texts["description"],
                texts["responsible"], starts, ends, budget, measured, declared, progress, texts["reason"],
            ),
            doubts,
        )  # fmt: skip

    def _cell(self, line: Line, field: str) -> tuple[int | None, Cell]:
        """The first column of a field that has something in a line, else the first."""
        columns = [column for column, one in self.headers.items() if one.field == field]
        column = next((one for one in columns if self._own(line, one).text), columns[0] if columns else None)
        return column, EMPTY if column is None else self._own(line, column)

    def _own(self, line: Line, column: int) -> Cell:
        """What a cell says of its line: nothing, where it only goes on with one above that is not to be shared."""
        cell = line.at(column)
        return EMPTY if cell.merged and self.headers[column].field not in SHARED else cell

    def _given(self, line: Line) -> list[str]:
        """The fields in which a line says something of its own."""
        return [
            one.field for column, one in self.headers.items() if line.at(column).text and not line.at(column).merged
        ]

    def _language(self, field: str) -> str | None:
        found = next((one.language for one in self.headers.values() if one.field == field), None)
        return None if found == "ar" else found

    def _text(self, line: Line, field: str, latin: str) -> Words:
        """What a line says in a field, by language: one for each of its columns."""
        found: Words = {}
        for column, one in self.headers.items():
            text = " ".join(self._own(line, column).text.split())
            if one.field == field and text:
                tag = language_or(text, one.language if one.language not in (None, "ar") else latin)
                found.setdefault(tag, text)
        return found

    def _name(self, field: str) -> str:
        column = next((column for column, one in self.headers.items() if one.field == field), None)
        return field if column is None else self._names[column]

    def _shares_its_sum(self, line: Line) -> bool:
        return any(one.field == "budget" and line.at(column).merged for column, one in self.headers.items())

    def _doubt(self, line: int, field: str, reason: str) -> Doubt:
        return Doubt(str(self._path), line, reason, self.sheet.name, self._name(field))

    def _problem(self, line: int, field: str, reason: str) -> Problem:
        return Problem(str(self._path), line, reason, self.sheet.name, self._name(field))


def status_said(cell: Cell) -> Status:
    """A status by its word. Raises Unreadable."""
    if (found := status_of(cell.text)) is None:
        known = "planned, in progress, completed, delayed, suspended or cancelled (in Arabic, French or English)"
        raise Unreadable(f"{plan_values.shown(cell.text)} is not a status: write {known}")
    return found


def is_no_row(said: Mapping[str, Words]) -> bool:
    """Whether a line is an example to be written over, or adds sums up."""
    firsts = [text for field in ("axis", "project", "activity") for text in said[field].values()]
    return any(_example.match(text) or plain(text) in TOTALS for text in firsts)
