"""The process that keeps the read models, beside the server that starts it: `python -m ops.follower`.

In one process the two would take turns at Python's interpreter, and fewer reads would be answered while votes arrive. It ends
with the server, even if that is killed: it reads its settings from standard input, then waits for the end of that.
"""

import asyncio
import gc
import logging
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec

from ops import logs
from ops.database import Database
from ops.settings import Settings
from projections.models import MODELS
from projections.toolkit.following import Following

MODULE = "ops.follower"

PAUSE = 1.0
"""Seconds before it is started again, should it have ended by itself."""

GRACE = 15.0
"""Seconds that it has to finish what it writes; all or nothing of that is kept."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[None]:
    """Has the read models of a record kept, for as long as this lasts."""
    keeping = asyncio.create_task(keep_running(settings), name="read models")
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def keep_running(settings: Settings) -> None:
    """Starts the process, and again whenever it has ended, until this is cancelled."""
    while True:
        # A session of its own: Ctrl-C is the server's, which lets go of it when all else is closed.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", MODULE, stdin=PIPE, stdout=DEVNULL, start_new_session=True
        )
        try:
            assert process.stdin is not None
            process.stdin.write(msgspec.json.encode(settings, enc_hook=str) + b"\n")
            status = await process.wait()
        finally:
            await let_go(process)
        log.error("the process that keeps the read models has ended with status %s: starting it again", status)
        await asyncio.sleep(PAUSE)


async def let_go(process: Process) -> None:
    """Ends the process if it runs, and waits until it has ended."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()


def follow(settings: Settings) -> None:
    """Keeps the read models until standard input ends."""
    database = Database(settings)
    database.start()
    try:
        keeper = Following(database, MODELS)
        gc.freeze()
        keeper.start()
        sys.stdin.buffer.read()
        keeper.end()
    finally:
        database.stop()


if __name__ == "__main__":
    logs.to_standard_error()
    follow(msgspec.json.decode(sys.stdin.buffer.readline(), type=Settings, dec_hook=lambda path, text: path(text)))
