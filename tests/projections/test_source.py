"""Which source a function has, where several stand on one line."""

import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from projections.toolkit.source import begin, functions, meant

LINE = "pair = (lambda x: x + 1, lambda x: x + 2, lambda x: (lambda y: y * 3)(x))\n"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, tuple[Callable[[int], int], ...]]:
    file = tmp_path / "pair.py"
    file.write_text(LINE)
    names: dict[str, Any] = {}
    exec(compile(LINE, str(file), "exec"), names)
    return file, names["pair"]


def test_each_of_several_lambdas_on_a_line_is_known_by_its_place(pair: tuple[Path, Any]) -> None:
    file, made = pair
    found = [meant(code_of(one), functions(str(file))[1, "<lambda>"]) for one in made]
    assert [[begin(node)[1] for node in nodes] for nodes in found] == [[8], [25], [42]]
    (inner,) = [one for one in code_of(made[2]).co_consts if isinstance(one, types.CodeType)]
    assert [begin(node)[1] for node in meant(inner, functions(str(file))[1, "<lambda>"])] == [53]


def code_of(function: Callable[[int], int]) -> types.CodeType:
    return function.__code__
