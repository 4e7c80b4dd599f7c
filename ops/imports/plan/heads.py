"""Finds the line, or the two lines, with the headers of a sheet's activities."""

from collections.abc import Mapping

import msgspec

from ops.imports.plan.spreadsheet import Cell, Line, Sheet
from ops.imports.plan.vocabulary import LANGUAGES, Header, header, plain

LOOKED_AT = 30
"""Lines that are searched for the headers."""

NEEDED = ("axis", "project", "activity", "responsible", "starts", "ends")
OWN_EXPORTS = ({"axis_title", "activity_title"}, {"position", "instant"}, {"id", "since"})
"""Headers that only this platform's exports have."""


class Head(msgspec.Struct, frozen=True):
    """The headers of a sheet: `index` of their first line, the index of the first line `below` them; by column (from 0) the
    headers that are known, and the texts of all."""

    index: int
    below: int
    headers: Mapping[int, Header]
    names: Mapping[int, str]

    @property
    def missing(self) -> list[str]:
        """The needed fields that no column has."""
        fields = {one.field for one in self.headers.values()}
        return [field for field in NEEDED if field not in fields]


def find_head(sheet: Sheet) -> Head | None:
    """The headers of activities: the first line, or line and the one below it, that names activities and two more columns."""
    for index, line in enumerate(sheet.lines[:LOOKED_AT]):
        below = sheet.lines[index + 1] if index + 1 < len(sheet.lines) else None
        head = in_two_lines(index, line, below) if below is not None else None
        head = head or in_one_line(index, line)
        if is_whole(head):
            return head
    return None


def is_whole(head: Head) -> bool:
    """Whether headers name activities and two more columns."""
    fields = {one.field for one in head.headers.values()}
    return "activity" in fields and len(fields) >= 3


def in_one_line(index: int, line: Line) -> Head:
    """The headers of one line."""
    names = {column: name_of(cell) for column, cell in enumerate(line.cells) if cell.text}
    parsed = {column: header(name) for column, name in names.items()}
    return Head(index, index + 1, {column: one for column, one in parsed.items() if one}, names)


def in_two_lines(index: int, line: Line, below: Line) -> Head | None:
    """The headers of two lines, as “Calendar” above “Start” and “End”. None if the second line has anything but headers, or is
    whole without the first, which is then a title, an axis or a fact about the plan."""
    own = {column: cell for column, cell in enumerate(below.cells) if cell.text and not cell.merged}
    if not own or not all(header(name_of(cell)) or plain(cell.text) in LANGUAGES for cell in own.values()):
        return None
    alone = Line(below.number, [own.get(column, Cell()) for column in range(len(below.cells))])
    first = in_one_line(index, line)
    adds = (first.names[column] for column in first.headers if not below.at(column).text)
    if is_whole(in_one_line(index + 1, alone)) and not is_whole(first) and all(header(one, "facts") for one in adds):
        return None
    names: dict[int, str] = {}
    headers: dict[int, Header] = {}
    above = Cell()
    covered = 0
    for column in range(max(len(line.cells), len(below.cells))):
        upper = line.at(column)
        if upper.text:
            above, covered = upper, column + upper.span
        elif column >= covered:
            above = Cell()
        lower = own.get(column)
        texts = [name_of(one) for one in (above if lower or upper.text else Cell(), lower or Cell()) if one.text]
        if not texts:
            continue
        names[column] = " ".join(texts)
        candidates = (header(texts[-1]), header(names[column]), header(texts[0]))
        if parsed := next((one for one in candidates if one), None):
            headers[column] = parsed
    return Head(index, index + 2, headers, names)


def is_own_export(sheet: Sheet) -> bool:
    """Whether a sheet is an export or a report of this platform."""
    for line in sheet.lines[:5]:
        texts = {cell.text for cell in line.cells}
        if any(names <= texts for names in OWN_EXPORTS):
            return True
    return False


def name_of(cell: Cell) -> str:
    """The text of a header on one line."""
    return " ".join(cell.text.split())
