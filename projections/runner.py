"""What keeps the read models: one runner at a time reads the log and writes rows and position in one transaction.

A rebuild is the same thing in a schema of its own, beside the live one.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from domain.events import decode
from projections.kernel import At, Index, Memory, ReadModel
from projections.models import MODELS
from projections.sql import Queries

LIVE, NEXT, OLD = "views", "views_next", "views_old"
BATCH = 5_000
POLL = 1.0
"""Seconds after which the log is looked at even if nobody has said that there is more."""

LOCK = "select pg_advisory_xact_lock(hashtext('sijill read models'), hashtext(%s))"
"""Held, for one schema, until the transaction ends: by the one who writes its read models, or puts others in their place."""

QUERIES = Queries(Path(__file__).with_name("position.sql"))

log = logging.getLogger(__name__)

Models = Sequence[ReadModel[Any] | Index]
Connect = Callable[[str], Connection[Any]]
"""Gives a connection with a search path."""


class Moved(Exception):
    """Somebody else has moved the position of a read model."""


class Outdated(Exception):
    """These read models were not made by this code: `projections.upgrade` makes them once more."""


def make_tables(db: Connection[Any], schema: str, models: Models = MODELS) -> None:
    """Makes the schema and all its tables if they are not there. Raises Outdated if other code has made them."""
    with db.transaction():
        db.execute(LOCK, [schema])
        db.execute(SQL("create schema if not exists {}").format(Identifier(schema)))
        db.execute(SQL("set local search_path = {}, record").format(Identifier(schema)))
        there = made(db, schema)
        if there is not None:
            if there != digests(models):
                raise Outdated
            return
        db.execute(QUERIES.tables)
        for model in models:
            db.execute(model.queries.tables)
            db.execute("insert into read_model values (%s, 0, %s)", [model.table, model.digest])


def made(db: Connection[Any], schema: str) -> dict[str, str] | None:
    """What made each read model of a schema, by its name; empty where that was not kept; None if there are no tables."""
    columns = {name for (name,) in db.execute(QUERIES["columns"], {"schema": schema})}
    if "digest" in columns:
        return dict(db.execute(SQL("select name, digest from {}").format(Identifier(schema, "read_model"))).fetchall())
    return {} if columns else None


def digests(models: Models) -> dict[str, str]:
    """What makes each read model, by its name."""
    return {model.table: model.digest for model in models}


class Runner:
    """Folds the log into the read models of one schema. Raises Outdated if other code has made them."""

    def __init__(self, connect: Connect, schema: str = LIVE, models: Models = MODELS, *, batch: int = BATCH) -> None:
        self._connect, self.schema, self._models, self._batch = connect, schema, models, batch
        self._memories: dict[str, Memory] = defaultdict(Memory)
        self._digests = digests(models)
        self._reached: dict[str, int] = {}
        self._table = 0
        self._db: Connection[Any] | None = None

    @property
    def db(self) -> Connection[Any]:
        if self._db is None or self._db.closed:
            self.forget()
            self._db = self._connect(f"{self.schema},record")
            make_tables(self._db, self.schema, self._models)
        return self._db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def forget(self) -> None:
        """Drops what is remembered of the rows: somebody else may have written them."""
        self._memories.clear()

    def catch_up(self, *, until: int | None = None, on_progress: Callable[[int], None] | None = None) -> int:
        """Folds until the end of the log, or of all before position `until`. Gives the next position."""
        while True:
            reached, more = self.step(until)
            if on_progress:
                on_progress(reached)
            if not more:
                return reached

    def step(self, until: int | None = None) -> tuple[int, bool]:
        """Folds one batch. Gives the next position of the read model that is furthest behind, and whether there is more."""
        try:
            with self.db.transaction():
                return self._step(self.db, 2**62 if until is None else until)
        except BaseException:
            self.forget()
            raise

    def _step(self, db: Connection[Any], until: int) -> tuple[int, bool]:
        db.execute(LOCK, [self.schema])
        found = db.execute(QUERIES["next"]).fetchall()
        if {name: digest for name, _, digest, _ in found} != self._digests:  # other code has rebuilt them
            raise Outdated
        standing, table = {name: next for name, next, _, _ in found}, found[0][3]
        if standing != self._reached or table != self._table:  # others have written, or a rebuild has come in
            self.forget()
        self._table = table
        behind = min(standing[model.table] for model in self._models)
        # A read model that came on later catches up by itself first, up to where the others stand.
        late = [model for model in self._models if standing[model.table] == behind]
        ahead = [standing[model.table] for model in self._models if standing[model.table] > behind]
        batch = self.read(db, behind, min([until, *ahead]))
        if not batch:
            self._reached = standing
            return behind, False
        self.fold(db, batch, late)
        reached = batch[-1][0] + 1
        names = [model.table for model in late]
        moved = db.execute(QUERIES["move"], {"next": reached, "names": names, "was": behind})
        if moved.rowcount != len(names):
            raise Moved(f"from {behind} to {reached}: {names}")
        self._reached = {**standing, **dict.fromkeys(names, reached)}
        return reached, len(batch) == self._batch or bool(ahead)

    def read(self, db: Connection[Any], first: int, end: int) -> Sequence[At]:
        """The next entries from position `first` to just before `end`: a batch of them at most."""
        asked = {"first": first, "end": end, "count": self._batch}
        rows = db.execute(QUERIES["entries"], asked, binary=True).fetchall()
        return [(position, decode(entry)) for position, entry in rows]

    def fold(self, db: Connection[Any], batch: Sequence[At], models: Models) -> None:
        """Gives each read model the entries of a batch that it looks at."""
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


class Following(threading.Thread):
    """Keeps the read models up to date for as long as the process runs; waits out a database that is away."""

    def __init__(self, connect: Connect) -> None:
        super().__init__(name="read models", daemon=True)
        self._runner, self._connect = Runner(connect), connect
        self._ended = threading.Event()

    def end(self) -> None:
        self._ended.set()
        self.join(timeout=10)

    def run(self) -> None:
        pause = 0.1
        while not self._ended.is_set():
            try:
                self._follow()
                pause = 0.1
            except psycopg.OperationalError as error:
                log.warning("read models: the database is away, trying again: %s", type(error).__name__)
            except Exception:
                log.exception("read models: stopped at an error, trying again")
            self._runner.close()
            self._ended.wait(pause)
            pause = min(pause * 2, 5.0)

    def _follow(self) -> None:
        with self._connect("record") as listening:
            listening.execute("listen log_record")
            while not self._ended.is_set():
                self._runner.catch_up()
                for _ in listening.notifies(timeout=POLL, stop_after=1):
                    pass
