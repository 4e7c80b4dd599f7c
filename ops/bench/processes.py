"""Other processes of a benchmark: servers, each on a port of its own, and the one that loads them."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import msgspec

START_LIMIT = 60


@asynccontextmanager
async def serving(kind: str, url: str, folder: Path) -> AsyncIterator[int]:
    """A server of some kind (see `serve`) on a database. Gives the port when it is ready; ends it on the way out."""
    with TemporaryFile("w+") as log:
        arguments = ("-m", "ops.bench.serve", kind, url, str(folder))
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdout=asyncio.subprocess.PIPE, stderr=log
        )
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), START_LIMIT)
            if not line.strip().isdigit():
                log.seek(0)
                raise RuntimeError(f"the {kind} server does not start: {log.read()[-2000:]}")
            yield int(line)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def loaded(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What the load generator found, working by a plan (see `load`) in a process of its own."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "ops.bench.load"],
        input=msgspec.json.encode(plan),
        stdout=subprocess.PIPE,
        check=False,
    )
    if done.returncode:
        raise RuntimeError("the load generator has failed: see above")
    result: dict[str, Any] = msgspec.json.decode(done.stdout)
    return result
