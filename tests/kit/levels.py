"""The level of each test. It follows from what a test asks for, so that no test is at a level that it does not keep to:

- `unit` needs nothing but Python: `make test-fast` runs these;
- `integration` needs a database;
- `e2e` needs the product as it is served, a browser or a broker.

A file that starts the product without a fixture says its level itself; all in `tests/domain` is `unit`. What is said is held
against what is done: a unit test that asks for a database, or starts the product, fails.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

UNIT, INTEGRATION, E2E = LEVELS = ("unit", "integration", "e2e")

NEEDS = {"server": INTEGRATION, "demonstration": INTEGRATION, "demo_site": E2E, "browser": E2E, "broker": E2E}
"""The fixtures that make a level, by their names."""

PURE = Path(__file__).parents[1] / "domain"
"""The rules need nothing but themselves; neither do their tests."""

PROGRAMS = {"sijill", "initdb", "pg_ctl", "postgres"}
"""What a unit test does not start: the product and its database. Linters and git it may."""


def level_of(item: pytest.Item) -> str:
    """What a test says, or else what its fixtures make of it."""
    if PURE in item.path.parents:
        return UNIT
    for mark in item.iter_markers():
        if mark.name in LEVELS:
            return mark.name
    return max((NEEDS[name] for name in needs(item)), key=LEVELS.index, default=UNIT)


def needs(item: pytest.Item) -> list[str]:
    """The fixtures a test asks for, itself or by others, that no unit test may ask for."""
    return [name for name in getattr(item, "fixturenames", ()) if name in NEEDS]


@contextmanager
def kept(item: pytest.Item) -> Iterator[None]:
    """Fails a unit test that asks for more than a unit test may have, or that starts the product meanwhile."""
    if level_of(item) != UNIT:
        yield
        return
    if asked := needs(item):
        pytest.fail(f"This is a unit test, and asks for {', '.join(asked)}: see tests/kit/levels.py", pytrace=False)
    start = subprocess.Popen.__init__

    def checked(self: Any, arguments: Any, *more: Any, **named: Any) -> None:
        words = [arguments] if isinstance(arguments, str) else list(map(str, arguments))
        if Path(words[0]).name in PROGRAMS or any("from ops" in word for word in words):
            pytest.fail(f"This is a unit test, and starts {' '.join(words)}: see tests/kit/levels.py")
        start(self, arguments, *more, **named)

    with patch.object(subprocess.Popen, "__init__", checked):
        yield
