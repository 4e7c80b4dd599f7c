"""What is written to a connection arrives whole and in order, in as few pieces as may be."""

import asyncio
from typing import Any

import pytest

from ops.connections import Joining

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
