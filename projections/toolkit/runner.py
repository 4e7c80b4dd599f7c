"""The runner of the read models: one at a time folds entries, and writes rows and position in one transaction.

A rebuild uses a runner of its own in another schema, next to the live one.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from projections.toolkit.agreement import must_agree
from projections.toolkit.kernel import At, Index, Memory, ReadModel
from projections.toolkit.log import Record, pages
from projections.toolkit.sql import queries_of

LIVE, NEXT, OLD = "views", "views_next", "views_old"
BATCH = 5_000
LOCK = "select pg_advisory_xact_lock(hashtext('sijill read models'), hashtext(%s))"
"""The lock of a schema, held until the transaction ends by the process that writes its read models or replaces them."""

QUERIES = queries_of(__file__)

Models = Sequence[ReadModel[Any] | Index]


class Moved(Exception):
    """The entries do not start at the read models' next position."""


class Outdated(Exception):
    """Another code version built these tables: `projections.toolkit.upgrade` rebuilds them."""


def make_tables(db: Connection[Any], schema: str, models: Models) -> None:
    """Creates the schema and its tables if they do not exist. Raises Outdated if another code version built them."""
    add_columns(db, schema)
    with db.transaction():
        db.execute(LOCK, [schema])
        db.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
        db.execute(SQL("set local search_path = {}, record").format(Identifier(schema)))
        there = recorded_digests(db, schema)
        if there is not None:
            if there != digests(models):
                raise Outdated
            return
        db.execute(schema_of(models))
        for model in models:
            db.execute("insert into read_model (name, next, digest) values (%s, 0, %s)", [model.table, model.digest])


def add_columns(db: Connection[Any], schema: str) -> None:
    """Adds the columns that a table of positions of earlier code lacks: an upgrade reads them, and Outdated undoes nothing."""
    with db.transaction():
        db.execute(LOCK, [schema])
        if "last" not in (columns_of_positions(db, schema) or {"last"}):
            db.execute(SQL(QUERIES["add_last"]).format(schema=Identifier(schema)))


def schema_of(models: Models) -> str:
    """The SQL that creates all tables: the table of positions, and those of each read model."""
    return "\n".join([QUERIES.tables.rstrip() + "\n", *(model.tables.rstrip() + "\n" for model in models)])


def recorded_digests(db: Connection[Any], schema: str) -> dict[str, str] | None:
    """The stored digest of each read model of a schema, by its name; empty if digests were not stored; None if there are no
    tables."""
    columns = columns_of_positions(db, schema)
    if "digest" in columns:
        return dict(db.execute(SQL("select name, digest from {}").format(Identifier(schema, "read_model"))).fetchall())
    return {} if columns else None


def columns_of_positions(db: Connection[Any], schema: str) -> set[str]:
    """The columns of the table of positions of a schema; none if there is no such table."""
    return {name for (name,) in db.execute(QUERIES["columns"], {"schema": schema})}


def digests(models: Models) -> dict[str, str]:
    """The digest of each read model under this code, by its name."""
    return {model.table: model.digest for model in models}


class Runner:
    """Folds the log into the read models of one schema. Raises Outdated if another code version built them."""

    def __init__(
        self,
        record: Record,
        models: Models,
        schema: str = LIVE,
        *,
        batch: int = BATCH,
        db: Connection[Any] | None = None,
    ) -> None:
        """`db` is the connection to use, with the schema as its search path; without it, the runner opens one."""
        self.record, self.schema, self._models, self._batch = record, schema, models, batch
        self._memories: dict[str, Memory] = defaultdict(Memory)
        self._digests = digests(models)
        self._stood: tuple[dict[str, int], int] | None = None
        self._db = db
        self._one_at_a_time = Lock()  # transactions of two threads on one connection would nest

    @property
    def db(self) -> Connection[Any]:
        if self._db is None or self._db.closed:
            self.forget()
            self._db = self.record.connect_sync(f"{self.schema},record")
            make_tables(self._db, self.schema, self._models)
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def forget(self) -> None:
        """Empties the cache of rows, because another process may have written some."""
        self._memories.clear()

    def catch_up(self, *, until: int | None = None, on_progress: Callable[[int], None] | None = None) -> int:
        """Folds up to the end of the log, or up to just before position `until`. Gives the next position."""
        reached = self.next()
        if on_progress:
            on_progress(reached)
        for page in pages(self.record.application, reached, until, self._batch):
            reached = self.take(page)
            if on_progress:
                on_progress(reached)
        return reached

    def next(self) -> int:
        """The read models' next position: the least of theirs."""
        return self.take(())

    def take(self, batch: Sequence[At]) -> int:
        """Folds entries, in order and without gaps; each read model skips those that it has processed. Gives the next
        position. Raises Moved if entries before these are missing, Disagreement if the log is not the one that the read
        models were folded from."""
        try:
            with self._one_at_a_time, self.db.transaction():
                return self._take(self.db, batch)
        except BaseException:
            self.forget()
            raise

    def _take(self, db: Connection[Any], batch: Sequence[At]) -> int:
        db.execute(LOCK, [self.schema])
        found = db.execute(QUERIES["next"]).fetchall()
        if {name: digest for name, _, digest, _ in found} != self._digests:  # other code has rebuilt them
            raise Outdated
        must_agree(db)
        standing: dict[str, int] = {name: next for name, next, _, _ in found}
        table: int = found[0][3]
        if self._stood != (standing, table):  # others have written, or a rebuild has come in
            self.forget()
        wanted = min(standing.values())
        if batch and batch[0][0] > wanted:
            raise Moved(f"the read models want position {wanted}, and are given {batch[0][0]}")
        for next in sorted(set(standing.values())):  # as a rule one
            new = [at for at in batch if at[0] >= next] if batch and batch[0][0] < next else batch
            if new:
                self.fold(db, new, [model for model in self._models if standing[model.table] == next])
        reached = max(wanted, batch[-1][0] + 1) if batch else wanted
        if reached > wanted:
            db.execute(QUERIES["move"], {"next": reached})
        self._stood = ({name: max(next, reached) for name, next in standing.items()}, table)
        return reached

    def fold(self, db: Connection[Any], batch: Sequence[At], models: Models) -> None:
        """Passes to each of some read models those entries of a batch whose events it folds."""
        by_type: dict[type, list[At]] = defaultdict(list)
        for at in batch:
            by_type[type(at[1].data)].append(at)
        for model in models:
            fed = [entries for event, entries in by_type.items() if event in model.feeds]
            if len(fed) == len(by_type):
                model.take(db, batch, self._memories[model.table])
            elif fed:
                own = fed[0] if len(fed) == 1 else sorted((at for entries in fed for at in entries), key=first)
                model.take(db, own, self._memories[model.table])


def first(at: At) -> int:
    return at[0]
