"""The committer on the real log: when it decides, and what it does with commands that depend on each other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from psycopg import AsyncConnection, OperationalError

from ops.store.committer import Append, Committer, Pending, Verdict
from ops.wiring import Services

pytestmark = pytest.mark.anyio


class Gate:
    """A connection on which every statement waits until the gate is opened."""

    def __init__(self, connection: AsyncConnection[Any], opened: asyncio.Event) -> None:
        self._connection, self._opened = connection, opened

    async def execute(self, *given: Any, **named: Any) -> Any:
        await self._opened.wait()
        return await self._connection.execute(*given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


@asynccontextmanager
async def gated(register: Services, batch: int) -> AsyncIterator[tuple[Committer, asyncio.Event]]:
    opened = asyncio.Event()

    async def connect() -> Any:
        return Gate(await register.database.connect(), opened)

    async with Committer(connect, batch=batch) as committer:
        yield committer, opened


class Adding(Pending):
    """Adds the next event to a stream, as far as is known when it is decided. Counts how often that was."""

    def __init__(self, versions: dict[UUID, int], *streams: UUID) -> None:
        super().__init__()
        self.versions, self.streams, self.times = versions, streams, 0
        self.atomic = len(streams) > 1

    def decide(self) -> Sequence[Append]:
        self.times += 1
        return [self.append(stream, self.versions.get(stream, 0)) for stream in self.streams]

    def append(self, stream: UUID, version: int) -> Append:
        event = StoredEvent(stream, version + 1, "Added", b"{}")
        return Append(stream, version + 1, datetime.now(UTC), [(stream, version)], [event], (), uuid4(), b"")

    def settled(self, verdicts: Sequence[Verdict]) -> None:
        self.versions.update((verdict.thing, verdict.version) for verdict in verdicts if verdict.outcome == "accepted")


async def until_idle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_decision_waits_for_one_batch_at_most(register: Services) -> None:
    async with gated(register, batch=4) as (committer, gate):
        many = [Adding({}, uuid4()) for _ in range(12)]
        verdicts = [committer.submit(one) for one in many]
        await until_idle()
        assert [one.times for one in many] == [1] * 8 + [0] * 4  # one batch is being committed, the next one is decided
        gate.set()
        assert {verdict.outcome for (verdict,) in await asyncio.gather(*verdicts)} == {"accepted"}
        assert [one.times for one in many] == [1] * 12


async def test_who_depends_on_a_batch_under_way_is_decided_after_it(register: Services) -> None:
    async with gated(register, batch=4) as (committer, gate):
        versions: dict[UUID, int] = {}
        stream = uuid4()
        many = [Adding(versions, stream) for _ in range(9)]
        verdicts = [committer.submit(one) for one in many]
        await until_idle()
        gate.set()
        found = [verdict for (verdict,) in await asyncio.gather(*verdicts)]
        assert [(verdict.outcome, verdict.version) for verdict in found] == [
            ("accepted", version) for version in range(1, 10)
        ]
        assert max(one.times for one in many) == 2  # once in vain, then after the one before


async def test_many_in_vain_do_not_keep_others_waiting(register: Services) -> None:
    async with gated(register, batch=4) as (committer, gate):
        versions: dict[UUID, int] = {}
        crowded = uuid4()
        crowd = [committer.submit(Adding(versions, crowded)) for _ in range(40)]
        other = committer.submit(Adding(versions, uuid4()))
        gate.set()
        (verdict,) = await other
        assert verdict.outcome == "accepted"
        assert not all(one.done() for one in crowd)
        await asyncio.gather(*crowd)


async def test_a_whole_has_a_batch_of_its_own_and_is_taken_whole(register: Services) -> None:
    async with gated(register, batch=4) as (committer, gate):
        versions: dict[UUID, int] = {}
        one, other = uuid4(), uuid4()
        before, whole, after = Adding(versions, one), Adding(versions, one, other), Adding(versions, other)
        verdicts = [committer.submit(pending) for pending in (before, whole, after)]
        gate.set()
        found = await asyncio.gather(*verdicts)
        assert [[verdict.outcome for verdict in some] for some in found] == [
            ["accepted"],
            ["accepted"] * 2,
            ["accepted"],
        ]
        assert versions == {one: 2, other: 2}


async def test_what_a_decision_raises_its_caller_gets_and_nobody_else(register: Services) -> None:
    class Refused(Adding):
        def decide(self) -> Sequence[Append]:
            raise LookupError("refused")

    async with gated(register, batch=4) as (committer, gate):
        gate.set()
        refused, taken = committer.submit(Refused({}, uuid4())), committer.submit(Adding({}, uuid4()))
        with pytest.raises(LookupError, match="refused"):
            await refused
        assert (await taken)[0].outcome == "accepted"


async def test_those_in_a_batch_whose_connection_is_lost_are_told_and_the_next_go_on(register: Services) -> None:
    failing = True

    class Lost:
        async def execute(self, *given: Any, **named: Any) -> Any:
            nonlocal failing
            failing = False
            raise OperationalError

        async def close(self) -> None:
            pass

    async def connect() -> Any:
        return Lost() if failing else await register.database.connect()

    async with Committer(connect, batch=2) as committer:
        verdicts = [committer.submit(Adding({}, uuid4())) for _ in range(4)]
        found = await asyncio.gather(*verdicts, return_exceptions=True)
        assert [type(one) for one in found[:2]] == [OperationalError] * 2
        assert [verdict.outcome for some in found[2:] for verdict in some] == ["accepted"] * 2
