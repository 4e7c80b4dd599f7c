"""The follower: the server's child process that updates the read models and the index of the search, `python -m ops.follower`.

In one process, server and follower would compete for the interpreter's lock, and reads would be slower while votes arrive. The
follower ends with the server, even if the server is killed: it reads its settings from standard input, then waits for its end.
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
from ops.keys import Keyring, read_master_key
from ops.settings import Settings
from ops.store.search_index import SearchIndex
from projections.models import MODELS
from projections.toolkit.following import Following

MODULE = "ops.follower"

PAUSE = 1.0
"""Seconds before a follower that has exited is restarted."""

GRACE = 4.0
"""Seconds for the follower to finish its transaction; then it is killed, and the transaction is rolled back."""

log = logging.getLogger(__name__)


@asynccontextmanager
async def following(settings: Settings) -> AsyncIterator[None]:
    """Runs a follower of a record until the context ends."""
    keeping = asyncio.create_task(keep_running(settings), name="read models")
    try:
        yield
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def keep_running(settings: Settings) -> None:
    """Starts the follower, and restarts it whenever it has exited, until this is cancelled."""
    while True:
        # In a session of its own, so that Ctrl-C reaches only the server, which ends the follower last.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", MODULE, stdin=PIPE, stdout=DEVNULL, start_new_session=True
        )
        try:
            assert process.stdin is not None
            process.stdin.write(msgspec.json.encode(settings, enc_hook=str) + b"\n")
            status = await process.wait()
        finally:
            await end(process)
        log.error("the process that keeps the read models has ended with status %s: starting it again", status)
        await asyncio.sleep(PAUSE)


async def end(process: Process) -> None:
    """Ends the follower by closing its standard input; kills it after GRACE seconds. Returns once it has exited."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), GRACE)
    except TimeoutError:
        process.kill()
        await process.wait()


def follow(settings: Settings) -> None:
    """Updates the read models and the index of the search until standard input ends."""
    database = Database(settings)
    database.start()
    try:
        index = SearchIndex(database, Keyring(read_master_key(settings.master_key)))
        keeper = Following(database, MODELS, first=index.take)
        gc.freeze()
        keeper.start()
        index.start()
        sys.stdin.buffer.read()
        index.end()
        keeper.end()
    finally:
        database.stop()


if __name__ == "__main__":
    logs.to_standard_error()
    follow(msgspec.json.decode(sys.stdin.buffer.readline(), type=Settings, dec_hook=lambda path, text: path(text)))
