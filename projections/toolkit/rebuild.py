"""Read models once more, from the log alone: made beside the live ones, compared with them, put in their place. All of them, or
only those that the code now makes otherwise.

Meanwhile the register answers and appends: a rebuild shares no table and no lock with the live ones until, in one
transaction, it catches up with them and takes their place. Until then they are untouched, whatever becomes of it.
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
"""Seconds for which read models that are to be dropped or replaced wait for their last readers."""
NO_WAIT = "set local lock_timeout = '50ms'"

OnProgress = Callable[[str, int, int], None]
"""Is told the stage, how much of it is done, and of how much."""


class AlreadyRebuilding(Exception):
    """Another rebuild of these read models is running, or an interrupted one has not ended yet: try again later."""


class StillRead(Exception):
    """The old read models of an earlier rebuild are still in use by readers: try again later."""


class Difference(msgspec.Struct, frozen=True):
    """How a rebuilt read model differs from the live one at the same position, in rows of its whole history.

    `keys` are some of the things concerned (five at most). `columns` are those that only one of the two has, or that are of
    another type: they are not compared.
    """

    only_live: int
    only_rebuilt: int
    changed: int
    keys: list[str]
    columns: list[str]


class Rebuilt(msgspec.Struct, frozen=True):
    """What a rebuild came to: which read models were rebuilt, how many entries were folded, in how many seconds, what differs by
    read model, and whether the rebuilt ones are the live ones now. `next` is the next position that each read model wants."""

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
    """Rebuilds read models and puts them in the place of the live ones; with `check`, only compares. Without `compared`,
    nothing is compared, as where the live ones are known to be others. Without `all_models`, only those are rebuilt that other
    code has made, or that are new; those that `models` no longer has are dropped.

    A difference is no error: a fold that was changed gives other rows by intent. Raises AlreadyRebuilding, StillRead.
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
    """The live read models whose digest is the one that this code gives them."""
    live = recorded_digests(db, LIVE) or {}
    return {model.table for model in models if live.get(model.table) == model.digest}


def end_position(db: Connection[Any], kept: set[str]) -> int:
    """The position before which the folding ends: the end of the log; where some live read models are kept, the position of
    those, so that all stand at one position after the swap."""
    if kept:
        return max(next for name, next in positions(db, LIVE).items() if name in kept)
    ((entries,),) = db.execute(QUERIES["head"]).fetchall()
    return int(entries)


def alone(db: Connection[Any]) -> None:
    """Makes sure that nobody else rebuilds, and sets the session up for the work."""
    db.execute("set client_connection_check_interval = '1s'")  # a rebuild that was killed ends soon
    if db.execute(QUERIES["alone"]).fetchone() != (True,):
        raise AlreadyRebuilding
    db.execute("set synchronous_commit = off")
    db.execute("set maintenance_work_mem = '128MB'")
    db.execute("set enable_seqscan = off")  # tables without statistics would be read from end to end


def without_indexes(db: Connection[Any]) -> list[str]:
    """Drops the indexes that folding does without. Gives what makes them again, at a fraction of the cost, at the end."""
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
    """How the rebuilt read models differ from the live ones, each at the position that both have reached."""
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
    """The type of each column of each table of a schema, in their order."""
    return {table: dict(columns) for table, columns in db.execute(QUERIES["columns"], {"schema": schema})}


def comparison(model: ReadModel[Any] | Index, columns: Sequence[str], same_position: bool) -> Composed:
    """The query that compares the two tables of a read model, in the columns that they have in common. The times of the facts are
    compared if both stand at the same position: later entries may change those of any row."""
    by_facts = ["fact_since", "fact_until"]
    identity = [model.row.__struct_fields__[0], "since"] if isinstance(model, ReadModel) else list(columns)
    if same_position and isinstance(model, ReadModel) and {*by_facts} <= {*columns}:
        identity.append("fact_since")
    else:
        columns = [column for column in columns if column not in by_facts]
    # A row that ended later held all the same: when it ended is not compared.
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
    """Puts the rebuilt read models in the place of the live ones, no less far than those have come. Raises StillRead.

    The lock is the one that the live runner takes first of all: whoever has it waits for nobody. If all are rebuilt, readers are
    not waited for and do not wait: renaming a schema locks none of its tables. If some are kept, the tables of the others are
    locked and moved, which waits for their readers.
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
    """Drops the tables of former read models and moves the rebuilt ones into the live schema. The table of positions is replaced
    too: its oid tells runners and caches that other rows have come in."""
    db.execute(NO_WAIT)
    db.execute(filled("keep", rebuilt=Identifier(NEXT), live=Identifier(LIVE)), {"kept": list(kept)})
    for table in sorted({"read_model", *former, *rebuilt}):
        db.execute(filled("drop_table", table=Identifier(LIVE, table)))
    for table in ("read_model", *rebuilt):
        db.execute(filled("move", table=Identifier(NEXT, table), schema=Identifier(LIVE)))


def drop(db: Connection[Any], schema: str) -> None:
    """Drops read models that are no longer the live ones. Raises StillRead."""

    def drop_schema() -> None:
        db.execute(NO_WAIT)
        db.execute(filled("drop", schema=Identifier(schema)))

    retry_while_read(db, drop_schema)


def retry_while_read(db: Connection[Any], work: Callable[[], None]) -> None:
    """Does work that locks tables in one transaction, again and again while somebody reads one of them. Raises StillRead.

    A reader may hold one of them and be about to take another: so that they do not wait for each other, a lock that cannot be
    had at once is given up, with all others, and tried again.
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
