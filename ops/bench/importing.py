"""One import, in a process of its own: `python -m ops.bench.importing URL FOLDER EXPORT`.

Writes one JSON object: rows `recorded` in `seconds`, and the `megabytes` that were resident at most.
"""

import sys
from pathlib import Path
from time import perf_counter

import msgspec
import uvloop

from ops.imports.polis.polis_import import PolisImport
from ops.imports.polis.staging import Staging
from ops.settings import Settings
from ops.wiring import opened


async def imported(settings: Settings, export: Path) -> dict[str, float]:
    staging = Staging()
    async with opened(settings) as register:
        started = perf_counter()
        counts = await PolisImport(register, staging).folder(export)
        seconds = perf_counter() - started
    problems = staging.problem_count() + staging.withheld_count()
    staging.close()
    if problems:
        raise SystemExit(f"the made-up export has {problems} problems")
    return {"recorded": counts.recorded, "seconds": seconds, "megabytes": most_resident()}


def most_resident() -> float:
    """Megabytes. The kernel's own count: what `getrusage` says includes the process that this one was forked from."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this system does not say how much memory was resident")


if __name__ == "__main__":
    found = uvloop.run(imported(Settings(database_url=sys.argv[1], data_dir=Path(sys.argv[2])), Path(sys.argv[3])))
    sys.stdout.write(msgspec.json.encode(found).decode())
