"""Read models that other code has made are made once more before anybody reads them: by the first who starts with this code."""

import time

from projections.models import MODELS
from projections.rebuild import AlreadyRebuilding, OnProgress, Rebuilt, StillRead, rebuild
from projections.runner import LIVE, Connect, Models, Outdated, make_tables

PAUSE = 0.5
"""Seconds after which it is looked again whether another process has done it."""


def upgrade(
    connect: Connect, models: Models = MODELS, *, on_progress: OnProgress = lambda stage, done, total: None
) -> Rebuilt | None:
    """Makes the live read models if there are none; rebuilds all of them, beside the live ones, if the code now makes them
    otherwise, has new ones, or fewer. Gives what the rebuild came to, or None if there was none. When it returns, they are what
    this code makes: a process that starts calls it before it serves or follows. Several at once wait for the first."""
    while True:
        with connect(f"{LIVE},record") as db:
            try:
                make_tables(db, LIVE, models)
                return None
            except Outdated:
                pass
        try:
            return rebuild(connect, models, compared=False, on_progress=on_progress)
        except (AlreadyRebuilding, StillRead):
            time.sleep(PAUSE)
