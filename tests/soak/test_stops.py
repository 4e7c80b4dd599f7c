"""SIGTERM at any moment: of a start, of serving, of a backup, an import, a relay, an export, a check. Each process ends within 15
seconds and leaves no database behind; the record is sound afterwards.

Few rounds by default; `make soak` runs two hundred (`--rounds`). SIJILL_SEED repeats the choices of a run.
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ops.embedded import ensure_prefix_permissions
from ops.kafka.broker import free_port
from tests.kit.server_process import copied
from tests.soak.processes import Postgres, Process

WITHIN = 15.0
"""Seconds in which a process that was told to stop has ended."""

LATEST = 6.0
"""Seconds after its start until which a process is told to stop."""

EXPORT = Path(__file__).parents[2] / "docs" / "example-export"


class Record:
    """A record in a folder, and what may run on it."""

    def __init__(self, folder: Path, rng: random.Random) -> None:
        self.folder, self.rng, self.number = folder, rng, 0

    def serve(self) -> Process:
        return Process(self.folder, "serve", "--port", str(free_port()))

    def serve_demonstration(self) -> Process:
        """A server that makes its database and loads the demonstration."""
        folder = self.folder.with_name(f"new-{self.number}")
        if self.rng.random() < 0.5:
            folder.mkdir()  # else even the folder is made
        return Process(folder, "serve", "--demo", "--port", str(free_port()))

    def backup(self) -> Process:
        return Process(self.folder, "backup", str(self.folder.with_name(f"backup-{self.number}")))

    def imports(self) -> Process:
        return Process(self.folder, "import", "polis", str(EXPORT))

    def territories(self) -> Process:
        return Process(self.folder, "import", "territories")

    def relay(self) -> Process:
        """Of a broker that is away, or that takes connections and says nothing."""
        return Process(self.folder, "relay", "--kafka", f"127.0.0.1:{free_port()}")

    def export(self) -> Process:
        return Process(
            self.folder, "export", "everything", "--output", str(self.folder.with_name(f"out-{self.number}"))
        )

    def check(self) -> Process:
        return Process(self.folder, "check")

    def replay(self) -> Process:
        return Process(self.folder, "replay")

    @property
    def choices(self) -> list[Callable[[], Process]]:
        """Servers more often than anything else."""
        servers = [self.serve] * 4 + [self.serve_demonstration] * 2
        commands = [self.backup, self.imports, self.territories, self.relay, self.export, self.check, self.replay]
        return [*servers, *commands]


@pytest.fixture
def record(demonstration: Path, tmp_path: Path) -> Iterator[Record]:
    seed = int(os.environ.get("SIJILL_SEED") or random.SystemRandom().randrange(10**6))
    print(f"\nstops: SIJILL_SEED={seed}")
    yield Record(copied(demonstration, tmp_path / "record"), random.Random(seed))
    for folder in tmp_path.iterdir():
        if (folder / "postgres" / "postmaster.pid").exists():
            Postgres(folder).kill()


def database_runs(folder: Path) -> bool:
    try:
        number = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return False
    return psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE


def stopped(process: Process, delay: float, signals: int) -> float:
    """Starts a process, tells it to stop after some seconds, and gives how long it took to end."""
    process.start()
    time.sleep(delay)
    began = time.monotonic()
    for _ in range(signals):
        process.signal(signal.SIGTERM)
        time.sleep(0.05)
    process.must_end(WITHIN)
    took = time.monotonic() - began
    deadline = time.monotonic() + WITHIN
    while database_runs(process.folder):  # the process that follows the log may be the last one to release it
        assert time.monotonic() < deadline, f"its database was left running:\n{process.last_words}"
        time.sleep(0.05)
    return took


def test_whatever_runs_stops(record: Record, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]) -> None:
    slowest = 0.0
    for record.number in range(pytestconfig.getoption("--rounds") or 0):
        make, delay = record.rng.choice(record.choices), record.rng.uniform(0, LATEST)
        signals = record.rng.choice([1, 1, 1, 2])
        took = stopped(make(), delay, signals)
        slowest = max(slowest, took)
        with capsys.disabled():
            print(f"  round {record.number + 1}: {make.__name__} after {delay:.2f} s ended in {took:.2f} s", flush=True)
        for made in [*record.folder.parent.glob("new-*"), *record.folder.parent.glob("out-*")]:
            shutil.rmtree(made, ignore_errors=True)
    must_be_sound(record)
    with capsys.disabled():
        print(f"  the slowest took {slowest:.2f} s", flush=True)


@pytest.mark.parametrize("delay", [1.0, 1.4, 1.8, 2.2, 2.6, 3.0])
def test_a_server_that_starts_stops(record: Record, delay: float) -> None:
    """A quarter of these starts left a process that neither served nor ended: a clock had lost its cancellation."""
    stopped(record.serve(), delay, 1)


@pytest.mark.parametrize("name", ["backup", "imports", "relay"])
def test_a_command_stops(record: Record, name: str) -> None:
    stopped(getattr(record, name)(), 1.5, 1)
    assert not list(record.folder.parent.glob("*.partial"))
    must_be_sound(record)


def must_be_sound(record: Record) -> None:
    if os.geteuid() == 0:
        ensure_prefix_permissions(record.folder)
    process = record.check()
    process.start()
    assert process.wait() == 0, process.last_words
