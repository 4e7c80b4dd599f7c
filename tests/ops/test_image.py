"""The product as the image holds it: without benchmark and demonstration. The copies that the Dockerfile names are made here."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from setuptools import find_packages

from tests.kit.server_process import PATIENCE

pytestmark = pytest.mark.e2e

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ("ops/bench", "ops/demo")
ELSEWHERE = "is not part of this installation: run it from a checkout of the repository."

PROGRAM = """import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if "Editable" not in getattr(finder, "__name__", "")]
sys.path.insert(0, {!r})
from ops.cli.main import main
main()
"""


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the Dockerfile copies, less what .dockerignore leaves out of that."""
    app = tmp_path_factory.mktemp("image") / "app"
    copies = [line.split()[1:] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY")]
    for source, target in copies:
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, app / target, ignore=shutil.ignore_patterns("__pycache__"))
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for folder in (line for line in ignored[ignored.index("!ops") :] if (app / line).is_dir()):
        shutil.rmtree(app / folder)
    return app


def sijill(image: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs the image's command line. Of the checkout nothing is found: neither by a path nor by the editable installation."""
    program = PROGRAM.format(str(image))
    return subprocess.run(
        [sys.executable, "-P", "-c", program, *words],
        cwd=image.parent,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_benchmark_and_demonstration_are_not_in_it(image: Path) -> None:
    assert (image / "ops" / "cli").is_dir()
    assert not any((image / folder).exists() for folder in LEFT_OUT)


def test_they_are_in_no_wheel_either() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]["find"]
    packages = find_packages(str(ROOT), **named)
    assert {"ops", "ops.cli", "ops.store"} <= set(packages)
    assert not [name for name in packages if name.startswith(("ops.bench", "ops.demo"))]


def test_every_command_starts_without_them(image: Path) -> None:
    listed = sijill(image, "--help")
    assert listed.returncode == 0, listed.stderr
    for words in (["serve"], ["status"], ["relay"], ["replay"], ["export"], ["import", "plan"], ["bench"]):
        shown = sijill(image, *words, "--help")
        assert shown.returncode == 0, (words, shown.stderr)


def test_a_record_is_made_and_its_status_read(image: Path) -> None:
    status = sijill(image, "status", "--data-dir", str(image.parent / "record"))
    assert (status.returncode, status.stdout) == (0, "The record is empty.\n"), status.stderr


@pytest.mark.parametrize(
    ("words", "name"), [(["bench", "--quick"], "The benchmark"), (["serve", "--demo"], "The demonstration")]
)
def test_a_command_that_needs_one_of_them_names_where_it_is(image: Path, words: list[str], name: str) -> None:
    refused = sijill(image, *words)
    assert (refused.returncode, refused.stderr) == (1, f"{name} {ELSEWHERE}\n")
    assert refused.stdout == ""
