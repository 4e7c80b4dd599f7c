"""Kafka's jars: Maven fetches the versions in pom.xml, and jars.sha256 must match before any of them is run."""

import fcntl
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
HASHES = HERE / "jars.sha256"
HOME = HERE.parents[1] / "var" / "kafka"
"""The folder of the jars and of the data of `make kafka`, in the repository; git ignores it."""


class CannotRun(Exception):
    """Kafka cannot run here; the message says what is missing or wrong."""


def program(name: str) -> str:
    """The path of a program. Raises CannotRun if it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise CannotRun(f"`{name}` is not on the path: Kafka needs Java 17 or newer, and Maven to bring it.")
    return path


def jars(home: Path = HOME) -> Path:
    """The folder of Kafka's jars, which are fetched on first use (54 MB). Raises CannotRun if one does not match jars.sha256."""
    folder = home / "libs"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "fetching").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if hashes(folder) != pinned():
            shutil.rmtree(folder, ignore_errors=True)
            fetched = fetch(home / "fetched")
            check(hashes(fetched))
            fetched.rename(folder)
    return folder


def fetch(folder: Path) -> Path:
    """Runs Maven to copy the jars into an empty folder. Raises CannotRun."""
    shutil.rmtree(folder, ignore_errors=True)
    command = ["-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    done = subprocess.run([program("mvn"), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"Maven could not bring Kafka:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return folder


def check(fetched: dict[str, str]) -> None:
    """Raises CannotRun if the hashes of fetched jars are not those of jars.sha256."""
    wanted = pinned()
    wrong = sorted(name for name in wanted.keys() | fetched.keys() if wanted.get(name) != fetched.get(name))
    if wrong:
        raise CannotRun(f"These jars are not those of {HASHES.name}, nothing was run: {', '.join(wrong)}")


def pinned() -> dict[str, str]:
    """The SHA-256 of each jar by file name, from jars.sha256."""
    lines = (line.split() for line in HASHES.read_text().splitlines())
    return {name: digest for digest, name in lines}


def hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each jar in a folder, by file name."""
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.jar")}
