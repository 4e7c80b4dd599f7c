"""A coroutine is given its time, and is begun, cancelled and ended as if it were awaited."""

import asyncio
from typing import Any

import pytest

from api.within import within

pytestmark = pytest.mark.anyio
LONG = 60.0


async def waiting(event: asyncio.Event, ended: list[str]) -> str:
    try:
        await event.wait()
        await asyncio.sleep(0)
        return "come"
    except asyncio.CancelledError:
        ended.append("cancelled")
        raise
    finally:
        ended.append("ended")


async def test_what_need_not_wait_is_given_at_once_and_sets_no_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def here() -> str:
        return "here"

    monkeypatch.setattr(asyncio, "timeout", None)
    assert await within(LONG, here()) == "here"


async def test_what_waits_is_given_when_it_comes() -> None:
    event, ended = asyncio.Event(), list[str]()
    asyncio.get_running_loop().call_soon(event.set)
    assert await within(LONG, waiting(event, ended)) == "come"
    assert ended == ["ended"]


async def test_what_takes_too_long_is_ended() -> None:
    ended: list[str] = []
    with pytest.raises(TimeoutError):
        await within(0, waiting(asyncio.Event(), ended))
    assert ended == ["cancelled", "ended"]


async def test_who_is_cancelled_ends_it() -> None:
    ended: list[str] = []
    task = asyncio.create_task(within(LONG, waiting(asyncio.Event(), ended)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended == ["cancelled", "ended"]


@pytest.mark.parametrize("waits", [False, True])
async def test_an_error_is_its_own(waits: bool) -> None:
    async def failing() -> Any:
        if waits:
            await asyncio.sleep(0)
        raise ValueError("its own")

    with pytest.raises(ValueError, match="its own"):
        await within(LONG, failing())
