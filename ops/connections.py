"""uvicorn's connections, sending the head and the body of an answer in one packet."""

import asyncio
import resource
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class Joining:
    """A transport that joins two consecutive writes. uvicorn writes the head of an answer, then its body: without this, that is
    two system calls and two packets."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._held = b""

    def write(self, data: bytes) -> None:
        """Buffers the first write until the next iteration of the loop; sends a second one together with it."""
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held + data)
        elif data:
            self._held = data
            self._loop.call_soon(self.flush)

    def flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


MOST_OPEN = 65_536

HEAD_BYTES = 32_768
"""The most that a request may take until its headers are complete, and what was read with the last of them."""

HEAD_SECONDS = 10.0
"""Until the headers of a connection's first request are complete, and those of any other from its first byte on."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol on a joining transport. It limits the bytes and the time of a request's line and headers: uvicorn has no
    such limit, and keeps an idle connection open.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(cast(asyncio.Transport, Joining(transport, self.loop)))
        self._head_bytes = 0
        self._in_head, self._in_body = True, False
        self._limit: asyncio.TimerHandle | None = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not (self._in_head or self._idle()):
            return
        self._head_bytes += len(data)
        if self._head_bytes > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large")
        elif self._limit is None:
            self._limit = self.loop.call_later(HEAD_SECONDS, self._too_slow)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0

    def on_headers_complete(self) -> None:
        if self.parser.get_http_version() == "1.1" and [name for name, _ in self.headers].count(b"host") != 1:
            raise ValueError("a request names one host")  # answered with 400
        self._in_head, self._in_body = False, True
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_body = False
        super().on_message_complete()

    def _idle(self) -> bool:
        """Whether what arrived belongs to no request: blank lines, which would keep a connection open for ever."""
        return not self._in_body and (self.cycle is None or self.cycle.response_complete)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def _stop_timer(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _too_slow(self) -> None:
        self._limit = None
        self._refuse(b"408 Request Timeout")

    def _refuse(self, status: bytes) -> None:
        """Answers, if a request has begun, and closes."""
        self._stop_timer()
        self._in_head = False
        if self._head_bytes and not self.transport.is_closing():
            self.transport.write(b"HTTP/1.1 %b\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % status)
        self.transport.close()


def raise_open_files() -> None:
    """Lets this process have as many connections open as the system allows it: the usual soft limit of 1,024 is an outage that
    a thousand idle connections can bring about."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN if hard == resource.RLIM_INFINITY else min(hard, MOST_OPEN)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
