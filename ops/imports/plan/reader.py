"""Reads a plan from a spreadsheet: one activity per row; facts about the plan in their own sheet, or above the headers."""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from openpyxl.utils import get_column_letter

from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Column, Finding, LeftOut, Notice, Problem, Understood, Unusable
from ops.imports.common.sentences import Sentence
from ops.imports.plan.activity_table import ActivityTable
from ops.imports.plan.facts import PlanFacts
from ops.imports.plan.file import read_spreadsheet
from ops.imports.plan.heads import Head, find_head, is_own_export
from ops.imports.plan.parsed import ActivityRow, ParsedPlan, language_or
from ops.imports.plan.spreadsheet import Sheet
from ops.imports.plan.vocabulary import begins_with, plain

NO_HEADERS = Sentence(
    "no-headers",
    "has no row of headers: it needs columns for axis, project, activity, owner, start and end (in Arabic, French or English); "
    "`sijill import plan --template FILE.xlsx` writes a sheet to fill in",
)
NO_COLUMN = Sentence("no-column", "has no column for {fields}: add it, or correct its header")
OWN_EXPORT = Sentence(
    "own-export",
    "is a report or an export of this platform, and no plan: send the spreadsheet of the plan itself, or the template filled in "
    "(`sijill import plan --template FILE.xlsx`)",
)
TWICE = Sentence(
    "activity-twice", "the same activity of the same project is already in line {line}: remove one of the two"
)
TWICE_ELSEWHERE = Sentence(
    "activity-twice-elsewhere",
    "the same activity of the same project is already in line {line} of the sheet {sheet}: remove one of the two",
)
TOO_LONG = Sentence("sheet-too-long", "is too long: everything after line {line} is left out")
HIDDEN_SHEET = Sentence("hidden-sheet", "the sheet is hidden: it is not read")
HIDDEN_COLUMN = Sentence("hidden-column", "the column is hidden: it is not read")
HIDDEN_ROWS = Sentence("hidden-rows", "hidden lines are not read: {lines}")
NO_TABLE = Sentence("sheet-without-plan", "the sheet is no table of activities: it is not read")
INCOMPLETE = Sentence(
    "sheet-incomplete", "the sheet has no column for {fields}: it is not read, because another sheet holds the plan"
)
ENCODED = Sentence("csv-encoding", "is not in UTF-8: it was read as {encoding}; check the letters in a preview")
AXIS_OF_SHEET = Sentence("axis-of-sheet", "has no column for the axis: all its activities belong to “{axis}”")
ACTIVITIES = Sentence("sheet-activities", "one activity a row")
FACTS = Sentence("sheet-facts", "facts about the plan")

_default_name = re.compile(
    r"(feuil|feuille|sheet|ورقة|table|tableau|الأنشطة|activités|activities|plan)\s*\d*", re.IGNORECASE
)
_copy = re.compile(r"( ?\([0-9]+\)|( - |-| )(copie|copy|نسخة)( ?\(?[0-9]+\)?)?)+$", re.IGNORECASE)
AXES = frozenset(map(plain, ("axe", "axis", "المحور", "محور", "volet", "pillar")))


def read_plan(
    path: Path,
    *,
    currency: str,
    language: str | None = None,
    otherwise: str | None = None,
    accepted: Collection[str] = (),
) -> ParsedPlan:
    """Parses a file. `language` is the language of texts that are not Arabic, `otherwise` that where no header shows one,
    `currency` the default of sums, `accepted` the codes of doubts that somebody accepted. Raises Unusable."""
    sheets = read_spreadsheet(path)
    if any(is_own_export(sheet) for sheet in sheets):
        raise Unusable(path, None, OWN_EXPORT())
    findings: list[Finding] = [one for sheet in sheets for one in unseen(path, sheet)]
    sheets = [sheet for sheet in sheets if not sheet.hidden]
    heads = [(sheet, find_head(sheet)) for sheet in sheets]
    chosen = with_activities(path, [(sheet, head) for sheet, head in heads if head is not None], findings)
    latin = language or most_common(one.language for _, head, _ in chosen for one in head.headers.values())
    if latin == UNDETERMINED and otherwise is not None:
        latin = otherwise
    tables = [ActivityTable(path, sheet, head, axis, accepted, currency, latin) for sheet, head, axis in chosen]
    understood = [understood_as(path, table) for table in tables]
    facts = PlanFacts(path, latin)
    for sheet, head in heads:
        if head is not None:
            facts.read(sheet, sheet.lines[: head.index])
        elif facts.are_in(sheet):
            facts.read(sheet, sheet.lines)
            understood.append(Understood(str(path), FACTS(), sheet.name))
        elif sheet.lines:
            findings.append(LeftOut(str(path), None, NO_TABLE(), sheet.name))
    rows, withheld, skipped = rows_of(path, tables, findings)
    title = facts.title or {language_or(path.stem, latin): title_of(path.stem)}
    adoption = facts.adoption()
    findings[:0] = facts.problems
    starts, ends = facts.days.get("starts"), facts.days.get("ends")
    return ParsedPlan(title, starts, ends, adoption, rows, findings, skipped, latin, understood, withheld)


def unseen(path: Path, sheet: Sheet) -> Iterable[Finding]:
    """The parts of a sheet that nobody sees in it; and its encoding."""
    file = str(path)
    if sheet.hidden:
        yield LeftOut(file, None, HIDDEN_SHEET(), sheet.name)
    for column in sheet.hidden_columns:
        yield LeftOut(file, None, HIDDEN_COLUMN(), sheet.name, get_column_letter(column + 1))
    if sheet.hidden_rows:
        lines = ", ".join(map(str, sheet.hidden_rows[:20])) + ("…" if len(sheet.hidden_rows) > 20 else "")
        yield LeftOut(file, sheet.hidden_rows[0], HIDDEN_ROWS(lines=lines), sheet.name)
    if sheet.encoding is not None:
        yield Notice(file, None, ENCODED(encoding=sheet.encoding))


def with_activities(
    path: Path, heads: list[tuple[Sheet, Head]], findings: list[Finding]
) -> list[tuple[Sheet, Head, str | None]]:
    """The sheets with all needed columns; if there is none, those that lack the axis alone, each with the axis that its title or
    its name gives. Raises Unusable."""
    if not heads:
        raise Unusable(path, None, NO_HEADERS())
    whole: list[tuple[Sheet, Head, str | None]] = [(sheet, head, None) for sheet, head in heads if not head.missing]
    named = [(sheet, head, axis_of(sheet, head)) for sheet, head in heads if head.missing == ["axis"]]
    chosen = whole or [one for one in named if one[2]]
    if not chosen:
        sheet, head = min(heads, key=lambda one: len(one[1].missing))
        raise Unusable(path, sheet.lines[head.index].number, NO_COLUMN(fields=head.missing), sheet.name)
    for sheet, _, axis in chosen:
        if axis is not None:
            findings.append(Notice(str(path), None, AXIS_OF_SHEET(axis=axis), sheet.name))
    for sheet, head in heads:
        if not any(sheet is one for one, _, _ in chosen):
            findings.append(LeftOut(str(path), None, INCOMPLETE(fields=head.missing), sheet.name))
    return chosen


def axis_of(sheet: Sheet, head: Head) -> str | None:
    """The axis of a whole sheet: a line above its headers that begins with that word, else the sheet's name."""
    for line in sheet.lines[: head.index]:
        text = next((cell.text for cell in line.cells if cell.text), "")
        if begins_with(text, AXES):
            return " ".join(text.split())
    return None if sheet.name is None or _default_name.fullmatch(sheet.name.strip()) else sheet.name.strip()


def understood_as(path: Path, table: ActivityTable) -> Understood:
    """How a sheet of activities was understood."""
    head = table.head
    columns = [
        Column(get_column_letter(column + 1), name, table.headers[column].field if column in table.headers else None)
        for column, name in head.names.items()
    ]
    return Understood(str(path), ACTIVITIES(), table.sheet.name, table.sheet.lines[head.index].number, columns)


def rows_of(
    path: Path, tables: Iterable[ActivityTable], findings: list[Finding]
) -> tuple[list[ActivityRow], list[ActivityRow], int]:
    """The rows of all sheets, each activity once; the withheld ones; and the number of rows that are skipped or withheld."""
    rows: list[ActivityRow] = []
    withheld: list[ActivityRow] = []
    seen: dict[tuple[str, ...], ActivityRow] = {}
    skipped = 0
    for table in tables:
        table.read()
        findings += table.findings
        skipped += table.skipped
        withheld += table.withheld
        for row in table.rows:
            key = (plain(row.community), *row.key)
            if (first := seen.setdefault(key, row)) is row:
                rows.append(row)
                continue
            skipped += 1
            twice = (
                TWICE(line=first.line)
                if first.sheet == row.sheet
                else TWICE_ELSEWHERE(line=first.line, sheet=first.sheet or "")
            )
            findings.append(Problem(str(path), row.line, twice, row.sheet))
        if table.sheet.cut:
            findings.append(Problem(str(path), None, TOO_LONG(line=table.sheet.lines[-1].number), table.sheet.name))
    return rows, withheld, skipped


def title_of(stem: str) -> str:
    """A plan's title by the name of its file, without the marks of a copy."""
    text = " ".join(stem.replace("_", " ").split())
    return _copy.sub("", text) or text


def most_common(languages: Iterable[str | None]) -> str:
    """The most common language other than Arabic."""
    counts = Counter(one for one in languages if one not in (None, "ar"))
    return counts.most_common(1)[0][0] or UNDETERMINED if counts else UNDETERMINED
