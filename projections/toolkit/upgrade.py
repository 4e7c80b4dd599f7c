"""Read models that other code has made are made once more before anybody reads them: by the first who starts with this code."""

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
"""Read models that earlier code made with the same rows: name, digest then, and the digest of the code that was known to make the
same. If a read model's code has changed since, its digest is none of these. (tests/kit/same_rows.py writes the file.)"""

PAUSE = 0.5
"""Seconds after which it is looked again whether another process has done it."""


def upgrade(
    record: Record, models: Models, *, on_progress: OnProgress = lambda stage, done, total: None
) -> Rebuilt | None:
    """Makes the live read models if there are none; rebuilds, beside the live ones, those that the code now makes otherwise and
    those that are new; drops those that it no longer has. Gives what the rebuild came to, or None if there was none. When it
    returns, they are what this code makes: a process that starts calls it before it serves or follows. Several at once wait for
    the first. Raises Disagreement if the read models, or the head, are not those of this log."""
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
        except StillRead:  # all of them together come in without waiting for readers
            all_models = True


def recognise(db: Connection[Any]) -> None:
    """Gives read models whose rows this code would make again the digest that it has for them."""
    with db.transaction():
        db.execute(LOCK, [LIVE])
        if recorded_digests(db, LIVE):
            names, former, now = zip(*FORMER, strict=True)
            db.execute(QUERIES["recognise"], {"names": list(names), "former": list(former), "now": list(now)})
