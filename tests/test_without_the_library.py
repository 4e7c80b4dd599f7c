"""With `eventsourcing` uninstalled the rules are what they were, and the product can do none of what goes over the log."""

import subprocess
import sys

import pytest

WITHOUT = "import sys; sys.modules['eventsourcing'] = None; import {}"
"""A process in which importing the library raises ImportError, as where it is not installed."""


def imported(module: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(module)], capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize(
    ("what", "module"),
    [
        ("append", "ops.store.recorders"),
        ("append a command's events", "ops.record"),
        ("load a stream", "ops.streams"),
        ("project", "projections.toolkit.runner"),
        ("keep read models", "projections.toolkit.following"),
        ("rebuild", "projections.toolkit.rebuild"),
        ("relay", "consumers.relay"),
        ("serve", "ops.server"),
    ],
)
def test_without_the_library_nothing_goes_over_the_log(what: str, module: str) -> None:
    done = imported(module)
    assert done.returncode == 1, f"without the library this could {what}"
    assert "ModuleNotFoundError" in done.stderr or "ImportError" in done.stderr
    assert "eventsourcing" in done.stderr.splitlines()[-1]


def test_the_rules_know_nothing_of_it() -> None:
    assert imported("domain.registry").returncode == 0
