"""Where an import writes: the register, or, for a dry run, nowhere."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from domain.read_set import Key, Stream, StreamState, key_of
from domain.record import Request
from ops.imports.common.batches import Batches
from ops.record import SqlRecord


class Writing(Protocol):
    """What an import writes to, and reads back."""

    async def execute(self, requests: Sequence[Request]) -> None:
        """All of it or nothing. Raises the first Refusal, and TimeoutError."""
        ...

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        """What streams have come to."""
        ...


class Recorded:
    """The register itself. What was read once is then known from memory, which what is recorded here keeps up to date; of what
    others record meanwhile, the rules know in any case."""

    def __init__(self, record: SqlRecord) -> None:
        self._record, self._batches = record, Batches(record)
        self._read: set[UUID] = set()

    async def execute(self, requests: Sequence[Request]) -> None:
        await self._batches.execute(requests)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        found: dict[UUID, StreamState] = {}
        for noun, stream in streams:
            known = self._record.cached(noun, stream) if stream in self._read else None
            if known is not None:
                found[stream] = known
        missing = [(noun, stream) for noun, stream in streams if stream not in found]
        self._read.update(stream for _, stream in missing)
        return {**found, **(await self._record.read(missing) if missing else {})}


class Rehearsed:
    """What would be recorded: decided by the same rules, each on what the ones before it leave, and forgotten."""

    def __init__(self, record: SqlRecord) -> None:
        self._record = record
        self._ahead: dict[Key, StreamState] = {}

    async def execute(self, requests: Sequence[Request]) -> None:
        self._ahead = await self._record.dry_run(requests, self._ahead)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        ahead = {stream[1]: self._ahead[key_of(stream)] for stream in streams if key_of(stream) in self._ahead}
        missing = [(noun, stream) for noun, stream in streams if stream not in ahead]
        return {**(await self._record.read(missing) if missing else {}), **ahead}
