"""Read models: a row and an entry give the next row.

Every version of a row is stored, with the ranges of positions and of times in which it is valid (versions.py); so a read as of
any moment costs the same as a read as of now. An index is simpler: an entry adds rows, each with the entry's position, and they
never change.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from domain.kernel import Entry, Event
from projections.toolkit.columns import Columns
from projections.toolkit.definition import digest
from projections.toolkit.fold import Fold, MissingRow, stream
from projections.toolkit.lists import Lists, quoted
from projections.toolkit.sql import FOREVER, Queries, filled, queries_of
from projections.toolkit.tables import TIMES, table_of_versions
from projections.toolkit.versions import Version, fact_after, reordered

QUERIES = queries_of(__file__)

Row = TypeVar("Row", bound=msgspec.Struct)
At = tuple[int, Entry[Any]]
"""A position, and the row or entry at it."""


class Memory(dict[UUID, "Version[Any] | None"]):
    """A cache of open versions. It is valid as long as nobody else writes."""

    most = 50_000

    def trim(self) -> None:
        if (over := len(self) - self.most) > 0:
            for key in list(islice(self, over)):
                del self[key]


class ReadModel(Fold[Row]):
    """A fold whose row versions are stored in `table`.

    The first field of `row` is the key. The table has the row's columns, then those of TIMES; its `.sql` file adds
    indexes. An entry changes one row. There are two kinds of queries: `of` gives rows by id as of a position, `lists` give
    pages. Both return the row's columns in the order of its fields, and `load` converts them to rows.
    """

    def __init__(self, table: str, row: type[Row], queries: Queries, key: Callable[[Any], UUID] = stream) -> None:
        super().__init__(row, key)
        self.table, self.queries = table, queries
        self.columns = Columns(row)
        self.of, self._open, self._close = self._query("of"), self._query("open"), self._query("close")
        self._later, self._change, self._remove = self._query("later"), self._query("change"), self._query("remove")
        self.lists = Lists(table, self.columns.names, queries)
        self._types: list[int] = []

    @property
    def tables(self) -> str:
        """The SQL that creates its table and its indexes."""
        sentence = self.queries.sentence
        return sentence + table_of_versions(self.table, self.row) + self.queries.tables.removeprefix(sentence)

    @property
    def own_tables(self) -> tuple[str, ...]:
        """All tables that it fills."""
        return (self.table,)

    @cached_property
    def digest(self) -> str:
        """The digest of the code that determines its rows."""
        return digest(self.tables, self.table, self.row, self.key, self.handlers)

    def load(self, values: Sequence[Any]) -> Row:
        """Converts column values, as they were read, to a row."""
        row: Row = self.columns.load(values)
        return row

    def take(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> None:
        """Folds a batch into the table, inside the caller's transaction. `latest` is the runner's cache."""
        touches = [(position, entry, self.key(entry)) for position, entry in batch]
        missing = {key for _, _, key in touches if key not in latest}
        latest.update(dict.fromkeys(missing))
        latest.update(self.open_versions(db, missing))
        first = batch[0][0]
        ended: dict[UUID, Version[Row]] = {}
        written: list[Version[Row]] = []
        for position, entry, key in touches:
            before, fact = latest[key], entry.fact_time
            if before and fact < before.fact_since:
                fact = fact_after(before.fact_since, entry)
            if fact < before.fact_since if before else self.removes:
                self._flush(db, ended, written)
                first = position + 1
                latest[key] = self._reorder(db, key, position, fact, entry)
                continue
            row = self.fold(before.row if before else None, entry)
            if before:
                if row == before.row:
                    continue
                before.until, before.fact_until = position, fact
                if before.since < first:
                    ended[key] = before
            latest[key] = after = Version(row, position, fact_since=fact) if row else None
            if after:
                written.append(after)
        self._flush(db, ended, written)
        latest.trim()

    def _flush(self, db: Connection[Any], ended: dict[UUID, Version[Row]], written: list[Version[Row]]) -> None:
        """Writes what a batch has changed so far."""
        self.close(db, ended)
        self.write(db, written)
        ended.clear()
        written.clear()

    def _reorder(
        self, db: Connection[Any], key: UUID, position: int, fact: datetime, entry: Entry[Any]
    ) -> Version[Row] | None:
        """Applies an entry whose fact is older than those before it. Gives the version that is open then."""

        def step(row: Row | None) -> Row | None:
            try:
                return self.fold(row, entry)
            except MissingRow:  # by the facts, the row is made only later
                return None

        found = db.execute(self._later, {"key": key, "fact": fact}, binary=True)
        later = [Version(self.load(values[:-4]), *values[-4:]) for values in found]
        result = reordered(later, position, fact, step)
        parameters = {
            "key": key,
            "sinces": [version.since for version, _ in result.changed],
            "formers": [former for _, former in result.changed],
            "untils": [version.until for version, _ in result.changed],
            "fact_sinces": [version.fact_since for version, _ in result.changed],
            "fact_untils": [version.fact_until for version, _ in result.changed],
        }
        if result.changed:
            db.execute(self._remove, parameters)
            db.execute(self._change, parameters)
        self.write(db, result.written)
        return result.latest

    def open_versions(self, db: Connection[Any], keys: set[UUID]) -> dict[UUID, Version[Row]]:
        if not keys:
            return {}
        found = db.execute(self._open, {"keys": [*keys]}, binary=True)
        return {
            values[0]: Version(self.load(values), since, fact_since=fact_since) for *values, since, fact_since in found
        }

    def close(self, db: Connection[Any], ended: dict[UUID, Version[Row]]) -> None:
        if ended:
            positions, facts = zip(*((version.until, version.fact_until) for version in ended.values()), strict=True)
            db.execute(self._close, {"keys": [*ended], "positions": [*positions], "facts": [*facts]})

    def write(self, db: Connection[Any], versions: Sequence[Version[Row]]) -> None:
        rows = [(*self.columns.dump(one.row), one.since, one.until, one.fact_since, one.fact_until) for one in versions]
        self._types = copy(db, self.table, (*self.columns.names, *TIMES), self._types, rows)

    def _query(self, name: str) -> str:
        return self._filled(QUERIES[name])

    def _filled(self, text: str, **parts: str) -> str:
        columns = ", ".join(quoted(self.table, self.columns.names))
        names = {"table": self.table, "key": f'"{self.columns.names[0]}"', "columns": columns, "forever": str(FOREVER)}
        return filled(text, {**names, **parts})


def kinds(models: Iterable[ReadModel[Any]]) -> str:
    """The query that gives the kind of some `ids` at a `position`: (id, the table of a read model)."""
    return "union all\n".join(model._filled(QUERIES["is_one"], kind=f"'{model.table}'") for model in models)


class Index:
    """`rows` gives the rows that an entry adds: tuples of the table's columns, except the last one, which is the position. An
    index whose rows depend on more than the entry overrides `added`."""

    def __init__(
        self,
        table: str,
        columns: Sequence[str],
        feeds: Sequence[type[Event]],
        rows: Callable[[Entry[Any]], Iterable[tuple[Any, ...]]],
        queries: Queries,
    ) -> None:
        self.table, self.columns, self.feeds, self.rows = table, (*columns, "position"), frozenset(feeds), rows
        self.queries, self.tables = queries, queries.tables
        self._types: list[int] = []

    @property
    def own_tables(self) -> tuple[str, ...]:
        """All tables that it fills."""
        return (self.table,)

    @cached_property
    def digest(self) -> str:
        """The digest of the code that determines its rows."""
        return digest(self.tables, self.table, self.columns, self.feeds, self.rows)

    def take(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> None:
        """Adds the rows of a batch, inside the caller's transaction."""
        self._types = copy(db, self.table, self.columns, self._types, self.added(db, batch, latest))

    def added(self, db: Connection[Any], batch: Sequence[At], latest: Memory) -> list[tuple[Any, ...]]:
        """The rows that a batch adds."""
        return [(*row, position) for position, entry in batch for row in self.rows(entry)]


def copy(
    db: Connection[Any], table: str, columns: Sequence[str], types: list[int], rows: Sequence[tuple[Any, ...]]
) -> list[int]:
    """Writes rows by binary COPY. Gives the columns' types, which the next call may pass as `types` instead of looking them
    up."""
    if not rows:
        return types
    names = SQL(", ").join(map(Identifier, columns))
    if not types:
        described = db.execute(SQL("select {} from {} limit 0").format(names, Identifier(table))).description
        types = [column.type_code for column in described or ()]
    with (
        db.cursor() as cursor,
        cursor.copy(SQL("copy {} ({}) from stdin (format binary)").format(Identifier(table), names)) as out,
    ):
        out.set_types(types)
        for row in rows:
            out.write_row(row)
    return types
