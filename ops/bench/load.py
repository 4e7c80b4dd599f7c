"""The load generator, a process of its own: raw HTTP/1.1 over connections that are kept alive.

Reads a plan on standard input and writes what it found on standard output, both JSON. The plan: `port`, `connections`,
`seconds`, and the `requests` as raw text; they are sent in turn, from the beginning again if `again`, otherwise until they
are used up. `rate`: so many a second in all, not as fast as they are answered. `warm`: so many are sent before the clock
starts.
"""

import asyncio
import sys
from collections.abc import Iterator
from itertools import cycle
from time import perf_counter

import msgspec
import uvloop


class Plan(msgspec.Struct):
    port: int
    connections: int
    seconds: float
    requests: list[str]
    again: bool = False
    rate: float | None = None
    warm: int = 0


class Measured(msgspec.Struct):
    """`done` requests in `seconds`; by status; the positions named in answers, with the instants (of the monotonic clock) when
    the answers had come; seconds that each answer took."""

    done: int
    seconds: float
    statuses: dict[int, int]
    positions: list[tuple[int, float]]
    latencies: list[float]


class Load:
    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        requests = [request.encode() for request in plan.requests]
        self._requests: Iterator[bytes] = cycle(requests) if plan.again else iter(requests)
        self._begun = 0.0
        self._sent = 0
        self.found = Measured(0, 0.0, {}, [], [])

    async def run(self) -> Measured:
        connections = [
            await asyncio.open_connection("127.0.0.1", self._plan.port) for _ in range(self._plan.connections)
        ]
        for first in range(
            0, self._plan.warm, len(connections)
        ):  # at once: the server closes connections that say nothing
            warmed = connections[: self._plan.warm - first]
            await asyncio.gather(*(ask(*one, next(self._requests)) for one in warmed))
        self._begun = perf_counter()
        await asyncio.gather(*(self._worker(*connection) for connection in connections))
        self.found.seconds = perf_counter() - self._begun
        for _, writer in connections:
            writer.close()
        return self.found

    async def _worker(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        found, plan = self.found, self._plan
        for request in self._requests:
            self._sent += 1
            if plan.rate:
                due = self._sent / plan.rate
                if due > plan.seconds:
                    return
                await asyncio.sleep(max(self._begun + due - perf_counter(), 0))
            asked = perf_counter()
            if asked - self._begun > plan.seconds:
                return
            status, position = await ask(reader, writer, request)
            answered = perf_counter()
            found.done += 1
            found.statuses[status] = found.statuses.get(status, 0) + 1
            found.latencies.append(answered - asked)
            if position is not None:
                found.positions.append((position, answered))


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, int | None]:
    """Sends one request and reads the whole answer. Gives its status, and the position if it names one."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length, position = 0, None
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line[15:])
        elif line.startswith(b"sijill-position:"):
            position = int(line[16:])
    if length:
        await reader.readexactly(length)
    return int(head[9:12]), position


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    found = msgspec.json.encode(uvloop.run(Load(plan).run()))
    with open(
        sys.stdout.fileno(), "wb", closefd=False
    ) as out:  # under PYTHONUNBUFFERED, a pipe takes only a part at once
        out.write(found)


if __name__ == "__main__":
    main()
