"""The product's own processes, started as a user starts them, and killed as no user would."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from ops.kafka.broker import free_port

LIMIT = 180.0
"""Seconds for what must come in the end, on a machine that may be busy."""

SIJILL = Path(sys.executable).with_name("sijill")


def wait_for(condition: Callable[[], bool], what: str, told: Path | None = None) -> None:
    """Waits for a condition. Fails after LIMIT, with the last words of the process concerned."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            last = told.read_text(errors="replace")[-3000:] if told else ""
            raise AssertionError(f"in {LIMIT:.0f} s it never came that {what}\n{last}")
        time.sleep(0.05)


class Process:
    """One `sijill …` process on the record in a folder."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.output = folder.parent / f"{arguments[0]}.output"
        self._command = [str(SIJILL), *arguments, "--data-dir", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)

    def must_run(self) -> None:
        """Fails if the process has ended without having been killed."""
        assert self.running, f"it has ended by itself:\n{self.last_words}"

    @property
    def last_words(self) -> str:
        return self.output.read_text(errors="replace")[-3000:]

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end(self) -> int:
        """Asks it to end, and gives its exit status."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(LIMIT)

    def signal(self, number: int) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def must_end(self, seconds: float) -> None:
        """Fails, and kills it, if it does not end within some seconds."""
        assert self._process is not None
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it has not ended after {seconds:.0f} s:\n{self.last_words}") from None

    def wait(self) -> int:
        """Waits for its end, and gives its exit status."""
        assert self._process is not None
        return self._process.wait(LIMIT)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None


class Server(Process):
    def __init__(self, folder: Path) -> None:
        self.url = f"http://127.0.0.1:{(port := free_port())}"
        super().__init__(folder, "serve", "--port", str(port))

    def wait_until_ready(self) -> None:
        wait_for(self._ready, "the server is ready", self.output)

    def _ready(self) -> bool:
        self.must_run()
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


class Postgres:
    """The embedded database, seen from outside: nobody here starts it, the product must."""

    def __init__(self, folder: Path) -> None:
        self._status = folder / "postgres" / "postmaster.pid"

    def _lines(self) -> list[str]:
        try:
            return self._status.read_text().splitlines()
        except FileNotFoundError:
            return []

    @property
    def url(self) -> str:
        """Its address. It may be away at any moment."""
        lines = self._lines()
        return f"postgresql://postgres@/postgres?host={lines[4]}&connect_timeout=5" if len(lines) > 7 else ""

    def kill(self) -> None:
        """Kills the postmaster: its other processes see that and go. It may be on its way up; then a moment later."""
        while True:
            lines = self._lines()
            with suppress(psutil.NoSuchProcess):
                if len(lines) > 7 and lines[1] in (postmaster := psutil.Process(int(lines[0]))).cmdline():
                    postmaster.kill()
                    return
            time.sleep(0.05)
