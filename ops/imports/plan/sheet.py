"""A plan as a spreadsheet says it: one row an activity, what the plan itself is in a sheet of its own, or above the headers."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Problem, Unusable
from ops.imports.plan.about import About
from ops.imports.plan.content import PlanSaid, Row, language_or
from ops.imports.plan.spreadsheet import Sheet, read_spreadsheet
from ops.imports.plan.table import Table
from ops.imports.plan.words import header, is_about_the_plan

LOOKED_AT = 30
"""Lines in which the headers are looked for."""

NO_HEADERS = (
    "has no row of headers: it needs columns for axis, project, activity, owner, start and end (in Arabic, French or English); "
    "`sijill import plan --template FILE.xlsx` writes a sheet to fill in"
)


def read_plan(path: Path, *, currency: str, language: str | None = None) -> PlanSaid:
    """All that a file says of a plan. `language` is that of texts which are not Arabic, where no header says it, `currency` that
    of sums which name none. Raises Unusable."""
    sheets = read_spreadsheet(path)
    tables = [Table(path, sheet, place) for sheet in sheets if (place := place_of_headers(sheet)) is not None]
    if not tables:
        raise Unusable(path, None, NO_HEADERS)
    latin = language or most_common(one.language for table in tables for one in table.headers.values())
    about = About(path, latin)
    for sheet in sheets:
        place = place_of_headers(sheet)
        if place is not None or is_about_the_plan(sheet.name):
            about.read(sheet, sheet.lines[: place if place is not None else len(sheet.lines)])
    rows, problems, skipped = rows_of(path, tables, currency, latin)
    title = about.title or {language_or(path.stem, latin): " ".join(path.stem.replace("_", " ").split())}
    adoption = about.adoption()
    return PlanSaid(
        title,
        about.days.get("starts"),
        about.days.get("ends"),
        adoption,
        rows,
        [*about.problems, *problems],
        skipped,
        latin,
    )


def rows_of(path: Path, tables: Iterable[Table], currency: str, latin: str) -> tuple[list[Row], list[Problem], int]:
    """The rows of all sheets, each activity once; what is wrong; and how many rows are left out."""
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], Row] = {}
    skipped = 0
    for table in tables:
        for row, wrong in table.rows(currency, latin):
            problems += wrong
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


def place_of_headers(sheet: Sheet) -> int | None:
    """Which of a sheet's lines holds the headers of activities: one that names activities and two more columns."""
    for place, line in enumerate(sheet.lines[:LOOKED_AT]):
        fields = {found.field for cell in line.cells if (found := header(cell.text))}
        if "activity" in fields and len(fields) >= 3:
            return place
    return None


def most_common(languages: Iterable[str | None]) -> str:
    """The language other than Arabic that most headers are in."""
    found = Counter(one for one in languages if one not in (None, "ar"))
    return found.most_common(1)[0][0] or UNDETERMINED if found else UNDETERMINED
