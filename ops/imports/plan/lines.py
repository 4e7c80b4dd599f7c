"""Says what a line of a sheet is: a row, a banner that names an axis or a project, a total, a note, an example, headers again.

A title is never taken for a note. A sentence in the place of an axis may be either: the lines below it decide.
"""

import re
from typing import Literal

import msgspec

from ops.imports.plan.heads import Head
from ops.imports.plan.spreadsheet import Cell, Line
from ops.imports.plan.vocabulary import CLOSINGS, NOTES, TOTALS, begins_with, header, plain

Kind = Literal["blank", "row", "axis", "project", "sentence", "total", "note", "example", "headers"]

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
"""Fields that a total, a banner or a note does not have, not even by a merged cell."""

TITLED = frozenset({"axis", "project", "activity"})
WITHOUT_NOTES = frozenset({"project", "activity", "indicators"})
"""Fields in which no text is a note."""

WIDE = 3
"""Columns over which a banner is merged at least."""

SENTENCE = 5
"""Words of a sentence at least."""


class Classified(msgspec.Struct, frozen=True):
    """A line's kind; `text` is the title of a banner, or the first text of another line."""

    kind: Kind
    text: str = ""


def classify(line: Line, head: Head) -> Classified:
    """The kind of a line below the headers."""
    own = {column: cell for column, cell in enumerate(line.cells) if cell.text and not cell.merged}
    if not own:
        return Classified("blank")
    fields = {column: one.field for column, one in head.headers.items()}
    dated = any(line.at(column).text for column, field in fields.items() if field in DATED)
    titles = [cell.text for column, cell in own.items() if fields.get(column) in TITLED]
    column, first = next(iter(own.items()))
    text = " ".join(first.text.split())
    if any(_example.match(title) for title in titles):
        return Classified("example", text)
    again = [(header(cell.text), fields[one]) for one, cell in own.items() if one in fields]
    if len(again) >= 3 and all(parsed is not None and parsed.field == field for parsed, field in again):
        return Classified("headers", text)
    if not dated and any(begins_with(one, TOTALS) for one in (text, *titles)):
        return Classified("total", text)
    if not dated and len(own) <= 2 and fields.get(column) not in WITHOUT_NOTES and is_note(text):
        return Classified("note", text)
    if len(own) == 1:
        return Classified("row", text) if dated else alone(first, text, fields.get(column))
    if not own.keys() & fields.keys() and not any(cell.span >= WIDE for cell in own.values()):
        return Classified("blank")
    return Classified("row", text)


def alone(cell: Cell, text: str, field: str | None) -> Classified:
    """The kind of a line with one cell."""
    match = _banner.match(text)
    if (
        match
        and field not in ("axis", "project")
        and (re.search(r"[:：–—-]|[0-9]", match["rest"]) or cell.span >= WIDE)
    ):
        title = _plain_banner.fullmatch(text)
        kind: Kind = "project" if plain(match["word"]) in PROJECTS else "axis"
        return Classified(kind, title["title"].strip() if title else text)
    if not match and is_sentence(text) and (field == "axis" or cell.span >= WIDE):
        return Classified("sentence", text)
    if cell.span >= WIDE and field != "axis":
        return Classified("axis", text)
    if field is None:
        return Classified("blank" if re.fullmatch(r"[\d\W]*", text) else "note", text)
    return Classified("row", text)


def is_note(text: str) -> bool:
    """Whether a text is surely a note: by its mark, by the word before its colon, or by the words of a signature."""
    word = re.split("[:：]", text, maxsplit=1)[0]
    return text.startswith("*") or plain(word) in NOTES or begins_with(text, CLOSINGS)


def is_sentence(text: str) -> bool:
    """Whether a text is a sentence, and probably no title."""
    return text.endswith((".", "。")) and len(text.split()) >= SENTENCE
