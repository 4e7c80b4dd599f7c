"""The servers that are measured, each in a process of its own: `python -m ops.bench.serve KIND URL FOLDER`.

Writes the port on standard output when it is ready, and serves until it is told to stop. `product` is Sijill, its rate limits
lifted; `stock` takes the same votes with FastAPI and the stock library; `bare` answers with the same bytes whatever is asked,
`sql` with what one query gives, turned to JSON by PostgreSQL.
"""

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
import uvloop

from api.app import create_app
from api.limits import UNLIMITED
from api.ports import Ports
from ops.bench.bare import bare_app, sql_app
from ops.bench.stock_http import stock_app
from ops.connections import Protocol
from ops.server import Server, listening, running
from ops.settings import Settings


@asynccontextmanager
async def product(settings: Settings) -> AsyncIterator[Any]:
    async with running(settings, demo=False, say=lambda text: None) as register:

        @asynccontextmanager
        async def open_ports() -> AsyncIterator[Ports]:
            yield register.ports()

        yield create_app(open_ports, UNLIMITED)


KINDS: dict[str, Callable[[Settings], AbstractAsyncContextManager[Any]]] = {
    "product": product,
    "stock": stock_app,
    "bare": bare_app,
    "sql": sql_app,
}


async def serve(kind: str, settings: Settings) -> None:
    listener = listening("127.0.0.1", 0)
    async with KINDS[kind](settings) as app:
        config = uvicorn.Config(
            app,
            http=Protocol if kind == "product" else "httptools",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
        )
        gc.collect()
        gc.freeze()
        server = Server(config, on_ready=lambda: print(listener.getsockname()[1], flush=True))
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, setattr, server, "should_exit", True)
        await server.serve([listener])


if __name__ == "__main__":
    uvloop.run(serve(sys.argv[1], Settings(database_url=sys.argv[2], data_dir=Path(sys.argv[3]))))
