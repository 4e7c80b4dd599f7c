"""The server: HTTP, the record and the clocks in this process; a child process updates the read models."""

import asyncio
import gc
import os
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

import uvicorn

from api.app import create_app
from api.clients import networks
from api.limits import limits_of
from api.ports import Ports
from consumers.clocks.close_consultations_when_due import close_consultations_when_due
from consumers.clocks.remind_when_overdue import remind_when_overdue
from ops.connections import Protocol, raise_open_files
from ops.follower import following
from ops.settings import Settings
from ops.stopping import call_on_signal, stopping
from ops.store.committer import LOST
from ops.unnamed_files import sweep_unnamed_files
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.queries import as_of
from projections.toolkit.upgrade import upgrade

GRACE = 4
"""Seconds for requests in progress to finish after a signal to stop."""

CLOCK_GRACE = 2.0
"""Seconds for the clocks to finish what they do."""

CLOCKS = (close_consultations_when_due, remind_when_overdue)
"""Background tasks that act when a moment has come."""

CATCH_UP = 120.0
"""Seconds without progress after which waiting for the read models fails."""

PROGRESS_EVERY = 5.0
"""Seconds between two reports of progress within a stage."""

OWNER_ALONE = (
    "SIJILL_DATABASE_URL is the owner's address. The server uses another login beside it, but it knows both: keep the owner's "
    "apart (docs/operations.md)."
)
"""Said at the start of a server that could do without the owner's address."""

Say = Callable[[str], None]


class Server(uvicorn.Server):
    """uvicorn without its signal handlers, which would exit before our shutdown completes. Calls `on_ready` once it listens."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A listening socket, bound before anything else starts. Raises OSError if the address is not available."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


async def serve(
    settings: Settings, listener: socket.socket, *, demo: bool, access_log: bool, say: Say, ready: Say
) -> None:
    """Serves until SIGTERM or SIGINT, then finishes the requests in progress and closes. Calls `ready` with the address."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    server: Server | None = None

    def stop() -> None:
        if server is None or not server.started:
            assert task is not None
            loop.call_soon_threadsafe(task.cancel)
        elif server.should_exit:
            server.force_exit = True
        else:
            server.should_exit = True

    call_on_signal(stop)
    async with running(settings, demo=demo, say=say) as register:
        if register.database.owner_alone:
            say(OWNER_ALONE)

        @asynccontextmanager
        async def open_ports() -> AsyncIterator[Ports]:
            yield register.ports()

        config = uvicorn.Config(
            create_app(open_ports, limits_of(os.environ), networks(settings.proxies)),
            http=Protocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=access_log,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=GRACE,
        )
        raise_open_files()
        gc.collect()
        gc.freeze()
        server = Server(config, on_ready=lambda: ready(address(listener)))
        await server.serve([listener])


@asynccontextmanager
async def running(settings: Settings, *, demo: bool, say: Say) -> AsyncIterator[Services]:
    """Opens the record, and runs its follower and its clocks; loads the demonstration first, if `demo` and the record is
    empty."""
    async with opened(settings) as register:
        await asyncio.to_thread(make_read_models, register, say)
        async with following(settings):
            if demo:
                await load_demonstration(register, say)
            # Only now: the demonstration closes its own consultations, on past days.
            clocks = [asyncio.create_task(run(register.record, register.pool), name=run.__name__) for run in CLOCKS]
            age = timedelta(hours=settings.unnamed_file_hours)
            clocks.append(asyncio.create_task(sweep_unnamed_files(register.pool, register.files, age)))
            try:
                yield register
            finally:
                for clock in clocks:
                    clock.cancel()
                await asyncio.wait(clocks, timeout=CLOCK_GRACE)


async def load_demonstration(register: Services, say: Say) -> None:
    """Loads the demonstration into a record that wants it, and waits for the read models."""
    from ops.demo import loader  # the image has none

    if await loader.is_wanted(register):
        await loader.load(register, lambda step: say(f"Loading the demonstration: {step}"))
        await caught_up(register)


def make_read_models(register: Services, say: Say) -> None:
    """Builds the read models if they are missing, and rebuilds those that another code version has built. Retries while the
    database is away, for CATCH_UP seconds after the last progress."""
    reported = (time.monotonic(), "")

    def on_progress(stage: str, done: int, total: int) -> None:
        nonlocal reported
        if stopping.begun:
            raise asyncio.CancelledError
        if stage != reported[1] or time.monotonic() > reported[0] + PROGRESS_EVERY:
            say(f"Rebuilding the read models for this version: {stage} {done:,} of {total:,}")
            reported = (time.monotonic(), stage)

    deadline = time.monotonic() + CATCH_UP
    while True:
        try:
            upgrade(register.database, MODELS, on_progress=on_progress)
            return
        except LOST:
            if stopping.begun or time.monotonic() > max(deadline, reported[0] + CATCH_UP):
                raise
            time.sleep(0.5)


async def caught_up(register: Services) -> None:
    """Waits until the read models have reached the present end of the log. Raises as_of.NotReached after CATCH_UP seconds."""
    async with register.pool.connection() as db:
        fetch = as_of.over(db)
        ((last,),) = await fetch(as_of.QUERIES["last"], {})
        await as_of.until(fetch, last, CATCH_UP)


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
