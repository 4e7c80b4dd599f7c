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

LEFT = Counter[str](
    {
        "api/graphql/audit.py found": 1,
        "api/graphql/audit.py shown": 1,
        "api/graphql/communities/organisation.py asked": 1,
        "api/graphql/communities/seat.py asked": 1,
        "api/graphql/decisions/session.py found": 1,
        "api/graphql/engine/engine.py asked": 3,
        "api/graphql/engine/introspection.py asked": 1,
        "api/graphql/engine/introspection.py known": 1,
        "api/graphql/engine/moments.py asked": 1,
        "api/graphql/engine/reading.py asked": 1,
        "api/graphql/engine/reading.py found": 1,
        "api/graphql/engine/reading.py said": 1,
        "api/graphql/engine/reading.py shown": 1,
        "api/graphql/engine/relay.py asked": 2,
        "api/graphql/engine/relay.py found": 1,
        "api/graphql/plans/money.py found": 1,
        "api/graphql/plans/plan.py said": 1,
        "api/graphql/plans/process.py said": 1,
        "api/graphql/plans/project.py found": 1,
        "api/graphql/query.py found": 2,
        "api/graphql/rules.py found": 1,
        "api/graphql/rules.py said": 1,
        "api/pages/accountability.py asked": 1,
        "api/pages/accountability.py shown": 1,
        "ops/bench/answering.py known": 1,
        "ops/bench/graphql.py asked": 1,
        "ops/bench/list_growth.py asked": 1,
        "ops/bench/load.py found": 1,
        "ops/bench/plan_scene.py said": 1,
        "ops/bench/plans.py asked": 1,
        "ops/bench/stock.py known": 1,
        "ops/cli/export.py said": 1,
        "ops/cli/status.py found": 1,
        "ops/cli/user.py known": 1,
        "ops/demo/commune.py found": 1,
        "ops/demo/region/implementation.py shown": 1,
        "ops/demo/region/script.py told": 1,
        "projections/queries/differences.py found": 1,
        "projections/queries/differences.py said": 1,
        "projections/queries/differences.py shown": 1,
        "projections/toolkit/sql.py found": 1,
    }
)
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
