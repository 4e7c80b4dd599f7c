"""`sijill serve` as somebody would start it: a process of its own, on a free port, with an embedded database."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil

from ops.embedded import ensure_prefix_permissions

COMMAND = [sys.executable, "-c", "from ops.cli.main import main; main()", "serve"]
PATIENCE = 120.0
"""Seconds: the longest that a test waits for something that is sure to come."""


class Served:
    """A server that runs. `url` is known once it has said that it is ready."""

    def __init__(self, data_dir: Path, *options: str, environment: dict[str, str] | None = None) -> None:
        self.data_dir = data_dir
        elsewhere = "SIJILL_DATABASE_URL" in (environment or {})
        folder = [] if elsewhere else ["--data-dir", str(data_dir)]
        self.process = subprocess.Popen(
            [*COMMAND, *folder, "--port", "0", *options],
            stdout=subprocess.PIPE,
            stderr=(data_dir.parent / f"{data_dir.name}.errors").open("ab"),
            text=True,
            env={**os.environ, "SIJILL_DATA_DIR": str(data_dir), **(environment or {})},
        )
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = ""

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put("")

    def until_ready(self) -> "Served":
        """Waits for the line that says so. Fails with what the server said instead."""
        while line := self._lines.get(timeout=PATIENCE):
            if line.startswith("Sijill is ready on "):
                self.url = line.removeprefix("Sijill is ready on ").strip()
                return self
        raise AssertionError(f"ended with {self.process.wait(PATIENCE)}:\n{self.errors}")

    @property
    def errors(self) -> str:
        return (self.data_dir.parent / f"{self.data_dir.name}.errors").read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Sends a signal and gives the exit status."""
        self.process.send_signal(number)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def end(self) -> None:
        """Ends what still runs, the database of a killed server included."""
        if self.process.poll() is None:
            self.stop()
        with suppress(FileNotFoundError, psutil.NoSuchProcess):
            self.database().kill()

    def database(self) -> psutil.Process:
        """The embedded PostgreSQL's first process."""
        return psutil.Process(int((self.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]))

    def client(self) -> httpx.Client:
        # Own transport and no environment: a proxy that the machine may have is none of our business.
        return httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)


@contextmanager
def served(data_dir: Path, *options: str) -> Iterator[Served]:
    """A server, ready; stopped on the way out, and its database with it."""
    server = Served(data_dir, *options)
    try:
        yield server.until_ready()
    finally:
        server.end()


def copied(record: Path, folder: Path) -> Path:
    """Copies the folder of a record that nobody uses, its files' owners and all; gives the copy."""
    subprocess.run(["cp", "-a", record, folder], check=True)
    if os.geteuid() == 0:  # the database runs as another user
        ensure_prefix_permissions(folder)
    return folder


def command(client: httpx.Client, method: str, path: str, body: dict[str, Any] | None, token: str) -> httpx.Response:
    """One command with a new key."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    return client.request(method, f"/api/v1{path}", json=body, headers=headers)


def new_citizen(client: httpx.Client) -> str:
    """A new account's token."""
    credentials = {"login": f"{uuid4()}@example.org", "password": "a long sentence of one's own"}
    made = client.post("/api/v1/accounts", json=credentials, headers={"Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.text
    token: str = made.json()["token"]
    return token
