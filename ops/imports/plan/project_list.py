"""Reads a list of projects of several communities: titles, the community of each by code or name, topics."""

import re
from collections.abc import Collection
from pathlib import Path

import msgspec
from openpyxl.utils import get_column_letter

from domain.text import Words
from ops.imports.common.report import Column, Doubt, Finding, LeftOut, Problem, Understood, Unusable
from ops.imports.common.sentences import Message, Sentence
from ops.imports.plan.activity_table import LETTERS_LOST, LIKE_AN_ID, NOTE, TOTAL
from ops.imports.plan.file import read_spreadsheet
from ops.imports.plan.heads import LOOKED_AT, is_own_export, name_of
from ops.imports.plan.parsed import language_or
from ops.imports.plan.reader import NO_TABLE, OWN_EXPORT, unseen
from ops.imports.plan.spreadsheet import Line, Sheet
from ops.imports.plan.texts import letters_lost, looks_like_an_id, quoted
from ops.imports.plan.vocabulary import NOTES, TOTALS, Header, begins_with, header

NO_HEADERS = Sentence(
    "projects-no-headers", "has no row of headers: it needs columns for the title and the community of each project"
)
PROJECTS = Sentence("sheet-projects", "one project a row")
NO_TITLE = Sentence("project-title-empty", "is empty: give the title of the project, or clear the row")
NO_COMMUNITY = Sentence("project-community-empty", "is empty: give the code or the name of the community")

_between_topics = re.compile(r"[\n\r;؛,،|•]+")


class ProjectRow(msgspec.Struct, frozen=True):
    """One project: its title by language, the names of its community, its topics."""

    sheet: str | None
    line: int
    title: Words
    communities: tuple[str, ...]
    topics: tuple[str, ...]


class ProjectList(msgspec.Struct):
    """The projects of a file; `withheld` are those that a doubt concerns, `skipped` counts all rows that are left."""

    rows: list[ProjectRow] = []
    withheld: list[ProjectRow] = []
    findings: list[Finding] = []
    understood: list[Understood] = []
    skipped: int = 0


def read_projects(path: Path, accepted: Collection[str] = ()) -> ProjectList:
    """The projects of a file. `accepted` are the codes of doubts that somebody accepted. Raises Unusable."""
    projects = ProjectList()
    for sheet in read_spreadsheet(path):
        if is_own_export(sheet):
            raise Unusable(path, None, OWN_EXPORT())
        projects.findings += unseen(path, sheet)
        if sheet.hidden or not sheet.lines:
            continue
        for index, line in enumerate(sheet.lines[:LOOKED_AT]):
            parsed = {column: header(cell.text, "projects") for column, cell in enumerate(line.cells) if cell.text}
            headers = {column: one for column, one in parsed.items() if one is not None}
            if {"title", "community"} <= {one.field for one in headers.values()}:
                read_sheet(path, sheet, index, headers, projects, accepted)
                break
        else:
            projects.findings.append(LeftOut(str(path), None, NO_TABLE(), sheet.name))
    if not projects.understood:
        raise Unusable(path, None, NO_HEADERS())
    return projects


def read_sheet(
    path: Path, sheet: Sheet, index: int, headers: dict[int, Header], projects: ProjectList, accepted: Collection[str]
) -> None:
    """Adds the projects of a sheet below its headers."""
    head = sheet.lines[index]
    names = {column: name_of(cell) for column, cell in enumerate(head.cells) if cell.text}
    columns = [
        Column(get_column_letter(column + 1), name, headers[column].field if column in headers else None)
        for column, name in names.items()
    ]
    projects.understood.append(Understood(str(path), PROJECTS(), sheet.name, head.number, columns))

    def texts(line: Line, field: str) -> list[tuple[str, str | None]]:
        cells = ((line.at(column), one) for column, one in headers.items() if one.field == field)
        return [(cell.text, one.language) for cell, one in cells if cell.text]

    def at(line: Line, kind: type[Finding], message: Message, field: str | None = None) -> Finding:
        column = next((names[column] for column, one in headers.items() if one.field == field), None)
        return kind(str(path), line.number, message, sheet.name, column)

    for line in sheet.lines[index + 1 :]:
        titles, communities = texts(line, "title"), tuple(text for text, _ in texts(line, "community"))
        first = next((cell.text for cell in line.cells if cell.text), "")
        if not communities and (begins_with(first, NOTES) or begins_with(first, TOTALS) or not titles):
            sentence = TOTAL if begins_with(first, TOTALS) else NOTE
            projects.findings.append(at(line, LeftOut, sentence(text=first[:80])))
        elif not titles or not communities:
            projects.skipped += 1
            field = "community" if titles else "title"
            projects.findings.append(at(line, Problem, (NO_COMMUNITY if titles else NO_TITLE)(), field))
        else:
            title = {
                language_or(" ".join(text.split()), tag if tag not in (None, "ar") else "und"): " ".join(text.split())
                for text, tag in titles
            }
            topics = [topic.strip() for text, _ in texts(line, "topics") for topic in _between_topics.split(text)]
            row = ProjectRow(sheet.name, line.number, title, communities, tuple(topic for topic in topics if topic))
            doubts = [at(line, Doubt, message, "title") for message in doubts_about(row)]
            decided = [msgspec.structs.replace(one, accepted=one.code in accepted) for one in doubts]
            projects.findings += decided
            if all(one.accepted for one in decided if isinstance(one, Doubt)):
                projects.rows.append(row)
            else:
                projects.withheld.append(row)
                projects.skipped += 1


def doubts_about(row: ProjectRow) -> list[Message]:
    """The doubts about a project."""
    doubts = [LIKE_AN_ID(value=quoted(text)) for text in row.title.values() if looks_like_an_id(text)]
    texts = [*row.title.values(), *row.topics]
    return doubts + [LETTERS_LOST(value=quoted(text)) for text in texts if letters_lost(text)]
