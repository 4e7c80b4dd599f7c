"""Reads the `.sql` files of read models.

A file has a comment about its table, the SQL that creates indexes (and the table, if there is no row type), then blocks.
Each block starts with its first line and a comment.

- `-- name: …` is a query.
- `-- list: …` is a list of the parent `asked.parent`: a condition on the rows of the table. lists.sql has the page, the
  order and the moment. The line continues with `counted` if the number of its things is stored (see listed.py), and with
  the order.
- `-- order: …` is an order that clients may choose for lists whose own line has none. After `by` stands an integer, an
  `instant …` or a `text …`; `desc` at the end means the greatest first. Things of equal rank are sorted by their ids.
- `-- filter: …` is a condition that applies to every list if the parameter of its name is given.
- `-- source: …` is a query from which conditions of the file may select by its name. It runs once.
- `-- part: …` is a text that the blocks below include by `{…}`: in this file, and in files that are read with its parts.
  The part `joined` is joined with every row of a page, under the alias `joined`.

In all blocks, `{held}` is the condition that a row is valid at `%(position)s`, `{held plan}` the same for a row of that
table, `{held plan at …}` the same at another position. `{open}` and `{open plan}` are the condition that the row is valid
now. `{happened}` is the condition that an entry of `log` had happened, and `{by_position}` that the query is not asked by the
facts: both true, unless it is. `{never}` is the `fact_since` of rows that are valid at no time of the facts. Every query about a
position can be asked by the facts: see facts.py.
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
_time = re.compile(r"\{(held|open|happened|by_position|never)(?: (\w+|\{\w+\}))?(?: at ([^}]+))?\}")
_order = re.compile(r"(instant |text )?(.+?)( desc)?")

HAPPENED = "true /* happened */"
BY_POSITION = "true /* by position */"
FIXED = {"happened": HAPPENED, "by_position": BY_POSITION, "never": f"timestamptz '{LAST.isoformat()}'"}

FOREVER = 2**63 - 1
"""The `until` of an open row."""

Fetch = Callable[[str, Mapping[str, Any]], Awaitable[Sequence[tuple[Any, ...]]]]
"""Runs a query with its parameters, and returns all rows."""


class Order(msgspec.Struct, frozen=True):
    """The order of a list: an expression, ascending or descending. `type` is number, instant or text."""

    key: str
    type: str
    descending: bool

    @classmethod
    def parsed(cls, text: str) -> "Order":
        found = _order.fullmatch(text)
        assert found is not None
        return cls(found[2], (found[1] or "number").strip(), bool(found[3]))


class List(msgspec.Struct, frozen=True):
    """A list: its condition, its own order if it has one, and whether the number of its things is stored."""

    where: str
    order: Order | None
    counted: bool


class Queries:
    """A file's queries, `queries["as_of"]`, and lists, `queries.lists["page"]`; their orders, filters and sources, and the
    join of each row of a page. The file may include parts of other files. `tables` is the text before the first block,
    `sentence` the comment at its start."""

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
        self.joined = self.parts["joined"] if any(block[:2] == ("part", "joined") for block in blocks) else ""
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
    """A text with its parts included for `{…}`. Only texts of files, and names of tables and columns, are included so: values
    are always parameters."""
    return _part.sub(lambda match: parts.get(match[1], match[0]), text)


def queries_of(python_file: str, *others: Queries) -> Queries:
    """The queries in the `.sql` file of the same name: `queries_of(__file__)`. They may include the parts of other files."""
    return Queries(Path(python_file).with_suffix(".sql"), *others)
