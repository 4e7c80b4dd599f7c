"""A Kafka broker for development and tests."""

import os
import signal
import socket
import subprocess
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from uuid import uuid4

from kafka.admin import KafkaAdminClient
from kafka.errors import KafkaError

from ops.kafka.fetch import HERE, HOME, CannotRun, jars, program

READY_LIMIT = 120.0
"""Seconds for a start: a loaded machine starts a JVM slowly, and after a crash the broker first reads its logs."""


class Broker:
    """A KRaft broker on 127.0.0.1, with its data in a folder, which a later start finds again."""

    def __init__(self, folder: Path, port: int | None = None, *, home: Path = HOME) -> None:
        self.folder, self._home = folder, home
        self.port = port or free_port()
        self._controller_port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None, "the broker has not been started"
        return self._process.pid

    def start(self) -> str:
        """Starts the broker, waits until it answers, and gives its address. Raises CannotRun with the broker's output."""
        self.folder.mkdir(parents=True, exist_ok=True)
        properties = self.folder / "server.properties"
        properties.write_text(
            (HERE / "server.properties")
            .read_text()
            .format(port=self.port, controller_port=self._controller_port, logs=self.folder / "logs")
        )
        if not (self.folder / "logs" / "meta.properties").exists():
            self._java("kafka.tools.StorageTool", "format", "-t", new_id(), "-c", str(properties), "--standalone")
        with self._output.open("ab") as output:
            command = self._command("kafka.Kafka", str(properties))
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self._wait_until_ready()
        return self.address

    def stop(self) -> None:
        """Ends the broker with SIGTERM, and waits for it."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the broker with SIGKILL, as a power cut would."""
        self._end(signal.SIGKILL)

    def wait(self) -> int:
        """Waits until the broker exits by itself. Gives its status."""
        assert self._process is not None
        return self._process.wait()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_LIMIT
        while not answers(self.address):
            assert self._process is not None
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                self.kill()
                tail = self._output.read_text(errors="replace")[-3000:]
                raise CannotRun(f"Kafka {'has ended' if ended else 'does not answer'}. Its last words:\n{tail}")
            time.sleep(0.2)

    @property
    def _output(self) -> Path:
        return self.folder / "broker.output"

    def _command(self, *arguments: str) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
        return [program("java"), "-Xmx512m", logging, "-cp", f"{jars(self._home)}{os.sep}*", *arguments]

    def _java(self, *arguments: str) -> str:
        done = subprocess.run(self._command(*arguments), capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRun(f"{' '.join(arguments[:2])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout


def answers(address: str) -> bool:
    """Whether a broker at an address answers requests."""
    host, port = address.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
        KafkaAdminClient(bootstrap_servers=address, bootstrap_timeout_ms=2_000, request_timeout_ms=2_000).close()
    except (OSError, KafkaError):
        return False
    return True


def new_id() -> str:
    """A new cluster id in Kafka's format: a UUID in base64url, without a dash at its start."""
    while (id := urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return id


def free_port() -> int:
    """A port on 127.0.0.1 that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
