"""Reads lists: one page at a time, in an order, from a cursor on; and the number of their things.

The text of a query depends on the request: it contains only the filters that are given, and counts only if the count is
asked for. Each text is made once.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from projections.toolkit.sql import Order, Queries, filled, queries_of

QUERIES = queries_of(__file__)
TEXTS = 256
"""The most query texts that each read model caches (least recently used)."""

EPOCH, MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
GREATEST = 2**63 - 1

_parameter = re.compile(r"%\((\w+)\)")
_comment = re.compile(r"--.*\n|^\s*\n", re.MULTILINE)


class Window(msgspec.Struct, frozen=True):
    """The requested page of a list: an order of the file (None: the list's own), some filters, the direction (`backward`: from
    the end), after or before a cursor, the page size; whether to count the whole list; and the columns to read (none: all).
    """

    name: str
    count: int
    order: str | None = None
    filters: frozenset[str] = frozenset()
    backward: bool = False
    after: bool = False
    before: bool = False
    total: bool = True
    columns: tuple[str, ...] = ()


class Lists:
    """The lists of one table, whose first column is the key."""

    def __init__(self, table: str, columns: Sequence[str], queries: Queries) -> None:
        self._table, self._queries = table, queries
        names = quoted(table, columns)
        self._key = names[0]
        self._columns = ", ".join(names)
        self._known = {
            name for text in (*queries.filters.values(), *queries.sources.values()) for name in _parameter.findall(text)
        } | queries.filters.keys()
        self.text = lru_cache(TEXTS)(self._text)

    def order(self, name: str, order: str | None = None) -> Order:
        """The order of a list."""
        return self._queries.lists[name].order or self._queries.orders[str(order)]

    def filters(self, given: Mapping[str, Any]) -> frozenset[str]:
        """Those of the given parameters that are filters. Raises KeyError if the file does not know one of these names."""
        if unknown := given.keys() - self._known:
            raise KeyError(*unknown)
        return frozenset(name for name in self._queries.filters if given.get(name) is not None)

    def _text(self, window: Window) -> str:
        """The query of a page: (parent, total or null, sort key, the row's columns, the columns of the part `joined`). Its
        parameters are `parents`, `position`, those of the filters, and for each cursor `after_key` and `after_id`."""
        listed, order = self._queries.lists[window.name], self.order(window.name, window.order)
        conditions = [listed.where, *(self._queries.filters[name] for name in sorted(window.filters))]
        standing = self._filled("standing", conditions="\nand ".join(f"({one})" for one in conditions))
        if not window.total:
            number = "null::bigint"
        elif listed.counted and not window.filters:
            number = self._filled("kept", list=f"'{self._table}.{window.name}'")
        else:
            number = self._filled("counted", standing=standing)
        downward = order.descending != window.backward
        text = self._filled(
            "window",
            number=number,
            sort=sort(order),
            columns=", ".join(quoted(self._table, window.columns)) if window.columns else self._columns,
            **self._joined(order),
            standing=standing,
            from_cursor="".join(
                self._beyond(order, name, downward=(order.descending if name == "after" else not order.descending))
                for name in ("after", "before")
                if getattr(window, name)
            ),
            order=f"{order.key}{' desc' * downward}, {self._key}{' desc' * window.backward}",
            count=str(window.count),
        )
        return _comment.sub("", filled(text, {"sources": self._sources(text)}))

    def _beyond(self, order: Order, cursor: str, *, downward: bool) -> str:
        """The condition for things after or before a cursor. An index scan starts at its first comparison."""
        key, sign, id_sign = f"({order.key})", "<" if downward else ">", ">" if cursor == "after" else "<"
        value, id = f"%({cursor}_key)s::{TYPES[order.type]}", f"%({cursor}_id)s::uuid"
        return f" and {key} {sign}= {value} and ({key} {sign} {value} or {self._key} {id_sign} {id})"

    def _joined(self, order: Order) -> dict[str, str]:
        """The join of the part `joined`: with the rows of the page only, unless the order needs it for all rows."""
        join, columns = self._queries.joined, ", joined.*" if self._queries.joined else ""
        if "joined." in order.key:
            return {"joined_to_all": join, "columns_of_all": columns, "joined": "", "joined_columns": ""}
        return {"joined_to_all": "", "columns_of_all": "", "joined": join, "joined_columns": columns}

    def _sources(self, text: str) -> str:
        """The sources that a text selects from, directly or through other sources."""
        found: list[str] = []
        for name, source in reversed(self._queries.sources.items()):
            if re.search(rf"\bfrom {name}\b", text):
                found.insert(0, f"{name} as materialized (\n{source}\n)")
                text += source
        return f"with {', '.join(found)}\n" if found else ""

    def _filled(self, name: str, **parts: str) -> str:
        return filled(QUERIES[name].strip().removesuffix(";"), {"table": self._table, **parts})


def quoted(table: str, columns: Sequence[str]) -> list[str]:
    """Columns of a table, quoted for a query."""
    return [f'{table}."{name}"' for name in columns]


TYPES = {"number": "bigint", "instant": "timestamptz", "text": "text"}


def sort(order: Order) -> str:
    """The sort key that a cursor holds: text, or an integer that grows along the list."""
    if order.type == "text":
        return order.key
    number = f"extract(epoch from {order.key}) * 1000000" if order.type == "instant" else order.key
    return f"{'-' * order.descending}({number})::bigint"


def key(order: Order, sort: int | str) -> Any:
    """Converts a cursor's `sort` to the type of the order's key. Raises OverflowError if it is out of range."""
    if isinstance(sort, str):
        return sort
    number = -sort if order.descending else sort
    if order.type == "instant":
        return EPOCH + number * MICROSECOND
    if abs(number) > GREATEST:
        raise OverflowError
    return number
