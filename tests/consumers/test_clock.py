"""A clock goes on, whatever a look of it comes to."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg_pool import PoolTimeout

from consumers.clocks.clock import ticking

pytestmark = pytest.mark.anyio


async def test_it_looks_again_after_a_database_that_was_away_and_after_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    faults: Iterator[Exception] = iter([psycopg.OperationalError("gone"), PoolTimeout("full"), ValueError("a fault")])
    looks: list[datetime] = []
    clock = asyncio.create_task(ticking("clock", lambda now: look(now), pause=0))

    async def look(now: datetime) -> None:
        looks.append(now)
        if fault := next(faults, None):
            raise fault
        clock.cancel()

    with pytest.raises(asyncio.CancelledError):
        await clock
    assert len(looks) == 4
    assert all(now.tzinfo is UTC for now in looks)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING", "ERROR"]
