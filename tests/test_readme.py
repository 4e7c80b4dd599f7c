"""The README's commands, run as they stand there, one after the other, beside a served demonstration."""

import os
import re
import subprocess
from pathlib import Path

from ops.kafka.broker import Broker
from tests.kit.server_process import copied, served

HOME = Path(__file__).resolve().parents[1]
README = (HOME / "README.md").read_text()
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_the_two_commands_are_there() -> None:
    (commands,) = blocks("sh")
    for line in commands.splitlines():
        program, target, *_ = line.split()
        asked = [program, "--dry-run", target]
        subprocess.run(asked, cwd=HOME, check=True, capture_output=True)


def test_what_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)", README):
        assert (HOME / target).exists(), target


def test_every_command_works(tmp_path: Path, demonstration: Path, broker: Broker) -> None:
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in (".venv", "docs", "examples"):
        (folder / name).symlink_to(HOME / name)
    script = "set -euo pipefail\n" + "\n".join(blocks("bash"))
    with served(copied(demonstration, folder / "data")) as server:
        environment = {**os.environ, "SIJILL_KAFKA": broker.address, "SIJILL_DATA_DIR": str(folder / "data")}
        done = subprocess.run(
            ["bash", "-c", script.replace(ADDRESS, server.url)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    print(done.stdout, done.stderr)
    assert done.returncode == 0
    assert '"repeated":false' in done.stdout, "the vote"
    assert '"then":null' in done.stdout, "what was there before anything was"
    assert re.search(r'"now":\{"tally":\{"agree":[1-9]', done.stdout), "the tally, with the vote in it"
    assert '"attested":false' in done.stdout, "a plan that the council adopted here"
    assert (folder / "accountability.csv").read_text().count("\n") > 69
    assert (folder / "everything" / "activity.csv").exists()
