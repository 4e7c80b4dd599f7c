"""Votes in process, against the SQL function called with batches; and what a vote takes up on the disk."""

from collections.abc import Mapping
from datetime import UTC, datetime

import msgspec

from ops.bench.figures import Case, Figure, Goal, Watch, in_turns
from ops.bench.place import Place
from ops.bench.scene import Scene, cast, scene
from ops.store.committer import APPEND, Append, arrays
from ops.wiring import opened

SQL_BATCH = 256

GOALS = {
    "append_in_process": Goal(
        "commands by 1,000 callers at once: rules, seals, fingerprints, group commit",
        f"the append function with batches of {SQL_BATCH}: the same entries, guards and outcomes",
        "COPY of the same entries, 1,000 to a commit",
        "votes/s",
        0.5,
    ),
    "bytes_per_vote": Goal(
        "log and outcomes with their indexes",
        "",
        "the entry and the outcome by themselves",
        "bytes",
        1_000,
        False,
        False,
    ),
}
TABLE = """
    create table if not exists copied (
        position bigint primary key, at timestamptz, stream uuid, version integer, entry bytea, unique (stream, version)
    )
"""
COPY = "copy copied from stdin (format binary)"
SIZES = """
    select 'log: rows', pg_relation_size('record.log')
    union all select 'outcomes: rows', pg_relation_size('record.command')
    union all
    select case indrelid when 'record.log'::regclass then 'log: ' else 'outcomes: ' end || 'index on ' || (
        select string_agg(attname, ', ' order by attnum) from pg_attribute where attrelid = indexrelid
    ), pg_relation_size(indexrelid)
    from pg_index where indrelid in ('record.log'::regclass, 'record.command'::regclass)
"""
NET = "select avg(octet_length(entry)) + 16 + 16 + 16 + 4 + 8 + 2 from record.log"


async def measure(place: Place) -> Mapping[str, Figure]:
    votes, rounds = place.size(20_000, 6_000), place.size(7, 3)
    with place.empty() as settings:
        async with opened(settings) as register:
            stage = await scene(register, proposals=place.size(200, 40), people=2_000)
            await stage.cast(register.record, 2_000)
            place.say("votes in process, and batches of them by SQL")
            ways = (lambda: ours(stage, votes), lambda: by_sql(stage, votes), lambda: by_copy(stage, votes))
            found = await in_turns(rounds, *ways)
            with register.database.as_owner() as db:
                sizes = dict(db.execute(SIZES).fetchall())
                ((entries, net),) = db.execute(f"select next, ({NET}) from record.head").fetchall()
    each = {part: size / entries for part, size in sizes.items()}
    for part, size in sorted(each.items()):
        place.say(f"bytes per vote, {part}: {size:.0f}")
    return {
        "append_in_process": GOALS["append_in_process"].figure(*found),
        "bytes_per_vote": GOALS["bytes_per_vote"].figure(sum(each.values()), None, float(net)),
    }


async def ours(stage: Scene, votes: int) -> float:
    """Only what the record does with them is timed: the votes and their keys are ready by then, as those of `by_sql` are."""
    ready = stage.next(votes)
    with Watch() as watch:
        await cast(stage.register.record, ready)
    return len(ready) / watch.seconds


async def by_sql(stage: Scene, votes: int) -> float:
    """Only the calls are timed: what is sent is ready by then."""
    watch = Watch()
    async with await stage.register.database.connect() as db:
        for _ in range(votes // SQL_BATCH):
            decided = await stage.appends(SQL_BATCH)
            now = datetime.now(UTC)
            appends = [msgspec.structs.replace(append, recorded_at=now) for append in decided]
            given = {**arrays(appends), "whole": False}
            with watch:
                verdicts = await (await db.execute(APPEND, given, binary=True)).fetchall()
            assert len(verdicts) == SQL_BATCH, "a batch was not accepted as a whole"
    return votes // SQL_BATCH * SQL_BATCH / watch.seconds


async def by_copy(stage: Scene, votes: int) -> float:
    appends: list[Append] = await stage.appends(votes // 4)
    watch = Watch()
    with stage.register.database.as_owner() as db:
        db.execute(TABLE)
        ((position,),) = db.execute("select count(*) from copied").fetchall()
        for first in range(0, len(appends), 1_000):
            with watch, db.cursor() as cursor, cursor.copy(COPY) as out:
                out.set_types(["int8", "timestamptz", "uuid", "int4", "bytea"])
                for number, append in enumerate(appends[first : first + 1_000], position + first):
                    (event,) = append.events
                    row = (event.originator_id, event.originator_version, event.state)
                    out.write_row((number, append.recorded_at, *row))
    return len(appends) / watch.seconds


CASE = Case(GOALS, measure)
