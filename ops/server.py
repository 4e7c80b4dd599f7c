"""The running platform: the register with its clocks and HTTP in front, and beside it the process that keeps its read models."""

import asyncio
import gc
import os
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn

from api.app import create_app
from api.limits import limits_of
from api.ports import Ports
from consumers.clocks.close_consultations_when_due import close_consultations_when_due
from consumers.clocks.remind_when_overdue import remind_when_overdue
from ops.connections import Protocol, raise_open_files
from ops.demo import loader
from ops.follower import following
from ops.settings import Settings
from ops.store.committer import LOST
from ops.wiring import Services, opened
from projections.models import MODELS
from projections.queries import as_of
from projections.toolkit.upgrade import upgrade

GRACE = 10
"""Seconds that requests which are being answered have left when the server is told to stop."""

CLOCKS = (close_consultations_when_due, remind_when_overdue)
"""What runs beside the register and does what a moment asks for."""

CATCH_UP = 120.0
SAID_AGAIN = 5.0
"""Seconds after which it is said again how far a stage has come."""

Say = Callable[[str], None]


class Server(uvicorn.Server):
    """uvicorn, which says when it is ready and leaves signals to us: it would die of them before all is closed."""

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
    """The socket that will be served, bound before anything else is begun. Raises OSError if it cannot be had."""
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
    """Serves until SIGTERM or SIGINT, then ends what is being answered and closes. `ready` is told the address."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    server: Server | None = None

    def stop() -> None:
        if server is None or not server.started:
            assert task is not None
            task.cancel()
        elif server.should_exit:
            server.force_exit = True
        else:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    async with running(settings, demo=demo, say=say) as register:

        @asynccontextmanager
        async def open_ports() -> AsyncIterator[Ports]:
            yield register.ports()

        config = uvicorn.Config(
            create_app(open_ports, limits_of(os.environ)),
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
    """The register with all that must run beside it, for as long as it lasts."""
    async with opened(settings) as register:
        await asyncio.to_thread(make_read_models, register, say)
        async with following(settings):
            if demo and await loader.is_wanted(register):
                await loader.load(register, lambda step: say(f"Loading the demonstration: {step}"))
                await caught_up(register)
            # Not before: the demonstration closes its own consultations, on days that have passed.
            clocks = [asyncio.create_task(runs(register.record, register.pool), name=runs.__name__) for runs in CLOCKS]
            try:
                yield register
            finally:
                for clock in clocks:
                    clock.cancel()
                    with suppress(asyncio.CancelledError):
                        await clock


def make_read_models(register: Services, say: Say) -> None:
    """Makes the read models if they are not there, and once more if other code has made them; waits out a database that falls
    meanwhile."""
    said = (time.monotonic(), "")

    def on_progress(stage: str, done: int, total: int) -> None:
        nonlocal said
        if stage != said[1] or time.monotonic() > said[0] + SAID_AGAIN:
            say(f"The read models are made once more for this version: {stage} {done:,} of {total:,}")
            said = (time.monotonic(), stage)

    deadline = time.monotonic() + CATCH_UP
    while True:
        try:
            upgrade(register.database, MODELS, on_progress=on_progress)
            return
        except LOST:
            if time.monotonic() > max(deadline, said[0] + CATCH_UP):
                raise
            time.sleep(0.5)


async def caught_up(register: Services) -> None:
    """Waits until the read models have taken in all that stands in the log now. Raises as_of.NotReached after long."""
    async with register.pool.connection() as db:
        fetch = as_of.over(db)
        ((last,),) = await fetch(as_of.QUERIES["last"], {})
        await as_of.until(fetch, last, CATCH_UP)


def address(listener: socket.socket) -> str:
    host, port, *_ = listener.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
