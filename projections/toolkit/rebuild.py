"""Rebuilds read models from the log: fills new tables next to the live ones, compares, and swaps them in; all read models, or
only those whose code has changed.

Meanwhile the record answers and appends: a rebuild shares no table and no lock with the live read models until, in one
transaction, it catches up with them and replaces them. If it fails before that, they are unchanged.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from psycopg.sql import SQL, Composable, Composed, Identifier

from projections.toolkit.kernel import Index, ReadModel
from projections.toolkit.log import Record
from projections.toolkit.runner import BATCH, LIVE, LOCK, NEXT, OLD, Models, Runner, make_tables, recorded_digests
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
PATIENCE = 60.0
"""Seconds to wait for the last readers of read models that are dropped or replaced."""
NO_WAIT = "set local lock_timeout = '50ms'"

OnProgress = Callable[[str, int, int], None]
"""Called with the stage, the amount done, and the total."""


class AlreadyRebuilding(Exception):
    """Another rebuild of these read models is running, or an interrupted one has not ended yet: try again later."""


class StillRead(Exception):
    """Readers still use the old read models of an earlier rebuild: try again later."""


class Difference(msgspec.Struct, frozen=True):
    """The difference between a rebuilt read model and the live one at the same position, in rows of its whole history. `keys`
    are at most five of the differing keys. `columns` are those that only one of the two has, or whose types differ: they
    are not compared."""

    only_live: int
    only_rebuilt: int
    changed: int
    keys: list[str]
    columns: list[str]


class Rebuilt(msgspec.Struct, frozen=True):
    """The result of a rebuild: the read models rebuilt, the number of entries folded, the seconds, the differences by read
    model, and whether the rebuilt ones are live now. `next` is the next position of each read model."""

    models: list[str]
    events: int
    seconds: float
    next: dict[str, int]
    differences: dict[str, Difference]
    swapped: bool


def rebuild(
    record: Record,
    models: Models,
    *,
    check: bool = False,
    compared: bool = True,
    all_models: bool = True,
    batch: int = BATCH,
    on_progress: OnProgress = lambda stage, done, total: None,
) -> Rebuilt:
    """Rebuilds read models and swaps them in; with `check`, only compares.

    Without `compared`, nothing is compared, for read models that are known to differ. Without `all_models`, only those are
    rebuilt whose code has changed, or that are new; those that `models` no longer has are dropped. A difference is no
    error: a changed fold gives other rows by intent. Raises AlreadyRebuilding, StillRead.
    """
    started = time.monotonic()
    with ExitStack() as stack:
        db = stack.enter_context(record.connect_sync(f"{NEXT},record"))
        alone(db)
        drop(db, NEXT)
        drop(db, OLD)
        kept = set() if all_models else unchanged(db, models)
        models = [model for model in models if model.table not in kept]
        make_tables(db, NEXT, models)
        indexes = without_indexes(db)
        runner = Runner(record, models, NEXT, batch=batch, db=db)

        def fold(end: int) -> None:
            if models:
                runner.catch_up(until=end, on_progress=lambda reached: on_progress("fold", reached, max(end, reached)))

        fold(end_position(db, kept))
        for done, index in enumerate(indexes):
            on_progress("index", done, len(indexes))
            db.execute(index)
        on_progress("index", len(indexes), len(indexes))
        db.execute("reset enable_seqscan")
        for model in models:
            db.execute(SQL("vacuum (analyze) {}").format(Identifier(NEXT, model.table)))
        fold(end_position(db, kept))
        differences = compare(db, models, on_progress) if compared else {}
        swapped = not check and (bool(models) or positions(db, LIVE).keys() != kept)
        if swapped:
            swap(db, fold, models, kept)
        reached = positions(db, NEXT if check else LIVE)
        tables = [model.table for model in models]
        events = min((reached[table] for table in tables), default=0)
        with suppress(StillRead):  # then the next rebuild drops them
            drop(db, NEXT if check or kept else OLD)
    return Rebuilt(tables, events, time.monotonic() - started, reached, differences, swapped)


def unchanged(db: Connection[Any], models: Models) -> set[str]:
    """The live read models whose digest equals this code's."""
    live = recorded_digests(db, LIVE) or {}
    return {model.table for model in models if live.get(model.table) == model.digest}


def end_position(db: Connection[Any], kept: set[str]) -> int:
    """The position before which the rebuild stops folding: the end of the log, or, if some live read models stay, their
    position, so that all are equal after the swap."""
    if kept:
        return max(next for name, next in positions(db, LIVE).items() if name in kept)
    ((entries,),) = db.execute(QUERIES["head"]).fetchall()
    return int(entries)


def alone(db: Connection[Any]) -> None:
    """Takes the lock of rebuilds, and configures the session."""
    db.execute("set client_connection_check_interval = '1s'")  # a rebuild that was killed ends soon
    if db.execute(QUERIES["alone"]).fetchone() != (True,):
        raise AlreadyRebuilding
    db.execute("set synchronous_commit = off")
    db.execute("set maintenance_work_mem = '128MB'")
    db.execute("set enable_seqscan = off")  # without statistics PostgreSQL would scan the tables


def without_indexes(db: Connection[Any]) -> list[str]:
    """Drops the indexes that folding does not need. Gives the SQL that creates them again at the end, at a fraction of the
    cost."""
    found = db.execute(QUERIES["indexes"], {"schema": NEXT}).fetchall()
    for dropping, _ in found:
        db.execute(dropping)
    return [making for _, making in found]


def positions(db: Connection[Any], schema: str) -> dict[str, int]:
    """The next position of each read model of a schema; none if there is no such schema."""
    if not exists(db, schema):
        return {}
    return dict(db.execute(filled("positions", schema=Identifier(schema))).fetchall())


def exists(db: Connection[Any], schema: str) -> bool:
    return db.execute("select to_regnamespace(%s) is not null", [schema]).fetchone() == (True,)


def compare(db: Connection[Any], models: Models, on_progress: OnProgress) -> dict[str, Difference]:
    """The differences between the rebuilt read models and the live ones, each at the position that both have reached."""
    live, rebuilt = positions(db, LIVE), positions(db, NEXT)
    columns = {schema: columns_of(db, schema) for schema in (LIVE, NEXT)}
    found = {}
    for done, model in enumerate(models):
        on_progress("compare", done, len(models))
        if model.table not in live:
            continue
        here, there = columns[NEXT][model.table], columns[LIVE][model.table]
        common = [name for name in here if here[name] == there.get(name)]
        before = min(live[model.table], rebuilt[model.table])
        same_position = live[model.table] == rebuilt[model.table]
        row = db.execute(comparison(model, common, same_position), {"before": before}).fetchone()
        assert row is not None
        only_live, only_rebuilt, changed, keys = row
        if keys or here != there:
            others = sorted({name for name, _ in here.items() ^ there.items()})
            found[model.table] = Difference(only_live, only_rebuilt, changed, keys or [], others)
    on_progress("compare", len(models), len(models))
    return found


def columns_of(db: Connection[Any], schema: str) -> dict[str, dict[str, str]]:
    """The type of each column of each table of a schema, in order."""
    return {table: dict(columns) for table, columns in db.execute(QUERIES["columns"], {"schema": schema})}


def comparison(model: ReadModel[Any] | Index, columns: Sequence[str], same_position: bool) -> Composed:
    """The query that compares the two tables of a read model, in the columns that both have. The times of facts are compared if
    both are at the same position: later entries may change those of any row."""
    by_facts = ["fact_since", "fact_until"]
    identity = [model.row.__struct_fields__[0], "since"] if isinstance(model, ReadModel) else list(columns)
    if same_position and isinstance(model, ReadModel) and {*by_facts} <= {*columns}:
        identity.append("fact_since")
    else:
        columns = [column for column in columns if column not in by_facts]
    # Rows that were still valid at the position count whatever their later end, so `until` is not compared.
    ended = SQL("case when until < %(before)b then until end")
    values = SQL(", ").join(ended if column == "until" else Identifier(column) for column in columns)
    return filled(
        "compare",
        live=Identifier(LIVE, model.table),
        rebuilt=Identifier(NEXT, model.table),
        key=Identifier(identity[0]),
        keys=SQL(", ").join(map(Identifier, identity)),
        wanted=SQL("true" if same_position else "{} < %(before)b").format(
            Identifier("since" if isinstance(model, ReadModel) else columns[-1])
        ),
        values=values,
    )


def swap(db: Connection[Any], fold: Callable[[int], None], models: Models, kept: set[str]) -> None:
    """Replaces the live read models by the rebuilt ones, after bringing these to at least the same position. Raises StillRead.

    It takes the lock that the live runner takes first, so neither can wait for the other's tables. If all read models are
    rebuilt, it renames the schema, which locks no tables and waits for no reader. If some stay, it locks and moves the
    tables of the others, which waits for their readers.
    """

    def exchange() -> None:
        db.execute(LOCK, [LIVE])
        live = positions(db, LIVE)
        fold(max((next for name, next in live.items() if name in kept or not kept), default=0))
        if kept:
            move_tables(db, live.keys() - kept, [table for model in models for table in model.own_tables], kept)
            return
        if exists(db, LIVE):
            db.execute(filled("rename", schema=Identifier(LIVE), name=Identifier(OLD)))
        db.execute(filled("rename", schema=Identifier(NEXT), name=Identifier(LIVE)))

    retry_while_read(db, exchange)


def move_tables(db: Connection[Any], former: set[str], rebuilt: Sequence[str], kept: set[str]) -> None:
    """Drops the tables of former read models and moves the rebuilt ones into the live schema. It also replaces the table of
    positions: its new oid shows runners and caches that the tables were replaced."""
    db.execute(NO_WAIT)
    db.execute(filled("keep", rebuilt=Identifier(NEXT), live=Identifier(LIVE)), {"kept": list(kept)})
    for table in sorted({"read_model", *former, *rebuilt}):
        db.execute(filled("drop_table", table=Identifier(LIVE, table)))
    for table in ("read_model", *rebuilt):
        db.execute(filled("move", table=Identifier(NEXT, table), schema=Identifier(LIVE)))


def drop(db: Connection[Any], schema: str) -> None:
    """Drops replaced read models. Raises StillRead."""

    def drop_schema() -> None:
        db.execute(NO_WAIT)
        db.execute(filled("drop", schema=Identifier(schema)))

    retry_while_read(db, drop_schema)


def retry_while_read(db: Connection[Any], work: Callable[[], None]) -> None:
    """Runs a transaction that locks tables, and retries it while readers hold them. Raises StillRead.

    A reader may hold one table and wait for another. To avoid a deadlock, the transaction does not wait for a lock: if it
    is not granted soon, all locks are released, and the transaction is tried again.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with db.transaction():
                work()
            return
        except psycopg.errors.LockNotAvailable:
            if time.monotonic() > deadline:
                raise StillRead from None
            time.sleep(0.1)


def filled(name: str, /, **parts: Composable) -> Composed:
    return SQL(QUERIES[name]).format(**parts)
