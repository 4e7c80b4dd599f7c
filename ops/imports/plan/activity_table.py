"""Reads the rows of activities in one sheet, each with its axis, its project and its community.

An empty cell of an axis, project or community, or one that is merged with the cell above, repeats the value above; a banner
names the axis or the project of the rows below it. Totals and notes are left out; totals are compared with the sums of the
budgets.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from domain.plans.activity_events import Status
from domain.text import Words
from ops.imports.common.report import Doubt, Finding, LeftOut, Notice, Problem
from ops.imports.common.sentences import Message, Sentence
from ops.imports.plan import dates
from ops.imports.plan import values as plan_values
from ops.imports.plan.above import Above
from ops.imports.plan.columns import REQUIRED, TEXTS, Columns
from ops.imports.plan.heads import Head
from ops.imports.plan.lines import classify
from ops.imports.plan.parsed import ActivityRow, ParsedIndicator, tagged
from ops.imports.plan.spreadsheet import Cell, Line, Sheet
from ops.imports.plan.texts import Unreadable, letters_lost, looks_like_an_id, quoted
from ops.imports.plan.totals import Totals
from ops.imports.plan.vocabulary import is_nothing, status_of

SHARED_SUM = Sentence(
    "sum-shared",
    "is merged over several activities: it is recorded for the first of them only; give each its own amount",
)
EMPTY_AND_ABOVE = Sentence("title-empty", "is empty, and so are the rows above: fill in the {field}")
NO_ACTIVITY = Sentence("activity-empty", "is empty: fill in the activity, or clear the row")
REQUIRED_EMPTY = Sentence("required-empty", "is empty: it is required for every activity")
BEFORE_START = Sentence("end-before-start", "{ends} is before the start, {starts}: correct one of them")
NOT_DONE = Sentence("completed-below-100", "is {progress} %, but the activity is completed: correct one of the two")
BAD_STATUS = Sentence(
    "status-bad",
    "{value} is not a status: write planned, in progress, completed, delayed, suspended or cancelled (in Arabic, French or "
    "English)",
)
ROUNDED = Sentence("percentage-rounded", "{value} was rounded to {progress} %: progress is recorded in whole per cent")
TOTAL = Sentence("line-total", "a total: “{text}”")
NOTE = Sentence("line-note", "a note: “{text}”")
EXAMPLE = Sentence("line-example", "the example of the template: “{text}”")
AGAIN = Sentence("line-headers", "the headers again: “{text}”")
NO_ROWS = Sentence("axis-without-activities", "no activity follows: “{text}”")
LETTERS_LOST = Sentence(
    "letters-lost",
    "{value} has lost its letters when the file was saved: open the original and save it as “CSV UTF-8” or as a workbook (.xlsx)",
    doubt=True,
)
LIKE_AN_ID = Sentence(
    "title-like-id", "{value} looks like a number or an id, and no title: is it the right column?", doubt=True
)
AXIS_OR_NOTE = Sentence(
    "axis-or-note",
    "“{text}” stands where an axis stands, but reads like a note: remove it if it is one; if you accept, it is the axis of the "
    "rows below",
    doubt=True,
)
YEAR = Sentence("year-out-of-reason", "the year of {value} is probably a slip", doubt=True)

LEFT_OUT: Mapping[str, Sentence] = {"total": TOTAL, "note": NOTE, "example": EXAMPLE, "headers": AGAIN}


class Draft(msgspec.Struct):
    """A row before its cells are parsed. `doubted` is the line of its axis, if that may be a note; `more` holds indicators from
    continuation lines."""

    line: Line
    axis: Words
    project: Words
    community: str
    doubted: tuple[int, str] | None
    more: list[str]


class ActivityTable:
    """The activities of a sheet below its `head`. `axis` is that of the whole sheet, if it has no column for it."""

    def __init__(
        self,
        path: Path,
        sheet: Sheet,
        head: Head,
        axis: str | None,
        accepted: Collection[str],
        currency: str,
        latin: str,
    ) -> None:
        self._path, self.sheet, self.head, self._accepted = path, sheet, head, accepted
        self._axis: Words = tagged(axis, latin) if axis else {}
        self._currency, self._latin = currency, latin
        self.findings: list[Finding] = []
        self.columns = Columns(head, sheet, latin)
        self.rows: list[ActivityRow] = []
        self.withheld: list[ActivityRow] = []
        self.skipped = 0
        self._doubted: set[tuple[str, str]] = set()

    @property
    def headers(self) -> Mapping[int, Any]:
        return self.columns.headers

    def read(self) -> None:
        """Reads the rows, the withheld rows and the findings."""
        missing = {field for field, doubt in self.columns.doubts(str(self._path)) if not self._doubt(doubt)}
        self.columns.settle(missing)
        totals = Totals(self._currency)
        for draft in self._drafts(totals):
            row, is_withheld = self._read(draft)
            if row is None:
                self.skipped += 1
                totals.incomplete = True
            elif is_withheld or missing & set(REQUIRED):
                self.skipped += 1
                self.withheld.append(row)
                totals.row(row)
            else:
                self.rows.append(row)
                totals.row(row)
        misfits = [self._doubt_at(line, "budget", message) for line, message in totals.misfits()]
        if misfits and not all(misfits):
            self.rows = [msgspec.structs.replace(row, budget=None) for row in self.rows]

    def _drafts(self, totals: Totals) -> Iterator[Draft]:
        """The rows of activities, each with its axis, its project and its continuation lines."""
        above = Above(self._latin, self._axis)
        last: Draft | None = None
        pending: tuple[int, str] | None = None
        for line in self.sheet.lines[self.head.below :]:
            classified = classify(line, self.head)
            if classified.kind == "blank":
                continue
            if sentence := LEFT_OUT.get(classified.kind):
                self._leave_out(line.number, sentence(text=classified.text[:80]))
                if classified.kind == "total":
                    totals.total(line.number, self.columns.cell(line, "budget"), self.columns.unit)
                continue
            if classified.kind == "sentence":
                above.wait(line.number, classified.text)
                continue
            if classified.kind in ("axis", "project"):
                title, pending = tagged(classified.text, self._latin), (line.number, classified.text)
                (above.set_axis if classified.kind == "axis" else above.set_project)(title)
                continue
            texts = {field: self.columns.text(line, field) for field in ("axis", "project", "activity")}
            above.row(texts, self.columns.value(line, "community"))
            if texts["activity"]:
                if last:
                    yield last
                last = pending = None
                if not above.axis or not above.project:
                    missing = "project" if above.axis else "axis"
                    self._problem(line.number, missing, EMPTY_AND_ABOVE(field=[missing]))
                    self.skipped += 1
                    continue
                last = Draft(line, above.axis, above.project, above.community, above.doubted, [])
                continue
            filled = self.columns.filled(line)
            others = [field for field in filled if field not in ("axis", "project", "community")]
            if filled == ["indicators"] and last is not None:
                last.more.append(self.columns.cell(line, "indicators").text)
            elif others:
                self._problem(line.number, "activity", NO_ACTIVITY())
                self.skipped += 1
            elif texts["axis"] or texts["project"]:
                pending = pending or (line.number, classified.text)
        if last:
            yield last
        above.settle()
        for number, text in above.notes:
            self._leave_out(number, NOTE(text=text[:80]))
        if pending:
            self._leave_out(pending[0], NO_ROWS(text=pending[1][:80]))

    def _read(self, draft: Draft) -> tuple[ActivityRow | None, bool]:
        """The row of a draft, and whether a doubt withholds it; None if a required value is missing or bad. Another bad value is
        reported, and the row is read without it."""
        line, number = draft.line, draft.line.number
        bad: set[str] = set()

        def value(field: str, read: Any, *more: Any, **how: Any) -> Any:
            cell = self.columns.cell(line, field)
            if is_nothing(cell.text):
                return None
            try:
                return read(cell, *more, **how)
            except Unreadable as unreadable:
                self._problem(number, field, unreadable.message)
                bad.add(field)
                return None

        texts = {field: self.columns.text(line, field) for field in TEXTS}
        starts = value("starts", dates.day, last=False)
        ends = value("ends", dates.day, last=True)
        budget = value("budget", plan_values.money, self._currency, self.columns.unit)
        measured = value("indicators", self._indicators, draft.more) or ()
        declared = value("status", parse_status)
        progress = value("progress", self._percent, number)
        for field, needed in (("responsible", texts["responsible"]), ("starts", starts), ("ends", ends)):
            if not needed and field not in bad and field not in self.columns.withheld:
                self._problem(number, field, REQUIRED_EMPTY())
                bad.add(field)
        if starts and ends and ends < starts:
            self._problem(number, "ends", BEFORE_START(ends=str(ends), starts=str(starts)))
            bad.add("ends")
        if declared == "completed" and progress not in (None, 100):
            self._problem(number, "progress", NOT_DONE(progress=progress))
            declared = progress = None
        if bad & set(REQUIRED):
            return None, False
        if self.columns.shares_its_sum(line):
            self.findings.append(
                Notice(str(self._path), number, SHARED_SUM(), self.sheet.name, self.columns.name("budget"))
            )
        row = ActivityRow(
            self.sheet.name, number, draft.axis, draft.project, texts["activity"], texts["description"],
            texts["responsible"], starts, ends, budget, measured, declared, progress, texts["reason"],
            draft.community,
        )  # fmt: skip
        accepted = [self._doubt_at(number, field, message) for field, message in row_doubts(row)]
        if draft.doubted:
            accepted.append(self._doubt_at(draft.doubted[0], "axis", AXIS_OR_NOTE(text=draft.doubted[1])))
        return row, not all(accepted)

    def _percent(self, cell: Cell, line: int) -> int:
        progress, rounded = plan_values.percent(cell)
        if rounded:
            message = ROUNDED(value=quoted(cell.text), progress=progress)
            self.findings.append(Notice(str(self._path), line, message, self.sheet.name, self.columns.name("progress")))
        return progress

    def _indicators(self, cell: Cell, more: list[str]) -> tuple[ParsedIndicator, ...]:
        tag = self.columns.language("indicators") or self._latin
        return tuple(
            ParsedIndicator(tagged(one.name, tag), tagged(one.unit, tag) if one.unit else {}, one.baseline, one.target)
            for one in plan_values.indicators("\n".join([cell.text, *more]))
        )

    def _doubt_at(self, line: int, field: str, message: Message) -> bool:
        return self._doubt(Doubt(str(self._path), line, message, self.sheet.name, self.columns.name(field)))

    def _doubt(self, doubt: Doubt) -> bool:
        """Adds a doubt, unless the same one was added before. Gives whether it is accepted."""
        accepted = doubt.code in self._accepted
        if (key := (doubt.code, f"{doubt.column} {doubt.reason}")) not in self._doubted:
            self._doubted.add(key)
            self.findings.append(msgspec.structs.replace(doubt, accepted=accepted))
        return accepted

    def _leave_out(self, line: int, message: Message) -> None:
        self.findings.append(LeftOut(str(self._path), line, message, self.sheet.name))

    def _problem(self, line: int, field: str, message: Message) -> None:
        self.findings.append(Problem(str(self._path), line, message, self.sheet.name, self.columns.name(field)))


def row_doubts(row: ActivityRow) -> list[tuple[str, Message]]:
    """The doubts about a row, each with its field."""
    doubts: list[tuple[str, Message]] = []
    for field in ("axis", "project", "activity", "responsible", "description"):
        for text in getattr(row, field).values():
            if letters_lost(text):
                doubts.append((field, LETTERS_LOST(value=quoted(text))))
            elif field in ("axis", "project", "activity") and looks_like_an_id(text):
                doubts.append((field, LIKE_AN_ID(value=quoted(text))))
    for field, value in (("starts", row.starts), ("ends", row.ends)):
        if value is not None and dates.out_of_reason(value):
            doubts.append((field, YEAR(value=str(value))))
    return doubts


def parse_status(cell: Cell) -> Status:
    """The status that a word stands for. Raises Unreadable."""
    if (status := status_of(cell.text)) is None:
        raise Unreadable(BAD_STATUS(value=quoted(cell.text)))
    return status
