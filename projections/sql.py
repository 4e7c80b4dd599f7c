"""SQL in the open: a `.sql` file holds what makes its tables, then its blocks, each under its first line and a sentence.

- `-- name: …` is a query.
- `-- list: …` is what stands in a list: a select of `id`, `since` and `sort` for `asked.parent`, at `%(position)s`; the rest
  is in list.sql. `sort` is a bigint, or a text where the line ends in `by text`.
- `-- part: …` is written once and stands wherever other blocks of the file say `{…}`. The part `beside` is joined to every row
  of a page, which it knows as `chosen`, and called `beside`.
"""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

_block = re.compile(r"^-- (name|list|part): (\w+)(?: by (text))?\n", re.MULTILINE)
_part = re.compile(r"\{(\w+)\}")


class List(msgspec.Struct, frozen=True):
    """What stands in a list (`standing`), of what type it is sorted by, and what is joined to each of its rows."""

    standing: str
    sort: type[int] | type[str]
    beside: str


class Queries:
    """The tables, the named queries and the lists of one file: `queries["as_of"]`, `queries.lists["page"]`."""

    def __init__(self, file: Path) -> None:
        self.tables, *rest = _block.split(file.read_text())
        blocks = list(zip(rest[::4], rest[1::4], rest[2::4], rest[3::4], strict=True))
        parts = {name: text for kind, name, _, text in blocks if kind == "part"}
        self._named = {name: filled(text, parts) for kind, name, _, text in blocks if kind == "name"}
        self.lists = {
            name: List(
                filled(text, parts).strip().removesuffix(";"), str if sort == "text" else int, parts.get("beside", "")
            )
            for kind, name, sort, text in blocks
            if kind == "list"
        }

    def __getitem__(self, name: str) -> str:
        return self._named[name]


def filled(text: str, parts: Mapping[str, str]) -> str:
    """A text with parts put in where it says `{…}`. Only what stands in files and in the names of tables and columns goes in
    so: values are parameters."""
    return _part.sub(lambda found: parts.get(found[1], found[0]), text)


def beside(python_file: str) -> Queries:
    """The queries in the `.sql` file of the same name: `beside(__file__)`."""
    return Queries(Path(python_file).with_suffix(".sql"))
