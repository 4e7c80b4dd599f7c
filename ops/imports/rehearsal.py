"""Where an import writes: the register, or, for a dry run, nowhere."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from ops.imports.patience import Batches
from ops.record import Request, SqlRecord
from ops.streams import Key, Known, Stream


class Writing(Protocol):
    """What an import writes to, and reads back."""

    async def execute(self, requests: Sequence[Request]) -> None:
        """All of it or nothing. Raises the first Refusal, and TimeoutError."""
        ...

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, Known]:
        """What streams have come to."""
        ...


class Recorded:
    """The register itself."""

    def __init__(self, record: SqlRecord) -> None:
        self._record, self._batches = record, Batches(record)

    async def execute(self, requests: Sequence[Request]) -> None:
        await self._batches.execute(requests)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, Known]:
        return await self._record.read(streams)


class Rehearsed:
    """What would be recorded: decided by the same rules, each on what the ones before it leave, and forgotten."""

    def __init__(self, record: SqlRecord) -> None:
        self._record = record
        self._ahead: dict[Key, Known] = {}

    async def execute(self, requests: Sequence[Request]) -> None:
        self._ahead = await self._record.rehearse(requests, self._ahead)

    async def read(self, streams: Sequence[Stream]) -> Mapping[UUID, Known]:
        ahead = {
            stream: self._ahead[noun.name, stream] for noun, stream in streams if (noun.name, stream) in self._ahead
        }
        missing = [(noun, stream) for noun, stream in streams if stream not in ahead]
        return {**(await self._record.read(missing) if missing else {}), **ahead}
