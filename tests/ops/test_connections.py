"""What is written to a connection arrives whole and in order, in as few pieces as may be; what is read of a request's head is
bounded in bytes and seconds."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from ops import connections
from ops.connections import HEAD_BYTES, Joining, Protocol

pytestmark = pytest.mark.anyio


class Sent:
    """A transport that notes what it is told."""

    def __init__(self) -> None:
        self.told: list[Any] = []

    def write(self, data: bytes) -> None:
        self.told.append(data)

    def close(self) -> None:
        self.told.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.told


async def connection() -> tuple[Any, list[Any]]:
    sent: Any = Sent()
    return Joining(sent, asyncio.get_running_loop()), sent.told


async def test_a_head_and_its_body_are_one_write() -> None:
    transport, told = await connection()
    transport.write(b"head ")
    transport.write(b"body")
    assert told == [b"head body"]
    await asyncio.sleep(0)
    assert told == [b"head body"]


async def test_a_head_without_a_body_is_sent_in_the_loops_next_turn() -> None:
    transport, told = await connection()
    transport.write(b"head")
    transport.write(b"")
    await asyncio.sleep(0)
    assert told == [b"head"]


async def test_pieces_keep_their_order() -> None:
    transport, told = await connection()
    for number in range(5):
        transport.write(b"%d" % number)
    await asyncio.sleep(0)
    assert b"".join(told) == b"01234"


async def test_what_is_held_is_sent_before_the_connection_closes() -> None:
    transport, told = await connection()
    transport.write(b"last")
    transport.close()
    await asyncio.sleep(0)
    assert told == [b"last", "closed"]
    assert transport.is_closing()


PATIENCE = 30.0
REQUEST = b"GET / HTTP/1.1\r\nHost: here\r\n\r\n"


async def app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    """Of a server on our protocol."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, http=Protocol, ws="none", lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve([listener]))
    yield listener.getsockname()[1]
    server.should_exit = True
    await serving


async def sent(port: int, *pieces: bytes) -> bytes:
    """All that comes back for some bytes, until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionError:  # closed while we were still sending
        return b""
    finally:
        writer.close()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)


async def test_a_long_request_line_is_refused(port: int) -> None:
    assert b"200 OK" not in await sent(port, b"GET /" + b"a" * 20 * HEAD_BYTES)


async def test_many_headers_are_refused(port: int) -> None:
    many = [b"GET / HTTP/1.1\r\n", *[b"x: %d\r\n" % n * 1_000 for n in range(10)]]
    assert b"200 OK" not in await sent(port, *many)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("begun", [b"GET / HT", b"GET / HTTP/1.1\r\nHost: he", REQUEST + b"GET /"])
async def test_an_unfinished_head_is_answered_by_408(port: int, begun: bytes) -> None:
    answered = await sent(port, begun)
    assert answered.count(b"200 OK") == begun.count(REQUEST)
    assert answered.count(b"408 Request Timeout") == 1


@pytest.mark.usefixtures("hurried")
async def test_a_connection_on_which_nothing_comes_is_closed(port: int) -> None:
    assert await sent(port) == b""


@pytest.mark.usefixtures("hurried")
async def test_blank_lines_keep_no_connection_open(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(REQUEST)
    await asyncio.wait_for(reader.readuntil(b"ok"), PATIENCE)
    writer.write(b"\r\n")
    assert b"408 Request Timeout" in await asyncio.wait_for(reader.read(), PATIENCE)
    writer.close()


async def test_requests_on_one_connection_are_counted_by_themselves(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    padded = REQUEST.replace(b"Host", b"X: " + b"a" * (HEAD_BYTES // 2) + b"\r\nHost")
    for _ in range(5):
        writer.write(padded)
        await asyncio.wait_for(reader.readuntil(b"ok"), PATIENCE)
    writer.close()


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"])
async def test_a_request_that_does_not_name_one_host_is_refused(port: int, head: bytes) -> None:
    answered = await sent(port, head)
    assert answered.startswith(b"HTTP/1.1 400 Bad Request")
    assert answered.count(b"HTTP/1.1") == 1
