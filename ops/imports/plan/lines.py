"""Says what a line of a sheet is: a row, a banner that names an axis or a project, a total, a note, an example, headers again."""

import re
from typing import Literal

import msgspec

from ops.imports.plan.heads import Head
from ops.imports.plan.spreadsheet import Cell, Line
from ops.imports.plan.vocabulary import NOTES, TOTALS, begins_with, header, plain

Kind = Literal["blank", "row", "axis", "project", "total", "note", "example", "headers"]

_example = re.compile(r"\s*(مثال|exemple|example)\s*:", re.IGNORECASE)
_banner = re.compile(
    r"\W*(?P<word>axe|axis|pillar|volet|المحور|محور|projet|project|المشروع|مشروع)\b(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_plain_banner = re.compile(
    r"\W*\w+( stratégique| prioritaire| strategic| الاستراتيجي)?\s*[:：–—-]\s*(?P<title>.+)", re.DOTALL
)
PROJECTS = frozenset(map(plain, ("projet", "project", "المشروع", "مشروع")))
DATED = frozenset({"responsible", "starts", "ends"})
"""Fields that a total or a banner does not have."""

WIDE = 3
"""Columns over which a banner is merged at least."""

SENTENCE = 5
"""Words of a line that ends with a full stop and is a note."""


class Classified(msgspec.Struct, frozen=True):
    """A line's kind; `text` is the title of a banner, or the first text of another line."""

    kind: Kind
    text: str = ""


def classify(line: Line, head: Head) -> Classified:
    """The kind of a line below the headers."""
    own = {column: cell for column, cell in enumerate(line.cells) if cell.text and not cell.merged}
    if not own:
        return Classified("blank")
    fields = {head.headers[column].field for column in own if column in head.headers}
    titles = [
        own[column].text
        for column in own
        if column in head.headers and head.headers[column].field in ("axis", "project", "activity")
    ]
    column, first = next(iter(own.items()))
    text = " ".join(first.text.split())
    if any(_example.match(title) for title in titles):
        return Classified("example", text)
    again = [(header(cell.text), head.headers[one].field) for one, cell in own.items() if one in head.headers]
    if len(again) >= 3 and all(parsed is not None and parsed.field == field for parsed, field in again):
        return Classified("headers", text)
    if not fields & DATED and any(begins_with(one, TOTALS) for one in (text, *titles)):
        return Classified("total", text)
    if not fields & DATED and len(own) <= 2 and (begins_with(text, NOTES) or text.startswith("*") or is_sentence(text)):
        return Classified("note", text)
    if len(own) == 1:
        return alone(column, first, text, head)
    if not fields and not any(cell.span >= WIDE for cell in own.values()):
        return Classified("blank")
    return Classified("row", text)


def alone(column: int, cell: Cell, text: str, head: Head) -> Classified:
    """The kind of a line with one cell."""
    field = head.headers[column].field if column in head.headers else None
    match = _banner.match(text)
    if (
        match
        and field not in ("axis", "project")
        and (re.search(r"[:：–—-]|[0-9]", match["rest"]) or cell.span >= WIDE)
    ):
        title = _plain_banner.fullmatch(text)
        kind: Kind = "project" if plain(match["word"]) in PROJECTS else "axis"
        return Classified(kind, title["title"].strip() if title else text)
    if cell.span >= WIDE and field != "axis":
        return Classified("axis", text)
    if field is None:
        return Classified("blank" if re.fullmatch(r"[\d\W]*", text) else "note", text)
    return Classified("row", text)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence, no title."""
    return text.endswith((".", "。")) and len(text.split()) >= SENTENCE
