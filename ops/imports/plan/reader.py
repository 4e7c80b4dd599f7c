"""Reads a plan from a spreadsheet: one activity per row; facts about the plan in their own sheet, or above the headers."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Problem, Unusable
from ops.imports.plan.activity_table import ActivityTable
from ops.imports.plan.facts import PlanFacts
from ops.imports.plan.parsed import ActivityRow, ParsedPlan, language_or
from ops.imports.plan.spreadsheet import Sheet, read_spreadsheet
from ops.imports.plan.vocabulary import header, is_about_the_plan

LOOKED_AT = 30
"""Lines that are searched for the headers."""

NO_HEADERS = (
    "has no row of headers: it needs columns for axis, project, activity, owner, start and end (in Arabic, French or English); "
    "`sijill import plan --template FILE.xlsx` writes a sheet to fill in"
)


def read_plan(path: Path, *, currency: str, language: str | None = None, otherwise: str | None = None) -> ParsedPlan:
    """Parses a file. `language` is the language of texts that are not Arabic, `otherwise` that where no header shows one,
    `currency` the default of sums. Raises Unusable."""
    sheets = read_spreadsheet(path)
    tables = [ActivityTable(path, sheet, index) for sheet in sheets if (index := header_line(sheet)) is not None]
    if not tables:
        raise Unusable(path, None, NO_HEADERS)
    latin = language or most_common(one.language for table in tables for one in table.headers.values())
    if latin == UNDETERMINED and otherwise is not None:
        latin = otherwise
    facts = PlanFacts(path, latin)
    for sheet in sheets:
        index = header_line(sheet)
        if index is not None or is_about_the_plan(sheet.name):
            facts.read(sheet, sheet.lines[: index if index is not None else len(sheet.lines)])
    rows, problems, skipped = rows_of(path, tables, currency, latin)
    title = facts.title or {language_or(path.stem, latin): " ".join(path.stem.replace("_", " ").split())}
    adoption = facts.adoption()
    return ParsedPlan(
        title,
        facts.days.get("starts"),
        facts.days.get("ends"),
        adoption,
        rows,
        [*facts.problems, *problems],
        skipped,
        latin,
    )


def rows_of(
    path: Path, tables: Iterable[ActivityTable], currency: str, latin: str
) -> tuple[list[ActivityRow], list[Problem], int]:
    """The rows of all sheets, each activity once; the problems; and the number of skipped rows."""
    rows: list[ActivityRow] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], ActivityRow] = {}
    skipped = 0
    for table in tables:
        for row, row_problems in table.rows(currency, latin):
            problems += row_problems
            if row is None or row.key in seen:
                skipped += 1
            if row is not None and row.key in seen:
                first = seen[row.key]
                where = f"line {first.line}" + (f" of the sheet {first.sheet}" if first.sheet != row.sheet else "")
                reason = f"the same activity of the same project is already in {where}: remove one of the two"
                problems.append(Problem(str(path), row.line, reason, row.sheet))
            elif row is not None:
                seen[row.key] = row
                rows.append(row)
        if table.sheet.cut:
            reason = f"is too long: everything after line {table.sheet.lines[-1].number} is left out"
            problems.append(Problem(str(path), None, reason, table.sheet.name))
    return rows, problems, skipped


def header_line(sheet: Sheet) -> int | None:
    """The index of the line with the headers of activities: the first that names activities and two more columns."""
    for index, line in enumerate(sheet.lines[:LOOKED_AT]):
        fields = {parsed.field for cell in line.cells if (parsed := header(cell.text))}
        if "activity" in fields and len(fields) >= 3:
            return index
    return None


def most_common(languages: Iterable[str | None]) -> str:
    """The most common language other than Arabic."""
    counts = Counter(one for one in languages if one not in (None, "ar"))
    return counts.most_common(1)[0][0] or UNDETERMINED if counts else UNDETERMINED
