"""Reads a list of ideas: number, channel, axis, challenge, proposed solution, date and author of each."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import msgspec
from openpyxl.utils import get_column_letter

from domain.participation.proposal_events import Origin
from ops.imports.common.language import UNDETERMINED
from ops.imports.common.report import Column, Doubt, Finding, LeftOut, Notice, Problem, Understood, Unusable
from ops.imports.common.sentences import Message, Sentence
from ops.imports.plan.activity_table import AGAIN, LETTERS_LOST, LIKE_AN_ID, NOTE, TOTAL, YEAR
from ops.imports.plan.columns import TWO_COLUMNS
from ops.imports.plan.dates import day, out_of_reason
from ops.imports.plan.file import read_spreadsheet
from ops.imports.plan.heads import LOOKED_AT, is_own_export, name_of
from ops.imports.plan.parsed import language_or
from ops.imports.plan.reader import NO_TABLE, OWN_EXPORT, TOO_LONG, most_common, unseen
from ops.imports.plan.spreadsheet import EMPTY, Cell, Line, Sheet
from ops.imports.plan.texts import Unreadable, clean, letters_lost, looks_like_an_id, quoted
from ops.imports.plan.vocabulary import NOTES, TOTALS, Header, begins_with, header, is_nothing, origin_of, plain

NO_HEADERS = Sentence(
    "ideas-no-headers",
    "has no row of headers: it needs a column for the proposed solution, and one for the number, the channel or the challenge",
)
IDEAS = Sentence("sheet-ideas", "one idea a row")
NO_PROPOSAL = Sentence("idea-without-proposal", "has no proposal: write the proposed solution, or clear the row")
UNKNOWN_ORIGIN = Sentence("idea-origin-unknown", "the channel {value} is unknown: the proposal is of unknown origin")
NO_CHANNEL = Sentence("idea-without-channel", "names no channel: the proposal is of unknown origin")
DATE_UNUSED = Sentence("idea-date-unused", "the date is not recorded: {reason}")

OF_ONE_ROW = frozenset({"number", "proposal", "submitter"})
"""Fields in which a merged cell holds for its first row alone."""


class Idea(msgspec.Struct, frozen=True):
    """An idea as its row has it. `proposal` is empty in a row that has only a challenge; `language` is that of texts that are not
    Arabic."""

    sheet: str | None
    line: int
    number: str
    origin: Origin
    axis: str
    challenge: str
    proposal: str
    day: date | None
    submitter: str
    language: str

    def tag(self, text: str) -> str:
        """The language of one of its texts."""
        return language_or(text, self.language)


class IdeaList(msgspec.Struct):
    """The ideas of a file; `withheld` are those that a doubt concerns, `skipped` counts all rows whose proposal is left."""

    ideas: list[Idea] = []
    withheld: list[Idea] = []
    findings: list[Finding] = []
    understood: list[Understood] = []
    skipped: int = 0


def read_ideas(path: Path, accepted: Collection[str] = ()) -> IdeaList:
    """The ideas of a file. `accepted` are the codes of doubts that somebody accepted. Raises Unusable."""
    ideas = IdeaList()
    for sheet in read_spreadsheet(path):
        if is_own_export(sheet):
            raise Unusable(path, None, OWN_EXPORT())
        ideas.findings += unseen(path, sheet)
        if sheet.hidden or not sheet.lines:
            continue
        for index, line in enumerate(sheet.lines[:LOOKED_AT]):
            headers = headers_of(line)
            fields = {one.field for one in headers.values()}
            if "proposal" in fields and fields & {"number", "channel", "axis", "challenge"}:
                IdeaTable(path, sheet, index, headers, ideas, accepted).read()
                break
        else:
            ideas.findings.append(LeftOut(str(path), None, NO_TABLE(), sheet.name))
    if not ideas.understood:
        raise Unusable(path, None, NO_HEADERS())
    return ideas


def headers_of(line: Line) -> dict[int, Header]:
    """The known headers of a line, by column."""
    parsed = {column: header(name_of(cell), "ideas") for column, cell in enumerate(line.cells) if cell.text}
    return {column: one for column, one in parsed.items() if one is not None}


class IdeaTable:
    """The ideas of a sheet below its headers, which are in the line `index`."""

    def __init__(
        self,
        path: Path,
        sheet: Sheet,
        index: int,
        headers: dict[int, Header],
        ideas: IdeaList,
        accepted: Collection[str],
    ) -> None:
        self._file, self._sheet, self._index, self._headers = str(path), sheet, index, headers
        self._ideas, self._accepted = ideas, accepted
        self._names = {column: name_of(cell) for column, cell in enumerate(sheet.lines[index].cells) if cell.text}
        latin = most_common(one.language for one in headers.values())
        self._language = latin if latin != "ar" else UNDETERMINED

    def read(self) -> None:
        """Adds its ideas and its findings to the list."""
        head = self._sheet.lines[self._index]
        columns = [
            Column(
                get_column_letter(column + 1), name, self._headers[column].field if column in self._headers else None
            )
            for column, name in self._names.items()
        ]
        self._ideas.understood.append(Understood(self._file, IDEAS(), self._sheet.name, head.number, columns))
        for line in self._sheet.lines[self._index + 1 :]:
            self._read(line)
        if self._sheet.cut:
            last = self._sheet.lines[-1].number
            self._ideas.findings.append(Problem(self._file, None, TOO_LONG(line=last), self._sheet.name))

    def _read(self, line: Line) -> None:
        first = next((cell.text for cell in line.cells if cell.text and not cell.merged), "")
        proposal, challenge = self._long(line, "proposal"), self._long(line, "challenge")
        if not proposal and not challenge and (begins_with(first, TOTALS) or begins_with(first, NOTES)):
            self._say(line, LeftOut, (TOTAL if begins_with(first, TOTALS) else NOTE)(text=first[:80]))
        elif not proposal and not any(self._text(line, one) for one in ("number", "channel", "challenge", "submitter")):
            if first:
                self._say(line, LeftOut, NOTE(text=first[:80]))
        elif len(headers_of(line)) > 2 and headers_of(line) == {
            column: one for column, one in self._headers.items() if column in headers_of(line)
        }:
            self._say(line, LeftOut, AGAIN(text=first[:80]))
        else:
            self._idea(line, challenge, proposal)

    def _idea(self, line: Line, challenge: str, proposal: str) -> None:
        doubts = [*self._doubts(line, challenge, proposal)]
        day = self._day(line, doubts) if proposal else None
        channel = self._text(line, "channel")
        idea = Idea(
            self._sheet.name,
            line.number,
            number_of(self._cell(line, "number")),
            origin_of(channel),
            self._text(line, "axis"),
            challenge,
            proposal,
            day,
            self._text(line, "submitter"),
            self._language,
        )
        if not proposal:
            self._ideas.skipped += 1
            self._say(line, Problem, NO_PROPOSAL(), "proposal")
        elif idea.origin == "unknown":
            unknown = UNKNOWN_ORIGIN(value=quoted(channel)) if channel else NO_CHANNEL()
            self._say(line, Notice, unknown, "channel")
        for field, message in doubts:
            doubt = Doubt(self._file, line.number, message, self._sheet.name, self._name(field))
            self._ideas.findings.append(msgspec.structs.replace(doubt, accepted=message.code in self._accepted))
        if all(message.code in self._accepted for _, message in doubts):
            self._ideas.ideas.append(idea)
        elif proposal:
            self._ideas.withheld.append(idea)
            self._ideas.skipped += 1

    def _doubts(self, line: Line, challenge: str, proposal: str) -> list[tuple[str, Message]]:
        """The doubts about a row, each with its field."""
        doubts: list[tuple[str, Message]] = []
        for field in dict.fromkeys(one.field for one in self._headers.values()):
            columns = [column for column, one in self._headers.items() if one.field == field and line.at(column).text]
            if len({plain(line.at(column).text) for column in columns}) > 1:
                first, second = (self._names[column] for column in columns[:2])
                doubts.append((field, TWO_COLUMNS(field=[field], first=first, second=second)))
        texts = {"axis": self._text(line, "axis"), "challenge": challenge, "proposal": proposal}
        doubts += [(field, LETTERS_LOST(value=quoted(text))) for field, text in texts.items() if letters_lost(text)]
        if proposal and looks_like_an_id(proposal):
            doubts.append(("proposal", LIKE_AN_ID(value=quoted(proposal))))
        return doubts

    def _day(self, line: Line, doubts: list[tuple[str, Message]]) -> date | None:
        """The day of a row; an unreadable date is a notice, and the idea is recorded without it."""
        cell = self._cell(line, "day")
        if not cell.text:
            return None
        try:
            value = day(cell, last=False)
        except Unreadable as unreadable:
            self._say(line, Notice, DATE_UNUSED(reason=unreadable.message), "day")
            return None
        if out_of_reason(value):
            doubts.append(("day", YEAR(value=quoted(cell.text))))
        return value

    def _cell(self, line: Line, field: str) -> Cell:
        """A field's cell in a line: the first that is not empty, and does not stand for an empty one."""
        for column, one in self._headers.items():
            cell = line.at(column)
            if one.field == field and plain(cell.text) and not is_nothing(cell.text):
                return EMPTY if cell.merged and field in OF_ONE_ROW else cell
        return EMPTY

    def _text(self, line: Line, field: str) -> str:
        return " ".join(self._cell(line, field).text.split())

    def _long(self, line: Line, field: str) -> str:
        """A text whose lines stay."""
        return "\n".join(" ".join(part.split()) for part in self._cell(line, field).text.splitlines()).strip()

    def _name(self, field: str) -> str | None:
        return next((self._names[column] for column, one in self._headers.items() if one.field == field), None)

    def _say(self, line: Line, kind: type[Finding], message: Message, field: str | None = None) -> None:
        column = None if field is None else self._name(field)
        self._ideas.findings.append(kind(self._file, line.number, message, self._sheet.name, column))


def number_of(cell: Cell) -> str:
    """The number of an idea: of digits alone it has no zeros before it, and no decimals."""
    value = cell.value
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else clean(cell.text)
    return str(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else text
