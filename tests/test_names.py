"""No name in the product is a riddle: a function, class, module or parameter says what it is, not that somebody told or found
it."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("domain", "projections", "api", "consumers", "ops", "examples")

RIDDLES = frozenset(
    {"told", "said", "anew", "beside", "whoever", "shown", "found", "asked", "known", "around", "at_hand"}
)

LEFT = Counter[str]({"api/graphql/engine/relay.py asked": 1})
"""The names that are still to be replaced, by file. An entry that is no longer needed fails the test: this table only shrinks."""


def names(tree: ast.AST) -> Iterator[str]:
    """The names of functions, classes and parameters."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.arg(arg=name)
            ):
                yield name.strip("_").lower()


def riddles() -> Iterator[str]:
    for folder in PRODUCT:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for name in (file.stem, *names(ast.parse(file.read_text()))):
                if name in RIDDLES:
                    yield f"{file.relative_to(ROOT)} {name}"


def test_a_name_says_what_it_names() -> None:
    counted = Counter(riddles())
    assert not counted - LEFT, f"names that say nothing: {dict(counted - LEFT)}"
    assert not LEFT - counted, f"no longer there, so take it from the table: {dict(LEFT - counted)}"
