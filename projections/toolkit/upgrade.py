"""Rebuilds read models of another code version before anybody reads them: the first process that starts with this code does
it."""

import time
from pathlib import Path
from typing import Any

import msgspec
from psycopg import Connection

from projections.toolkit.agreement import must_agree
from projections.toolkit.log import Record
from projections.toolkit.rebuild import AlreadyRebuilding, OnProgress, Rebuilt, StillRead, rebuild
from projections.toolkit.runner import LIVE, LOCK, Models, Outdated, make_tables, recorded_digests
from projections.toolkit.sql import queries_of

QUERIES = queries_of(__file__)
FILE = Path(__file__).with_suffix(".json")
FORMER = [
    (name, former, now)
    for name, now, formers in msgspec.json.decode(FILE.read_bytes(), type=list[tuple[str, str, list[str]]])
    for former in formers
]
"""Read models whose rows earlier code made in the same way: the name, the digest under that code, and the digest of the newer
code that is known to make the same rows. If the code has changed since, its digest is neither. (tests/kit/same_rows.py
writes the file.)"""

PAUSE = 0.5
"""Seconds between two checks whether another process has finished the upgrade."""


def upgrade(
    record: Record, models: Models, *, on_progress: OnProgress = lambda stage, done, total: None
) -> Rebuilt | None:
    """Creates the live read models if there are none; rebuilds those whose code has changed and those that are new, next to
    the live ones; drops those that the code no longer has. Gives the result of the rebuild, or None if there was none.

    A process calls it at its start, before it serves or follows: afterwards the read models match this code. Of several
    processes, one does it and the others wait. Raises Disagreement if the read models, or the head, do not fit the log.
    """
    all_models = False
    while True:
        with record.connect_sync(f"{LIVE},record") as db:
            try:
                recognise(db)
                make_tables(db, LIVE, models)
                must_agree(db)
                return None
            except Outdated:
                must_agree(db)
        try:
            rebuilt = rebuild(record, models, compared=False, all_models=all_models, on_progress=on_progress)
            return rebuilt if rebuilt.swapped else None  # another process may have done it just before
        except AlreadyRebuilding:
            time.sleep(PAUSE)
        except StillRead:  # a swap of all read models does not wait for readers
            all_models = True


def recognise(db: Connection[Any]) -> None:
    """Updates the stored digest of read models that this code would build with the same rows."""
    with db.transaction():
        db.execute(LOCK, [LIVE])
        if recorded_digests(db, LIVE):
            names, former, now = zip(*FORMER, strict=True)
            db.execute(QUERIES["recognise"], {"names": list(names), "former": list(former), "now": list(now)})
