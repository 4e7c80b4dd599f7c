"""A digest says what makes rows, and nothing else: rewritten source has the same one where it does the same."""

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from domain.registry import UPCASTS
from projections.models import MODELS
from projections.participation.tally import Tally, tallies
from projections.toolkit.definition import FORM, OURS, digest, sql
from tests.projections.sample import model as sample

ROOT = Path(__file__).parents[2]
SAMPLE = Path(__file__).with_name("sample")
Rewrite = Callable[[str], str]


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the sample, under a name of its own."""
    folder = tmp_path / f"sample_{uuid4().hex}"
    shutil.copytree(SAMPLE, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


def made(folder: Path) -> str:
    copied = importlib.import_module(f"{folder.name}.model")
    return digest(copied.TABLE, *copied.MADE_BY)


def rewritten(folder: Path, rewrite: Rewrite) -> str:
    for file in folder.glob("*.py"):
        file.write_text(rewrite(file.read_text()))
    return made(folder)


@pytest.fixture(scope="module")
def as_it_is() -> str:
    return digest(sample.TABLE, *sample.MADE_BY)


class Bare(ast.NodeTransformer):
    """Without docstrings, and without the annotations of functions and locals."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        return ast.Pass() if isinstance(node.value, ast.Constant) else node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        for one in ast.walk(node):
            if isinstance(one, ast.arg):
                one.annotation = None
            if isinstance(one, ast.AnnAssign):
                one.annotation = ast.Constant("a number")
        return self.generic_visit(node)


def bare(source: str) -> str:
    """Source without comments, docstrings and annotations, formatted otherwise."""
    return ast.unparse(Bare().visit(ast.parse(source)))


def renaming(**names: str) -> Rewrite:
    return lambda source: re.sub(r"\b(" + "|".join(names) + r")\b(?!\.v1)", lambda found: names[found[1]], source)


SAME: dict[str, Rewrite] = {
    "as it is": lambda source: source,
    "reformatted": bare,
    "comments": lambda source: re.sub(
        r"\n(?= *(?:def|return|match|case)\b)", "\n# another\n", source.replace("# a comment\n", "\n")
    ),
    "classes": renaming(
        Money="Sum", Paid="HasPaid", Refunded="PaidBack", Size="Bigness", Weight="Mass", Row="Line", Choice="Vote"
    ),
    "functions": renaming(
        fold="next_row",
        keys="touched",
        size_of="bigness",
        weighed="weight_of",
        doubled="twice",
        loudly="aloud",
        even="pair",
    ),
    "locals": renaming(found="result", sizes="all_sizes", limit="most"),
    "data": renaming(LIMITS="BOUNDS", SPECIAL="KINDS", next_one="following", rounded="cut"),
    "table": lambda source: source.replace("create table", "CREATE  TABLE").replace("-- how much", "/* a sum */"),
    "order": lambda source: source.replace('{"gift", "loan", "fine"}', '{"loan", "fine", "gift"}'),
    "an unused method": lambda source: source.replace("return 1\n", "return 2\n"),
}


@pytest.mark.parametrize("rewrite", SAME.values(), ids=SAME)
def test_what_does_not_make_rows_does_not_count(copy: Path, as_it_is: str, rewrite: Rewrite) -> None:
    assert rewritten(copy, rewrite) == as_it_is


def test_where_something_stands_does_not_count(copy: Path, as_it_is: str) -> None:
    happenings, main, reckoning = (copy / f"{name}.py" for name in ("happenings", "model", "reckoning"))
    _, money, paid, refunded = re.split(r"\n\n\n(?=class)", happenings.read_text())
    head = "from typing import Literal\nfrom uuid import UUID\nimport msgspec\nChoice = Literal['yes', 'no']\n"
    (copy / "other.py").write_text(f"{head}\n{refunded}\n{money}\n")
    (copy / "third.py").write_text(f"{head}\nfrom .other import Money\n\n{paid}\n")
    happenings.unlink()
    reckoning.rename(copy / "numbers.py")
    text = main.read_text().replace("from . import reckoning\n", "").replace("from .reckoning", "from .numbers")
    text = text.replace("reckoning.doubled", "doubled").replace("import LIMITS", "import doubled, LIMITS")
    main.write_text(
        text.replace("from .happenings import", "from .third import Choice, Money, Paid\nfrom .other import Refunded #")
    )
    assert made(copy) == as_it_is


OTHER = {
    "a constant": ("* 100", "* 1000"),
    "an operator": ("self.paid + amount", "self.paid - amount"),
    "a condition": ("if row is None", "if row is not None"),
    "a string": ("words=described(why)", "choice=described(why)"),
    "an event's name": ("sample.Paid.v1", "sample.Paid.v2"),
    "an event's field": ("thing: UUID\n    why: str\n", "thing: UUID\n    why: str | None\n"),
    "the order of fields": ("thing: UUID\n    money: Money", "money: Money\n    thing: UUID"),
    "a default of an event": ('choice: Choice = "yes"', 'choice: Choice = "no"'),
    "a default of a field's type": ('"MAD"', '"EUR"'),
    "a literal": ('"yes", "no"]', '"yes", "never"]'),
    "a field of the row": ('words: str = ""', 'word: str = ""\n    words: str = ""'),
    "a default of the row": ("count: int = 0", "count: int = 1"),
    "a column": ("note  text", "note  varchar"),
    "a default of a column": ("'a  --  b'", "'a  --  c'"),
    "blanks in a string of SQL": ("'a  --  b'", "'a --  b'"),
    "which events there are": ("FEEDS = frozenset({Paid, Refunded})", "FEEDS = frozenset({Paid})"),
    "which event it is": ("case Refunded(why=why)", "case Paid(thing=why)"),
    "a method": ("self.amount * 100", "self.amount"),
    "what another module's function does": ("return number * 2", "return number * 3"),
    "a default of a helper": ("factor: int = 3", "factor: int = 4"),
    "a local": ("return Weight(found * factor)", "return Weight(amount * factor)"),
    "a step of a closure": ("counting(1)", "counting(2)"),
    "what a closure does": ("return number + step", "return number - step"),
    "what a decorator does": ('or "nothing"', 'or "none"'),
    "a decorator": ("@loudly\n", ""),
    "a lambda": ("(len(word), word)", "word"),
    "a pattern": (r'r"\w+"', r'r"\S+"'),
    "a pattern's flags": ("re.ASCII", "re.IGNORECASE"),
    "an entry of a table": ("1_000", "2_000"),
    "a member of a set": ('"fine"', '"fee"'),
    "a member of an enumeration": ('LARGE = "large"', 'LARGE = "big"'),
    "a partial": ("ndigits=2", "ndigits=3"),
    "what Python gives": ("sorted(WORD", "reversed(WORD"),
    "what comes from a library": ("msgspec.structs.replace(row", "msgspec.structs.asdict(row"),
    "a function of a circle": ("return number != 0", "return number != 1"),
    "a tuple's default": ("heavy: bool = False", "heavy: bool = True"),
    "two members": ("LARGE if rounded(amount) > limit else Size.SMALL", "SMALL if rounded(amount) > limit else Size.LARGE"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), OTHER.values(), ids=OTHER)
def test_what_makes_rows_counts(copy: Path, as_it_is: str, old: str, new: str) -> None:
    assert sum(file.read_text().count(old) for file in copy.glob("*.py")) == 1
    assert rewritten(copy, lambda source: source.replace(old, new)) != as_it_is


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    return number * 2", "    import math\n\n    return math.floor(number) * 2", "imported inside"),
        ('LIMITS = {"small": 10, "large": 1_000}', 'LIMITS = {"small": object(), "large": 1_000}', "cannot describe"),
    ],
)
def test_what_it_cannot_tell_it_says(copy: Path, old: str, new: str, says: str) -> None:
    with pytest.raises(TypeError, match=says):
        rewritten(copy, lambda source: source.replace(old, new))


def test_sql_is_compared_by_its_words() -> None:
    assert sql("Create  table a(b int);-- c\n") == sql("create table a (\n  b int\n);")
    assert sql("select 'A  b'") != sql("select 'a  b'")
    assert sql("select $x$ -- $x$") != sql("select $x$ $x$")


# The register's own read models, rewritten as a whole


def digests_of(folder: Path, first: str = "projections.models") -> dict[str, str]:
    """The digests that the code in a folder gives its read models."""
    code = (
        f"import json, {first}; from projections.models import MODELS;"
        "print(json.dumps({model.table: model.digest for model in MODELS}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture
def product(tmp_path: Path) -> Path:
    for package in OURS:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


class Renamed(ast.NodeTransformer):
    """Some classes have other names (in strings only where they are annotations), and modules are where MOVED says."""

    def __init__(self, classes: set[str]) -> None:
        self.classes = classes

    def name(self, name: str) -> str:
        return f"Renamed{name}" if name in self.classes else name

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self.name(node.id), node.ctx)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        quoted = isinstance(node.value, str) and re.fullmatch(r"[\w\[\], |.]*\b[A-Z]\w+[\w\[\], |]*", node.value)
        return ast.Constant(re.sub(r"(?<![\w.])\w+(?![\w.])", self.found, node.value)) if quoted else node

    def found(self, found: re.Match[str]) -> str:
        return self.name(found[0])

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.name = self.name(node.name)
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> list[ast.stmt]:
        return [self.imported(str(node.module), one) for one in node.names]

    def imported(self, module: str, one: ast.alias) -> ast.stmt:
        if (whole := f"{module}.{one.name}") in MOVED:
            package, name = MOVED[whole].rsplit(".", 1)
            return ast.ImportFrom(package, [ast.alias(name, one.asname or one.name)], 0)
        alias = ast.alias(self.name(one.name), one.asname and self.name(one.asname))
        return ast.ImportFrom(MOVED.get(module, module), [alias], 0)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if not (isinstance(node.value, ast.Name) and node.value.id in ("ast", "inspect", "msgspec", "types")):
            node.attr = self.name(node.attr)
        return self.generic_visit(node)


MOVED = {
    "domain.kernel": "domain.core", "domain.participation.ballot": "domain.participation.voting",
    "domain.plans.activity_events": "domain.plans.happened", "domain.documents": "domain.papers",
    "projections.participation.tally": "projections.decisions.counts", "projections.plans.indicator": "projections.signs",
}  # fmt: skip


def test_renamed_moved_and_reformatted_the_registers_read_models_are_the_same(product: Path) -> None:
    files = [*product.rglob("*.py")]
    trees = {file: ast.parse(file.read_text()) for file in files}
    classes = {node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for file, tree in trees.items():
        file.write_text(f"# rewritten\n{ast.unparse(Renamed(classes).visit(tree))}\n")
    for old, new in MOVED.items():
        for ending in (".py", ".sql"):
            if (file := product / (old.replace(".", "/") + ending)).exists():
                file.rename(product / (new.replace(".", "/") + ending))
    assert len(classes) > 300
    assert digests_of(product, "domain.papers, projections.signs, domain.decisions.opinion, domain.plans.plan") == {
        model.table: model.digest for model in MODELS
    }


CHANGES = [
    ("domain/kernel.py", "return self.on_behalf_of or self.actor\n", "return self.actor\n", {"proposal", "comment"}),
    ("projections/participation/proposal.py", "def author_of(", "def author_of(_: object = 1, /, *a: object, ", None),
    ("projections/toolkit/columns.py", "Jsonb(value,", "Jsonb([value],", {"document"}),
    ("projections/participation/tally.py", "undecided: int = 0", "undecided: int | None = 0", {"tally"}),
    ("projections/decisions/vote.sql", "(resolution, since)", "(resolution)", {"vote"}),
    (
        "domain/participation/ballot.py",
        "choice: Choice\n",
        'choice: Choice = "pass"\n',
        {"tally", "audit", "entered_later"},
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "tables"), CHANGES, ids=[change[0] for change in CHANGES])
def test_what_changes_reaches_the_models_that_use_it(
    product: Path, file: str, old: str, new: str, tables: set[str] | None
) -> None:
    text = (product / file).read_text()
    assert old in text
    (product / file).write_text(text.replace(old, new))
    found = digests_of(product)
    assert {model.table for model in MODELS if found[model.table] != model.digest} == (
        tables or {"proposal", "comment"}
    )


def test_every_read_model_has_a_digest_of_its_own() -> None:
    assert len({model.digest for model in MODELS}) == len(MODELS)


def test_a_description_is_the_same_whatever_was_described_before() -> None:
    for model in reversed(MODELS):
        vars(model).pop("digest", None)
    before = {model.table: model.digest for model in MODELS}
    assert digests_of(ROOT) == before


def test_what_old_events_become_counts_and_so_does_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def tally() -> str:
        return digest("create table tally ()", Tally, tallies.key, tallies.handlers)

    now = tally()
    monkeypatch.setattr("projections.toolkit.definition.FORM", FORM + 1)
    assert tally() != now
    monkeypatch.setattr("projections.toolkit.definition.FORM", FORM)
    assert tally() == now
    monkeypatch.setitem(UPCASTS, "participation.BallotCast.v0", ("participation.BallotCast.v1", dict))
    assert tally() != now
