"""The target of an import: the record, or, for a dry run, memory."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from domain.read_set import Key, Stream, StreamState, key_of
from domain.record import Request
from ops.imports.common.batches import BATCH, Batches
from ops.record import SqlRecord


class Target(Protocol):
    """Runs the commands of an import, and reads their results back."""

    async def write(self, requests: Sequence[Request]) -> None:
        """Runs all commands or none. Raises the first Refusal, TimeoutError."""
        ...

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        """The states of streams, by their ids."""
        ...


class RecordTarget:
    """The record. Reads are cached, and updated by our own writes; the append checks catch concurrent writes of others."""

    def __init__(self, record: SqlRecord) -> None:
        self._record, self._batches = record, Batches(record)
        self._read: set[UUID] = set()

    async def write(self, requests: Sequence[Request]) -> None:
        await self._batches.record(requests)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        states: dict[UUID, StreamState] = {}
        for noun, stream in streams:
            state = self._record.cached(noun, stream) if stream in self._read else None
            if state is not None:
                states[stream] = state
        missing = [(noun, stream) for noun, stream in streams if stream not in states]
        self._read.update(stream for _, stream in missing)
        return {**states, **(await self._record.read(missing) if missing else {})}


class DryRunTarget:
    """A dry run: decides each command on the states that the previous ones leave, and records nothing."""

    size = BATCH

    def __init__(self, record: SqlRecord) -> None:
        self._record = record
        self._uncommitted: dict[Key, StreamState] = {}

    async def record(self, requests: Sequence[Request]) -> None:
        """Decides all commands or none."""
        await self.write(requests)

    async def write(self, requests: Sequence[Request]) -> None:
        self._uncommitted = await self._record.dry_run(requests, self._uncommitted)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, StreamState]:
        states = {
            stream[1]: self._uncommitted[key_of(stream)] for stream in streams if key_of(stream) in self._uncommitted
        }
        missing = [(noun, stream) for noun, stream in streams if stream not in states]
        return {**(await self._record.read(missing) if missing else {}), **states}
