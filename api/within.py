"""Waiting for so many seconds at most, at no cost where there is nothing to wait for."""

import asyncio
import types
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, coroutine: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives. Raises TimeoutError if that takes longer; what it has done by itself, before it waits for the first
    time, is not timed: a timer costs more than reading a body that is here already."""
    try:
        waits_for = coroutine.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    async with asyncio.timeout(seconds):
        return await resumed(coroutine, waits_for)


@types.coroutine
def resumed(coroutine: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """The rest of a coroutine that has been begun and waits for something."""
    try:
        yield waits_for
    except BaseException as error:
        coroutine.throw(error)
        raise
    value: T = yield from coroutine
    return value
