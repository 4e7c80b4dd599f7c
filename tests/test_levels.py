"""The level of a test follows from what it asks for, and a unit test stays one."""

import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.kit.levels import E2E, INTEGRATION, UNIT, kept, level_of

HERE = Path(__file__).parent


def a_test(*fixtures: str, file: str = "ops/test_something.py", said: str | None = None) -> Any:
    marks = [SimpleNamespace(name="anyio"), *([SimpleNamespace(name=said)] if said else [])]
    return SimpleNamespace(path=HERE / file, fixturenames=fixtures, iter_markers=lambda: marks)


@pytest.mark.parametrize(
    ("test", "level"),
    [
        (a_test(), UNIT),
        (a_test("tmp_path", "settings", "server"), INTEGRATION),
        (a_test("demonstration"), INTEGRATION),
        (a_test("server", "broker"), E2E),
        (a_test(said="e2e"), E2E),
        (a_test("server", file="domain/plans/test_plan.py"), UNIT),
    ],
)
def test_the_level_follows_from_what_a_test_asks_for(test: Any, level: str) -> None:
    assert level_of(test) == level


@pytest.mark.parametrize("test", [a_test("server", said="unit"), a_test("server", file="domain/test_kernel.py")])
def test_a_unit_test_that_asks_for_a_database_fails(test: Any) -> None:
    with pytest.raises(pytest.fail.Exception, match="asks for server"), kept(test):
        pass


@pytest.mark.parametrize("words", [["/usr/bin/sijill", "status"], ["python", "-c", "from ops.cli.main import main"]])
def test_a_unit_test_that_starts_the_product_fails(words: list[str]) -> None:
    with pytest.raises(pytest.fail.Exception, match="starts"):
        subprocess.run(words, check=True)


def test_it_may_start_other_programs() -> None:
    subprocess.run(["git", "--version"], check=True, capture_output=True)
