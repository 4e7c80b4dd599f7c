"""A time-out that costs nothing if a coroutine does not wait."""

import asyncio
import types
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


async def within(seconds: float, coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine with a time-out. Raises TimeoutError. The timer starts only when the coroutine first waits: a timer costs
    more than reading a body that has already arrived."""
    try:
        waits_for = coroutine.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    async with asyncio.timeout(seconds):
        return await resumed(coroutine, waits_for)


@types.coroutine
def resumed(coroutine: Coroutine[Any, Any, T], waits_for: Any) -> Generator[Any, Any, T]:
    """Resumes a coroutine that has started and waits for a future."""
    try:
        yield waits_for
    except BaseException as error:
        coroutine.throw(error)
        raise
    value: T = yield from coroutine
    return value
