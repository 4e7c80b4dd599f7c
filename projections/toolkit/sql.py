"""SQL in the open: a `.sql` file holds a sentence on its table, the SQL that makes indexes (and the table, where no type of rows
does), then its blocks, each under its first line and a sentence.

- `-- name: …` is a query.
- `-- list: …` is what stands in a list below `asked.parent`: a condition on the rows of the table. The page, the order and the
  moment are in lists.sql. The line goes on with `counted` where how many there are is kept (see listed.py), and with what the
  list is sorted by.
- `-- order: …` is what a list may be sorted by where its own line says nothing. `by …` is a whole number, an `instant …` or a
  `text …`, and ends in `desc` where the greatest comes first; things of equal rank stand by their ids.
- `-- filter: …` is a condition that holds in every list where the parameter of that name is given.
- `-- source: …` is a query that conditions of the file may select from by its name: it is run once.
- `-- part: …` is written once and stands wherever blocks below it say `{…}`: in this file, and in the files that are read with
  its parts. The part `beside` is joined to every row of a page, and called `beside`.

In all of it `{held}` stands for the condition that a row holds at `%(position)s`, `{held plan}` for the same of a row of that
table, `{held plan at …}` for that at another position; `{open}` and `{open plan}` for the condition that it holds now.
`{happened}` is the condition that an entry of `log` had happened: always so, where a position is asked about. `{never}` is the
time at which rows begin that hold at no time of the facts. A query about a position is also one about a time of the facts: see
facts.py.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import msgspec

from domain.moment import LAST

_block = re.compile(r"^-- (name|list|order|filter|source|part): (\w+)( counted)?(?: by (.+))?\n", re.MULTILINE)
_part = re.compile(r"\{(\w+)\}")
_time = re.compile(r"\{(held|open|happened|never)(?: (\w+|\{\w+\}))?(?: at ([^}]+))?\}")
_order = re.compile(r"(instant |text )?(.+?)( desc)?")

HAPPENED = "true /* happened */"
FIXED = {"happened": HAPPENED, "never": f"timestamptz '{LAST.isoformat()}'"}

FOREVER = 2**63 - 1
"""Until when a row holds that nothing has ended."""

Fetch = Callable[[str, Mapping[str, Any]], Awaitable[Sequence[tuple[Any, ...]]]]
"""Runs a query with its parameters, and gives all rows."""


class Order(msgspec.Struct, frozen=True):
    """What a list is sorted by: an expression, the greatest first or the least. `type` is number, instant or text."""

    key: str
    type: str
    descending: bool

    @classmethod
    def parsed(cls, text: str) -> "Order":
        found = _order.fullmatch(text)
        assert found is not None
        return cls(found[2], (found[1] or "number").strip(), bool(found[3]))


class List(msgspec.Struct, frozen=True):
    """The condition on which things stand in a list, its own order if it has one, whether how many there are is kept."""

    where: str
    order: Order | None
    counted: bool


class Queries:
    """A file's named queries, `queries["as_of"]`, and its lists, `queries.lists["page"]`; what lists are sorted by, what they are
    filtered by, what their conditions select from, and what is joined to each row of a page. The parts of other files may stand
    in this one, too. `tables` is what stands before the first block, and `sentence` the comment that it begins with."""

    def __init__(self, file: Path, *others: "Queries") -> None:
        self.tables, *rest = _block.split(_time.sub(at_a_time, file.read_text()))
        self.sentence = "".join(takewhile(lambda line: line.startswith("--"), self.tables.splitlines(keepends=True)))
        blocks = list(zip(rest[::5], rest[1::5], rest[2::5], rest[3::5], rest[4::5], strict=True))
        self.parts: dict[str, str] = {}
        for other in others:
            self.parts |= other.parts
        for kind, name, _, _, text in blocks:
            if kind == "part":
                self.parts[name] = filled(text, self.parts)

        def texts(wanted: str) -> dict[str, str]:
            return {
                name: filled(text, self.parts).strip().removesuffix(";")
                for kind, name, _, _, text in blocks
                if kind == wanted
            }

        self._named = {name: filled(text, self.parts) for kind, name, _, _, text in blocks if kind == "name"}
        self.orders = {name: Order.parsed(by) for kind, name, _, by, _ in blocks if kind == "order"}
        self.filters, self.sources = texts("filter"), texts("source")
        self.queries_of = self.parts["beside"] if any(block[:2] == ("part", "beside") for block in blocks) else ""
        where = texts("list")
        self.lists = {
            name: List(where[name], Order.parsed(by) if by else None, bool(counted))
            for kind, name, counted, by, _ in blocks
            if kind == "list"
        }

    def __getitem__(self, name: str) -> str:
        return self._named[name]


def at_a_time(macro: re.Match[str]) -> str:
    """The condition or the value that `{held …}`, `{open …}`, `{happened}` or `{never}` stands for."""
    which, table, position = macro.groups("")
    if which in FIXED:
        return FIXED[which]
    since, until = (f"{table}.{name}" if table else name for name in ("since", "until"))
    if which == "open":
        return f"{until} = {FOREVER}"
    position = position or "%(position)s"
    return f"{since} <= {position} and {position} < {until}"


def filled(text: str, parts: Mapping[str, str]) -> str:
    """A text with parts put in where it says `{…}`. Only what stands in files and in the names of tables and columns goes in
    so: values are parameters."""
    return _part.sub(lambda found: parts.get(found[1], found[0]), text)


def queries_of(python_file: str, *others: Queries) -> Queries:
    """The queries in the `.sql` file of the same name: `queries_of(__file__)`. They may use the parts of other files."""
    return Queries(Path(python_file).with_suffix(".sql"), *others)
