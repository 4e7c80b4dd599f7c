"""All read models from the log alone, against the stock runner with one of them, and against COPY of the rows written."""

import asyncio
from collections.abc import Mapping
from time import perf_counter

from psycopg.sql import SQL, Identifier

from ops.bench.figures import Case, Figure, Goal, Watch, in_turns
from ops.bench.place import Place
from ops.bench.scene import scene
from ops.bench.stock import StockVotes, environment, run_projection
from ops.database import Database
from ops.settings import Settings
from ops.wiring import opened
from projections.models import MODELS
from projections.toolkit.rebuild import rebuild
from projections.toolkit.runner import LIVE, make_tables

GOALS = {
    "rebuild": Goal(
        "all read models, with their indexes",
        "the stock ProjectionRunner with one read model: one upsert for each event",
        "COPY of the rows that ours writes",
        "events/s",
        20,
    ),
    "rebuild_floor": Goal("the same", "COPY of the rows that it writes, then their indexes", "", "events/s", 0.25),
}
FLOOR = "floor"


async def measure(place: Place) -> Mapping[str, Figure]:
    votes, stock_votes, rounds = place.size(150_000, 25_000), place.size(5_000, 1_500), place.size(3, 2)
    with place.empty() as settings, place.empty() as stock_settings:
        place.say("votes to rebuild from")
        async with opened(settings) as register:
            stage = await scene(register, proposals=100, people=max(2_000, votes // 100))
            await stage.cast(register.record, votes)
        database = Database(settings)
        database.start()
        stock = Stock(stock_settings, stock_votes)
        place.say("rebuilding, the stock runner, COPY of the same rows")
        found = await in_turns(
            rounds,
            lambda: asyncio.to_thread(ours, database),
            lambda: asyncio.to_thread(stock.run),
            lambda: asyncio.to_thread(by_copy, database),
        )
    rate, stock_rate, floor = found
    return {
        "rebuild": GOALS["rebuild"].figure(rate, stock_rate, floor),
        "rebuild_floor": GOALS["rebuild_floor"].figure(rate, floor, floor),
    }


def ours(database: Database) -> float:
    """A rebuild as of the first time: there are no live read models to compare with, which is not what is measured."""
    with database.as_owner() as db:
        db.execute("drop schema if exists views cascade")
    started = perf_counter()
    rebuilt = rebuild(database, MODELS)
    return rebuilt.events / (perf_counter() - started)


class Stock:
    def __init__(self, settings: Settings, votes: int) -> None:
        assert settings.database_url
        self._url = settings.database_url
        app = StockVotes(env=environment(self._url))
        app.fill(votes)
        self._last = app.recorder.max_notification_id() or 0
        app.close()

    def run(self) -> float:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as db:
            db.execute("drop table if exists stock_tally, stock_tallies_tracking")
        started = perf_counter()
        run_projection(self._url, self._last)
        return self._last / (perf_counter() - started)


def by_copy(database: Database) -> float:
    """The rows of all live read models, from memory into tables of the same form; other indexes than keys come afterwards."""
    watch = Watch()
    with database.as_owner() as db:
        ((events,),) = db.execute("select next from record.head").fetchall()
        db.execute(SQL("drop schema if exists {} cascade").format(Identifier(FLOOR)))
        make_tables(db, FLOOR, MODELS)
        indexes = db.execute(
            "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index"
            " join pg_class on pg_class.oid = indrelid where relnamespace = %s::regnamespace and not indisprimary",
            [FLOOR],
        ).fetchall()
        for name, _ in indexes:
            db.execute(f"drop index {name}")
        for model in MODELS:
            names = (SQL(".").join([Identifier(schema), Identifier(model.table)]) for schema in (LIVE, FLOOR))
            source, target = names
            with db.cursor().copy(SQL("copy {} to stdout (format binary)").format(source)) as out:
                blocks = [bytes(block) for block in out]
            with watch, db.cursor().copy(SQL("copy {} from stdin (format binary)").format(target)) as into:
                for block in blocks:
                    into.write(block)
        with watch:
            for _, making in indexes:
                db.execute(making)
        db.execute(SQL("drop schema {} cascade").format(Identifier(FLOOR)))
    return float(events / watch.seconds)


CASE = Case(GOALS, measure)
