"""Kafka's jars: brought by Maven by the versions in pom.xml, and held against jars.sha256 before anything of them is run."""

import fcntl
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).parent
HASHES = HERE / "jars.sha256"
HOME = HERE.parents[1] / "var" / "kafka"
"""Where the jars, and the data of `make kafka`, are kept: a folder of the repository that git ignores."""


class CannotRun(Exception):
    """Kafka cannot be run here; the message says what is missing or wrong."""


def program(name: str) -> str:
    """The path of a program that must be there."""
    found = shutil.which(name)
    if found is None:
        raise CannotRun(f"`{name}` is not on the path: Kafka needs Java 17 or newer, and Maven to bring it.")
    return found


def jars(home: Path = HOME) -> Path:
    """The folder with Kafka's jars, fetched on first use (54 MB). Raises CannotRun if one is not what jars.sha256 says."""
    folder = home / "libs"
    home.mkdir(parents=True, exist_ok=True)
    with (home / "fetching").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if hashes(folder) != pinned():
            shutil.rmtree(folder, ignore_errors=True)
            fetched = fetch(home / "fetched")
            check(hashes(fetched))
            fetched.rename(folder)
    return folder


def fetch(folder: Path) -> Path:
    """Has Maven copy the jars into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    command = ["-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    done = subprocess.run([program("mvn"), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"Maven could not bring Kafka:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return folder


def check(found: dict[str, str]) -> None:
    wanted = pinned()
    wrong = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
    if wrong:
        raise CannotRun(f"These jars are not those of {HASHES.name}, nothing was run: {', '.join(wrong)}")


def pinned() -> dict[str, str]:
    """SHA-256 by file name, as `sha256sum` writes it."""
    lines = (line.split() for line in HASHES.read_text().splitlines())
    return {name: digest for digest, name in lines}


def hashes(folder: Path) -> dict[str, str]:
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.jar")}
