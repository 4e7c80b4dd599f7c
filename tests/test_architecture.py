"""What the folders promise, held against the code. There is no list of exceptions, and none is to be begun."""

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import domain.record
import domain.registry
from api.graphql.engine.kinds import row_of
from domain.communities import community
from domain.communities.office import ROLES
from domain.kernel import Command, Event
from domain.participation import importers
from domain.plans import drafting, implementation
from domain.refusal import Refusal
from projections.models import MODELS
from projections.toolkit.kernel import ReadModel

ROOT = Path(__file__).resolve().parents[1]
LAYERS = ("domain", "projections", "api", "consumers", "ops")
CONTEXTS = ("communities", "participation", "plans", "decisions")
MOST_LINES, MOST_LINES_OF_TESTS = 350, 450

PURE = {
    "functools",
    "collections",
    "datetime",
    "hashlib",
    "inspect",
    "msgspec",
    "re",
    "unicodedata",
    "typing",
    "uuid",
    "zoneinfo",
}
"""All that the rules may import beside each other. `zoneinfo` only says whether a zone has a name, `inspect` which arguments a
decision takes."""

IMPURE = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "open", "print", "input", "getenv", "urandom"}
"""What a rule may not call: time, names and words arrive with the command."""


def tracked() -> list[Path]:
    """The files that git keeps, and those that it would: what is ignored is not looked at."""
    named = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if named.returncode:
        pytest.skip("NOT TESTED: this is no git repository, so what belongs to it cannot be told")
    return [file for name in named.stdout.splitlines() if (file := ROOT / name).is_file()]


def modules(folder: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted((ROOT / folder).rglob("*.py")):
        yield file.relative_to(ROOT), ast.parse(file.read_text())


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for refusal in kind.__subclasses__():
        yield refusal
        yield from refusals(refusal)


def of_the_domain(refusal: type[Refusal]) -> bool:
    return refusal.__module__.split(".")[0] in LAYERS


REFUSALS = sorted({one for one in refusals() if of_the_domain(one)}, key=lambda one: (one.__module__, one.__name__))


def test_the_import_contracts_are_kept() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    kept = subprocess.run([linter, "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert kept.returncode == 0, kept.stdout + kept.stderr


def test_no_contract_has_an_exception() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert contracts
    for contract in contracts:
        assert "ignore_imports" not in contract, contract["name"]


def test_the_rules_import_nothing_but_each_other_and_a_few_plain_things() -> None:
    for file, module in modules("domain"):
        for node in ast.walk(module):
            names = (
                [one.name for one in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                assert name.split(".")[0] in PURE | {"domain"}, f"{file}:{node.lineno} imports {name}"


def test_the_rules_ask_no_clock_and_throw_no_dice() -> None:
    for file, module in modules("domain"):
        for node in ast.walk(module):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                assert called not in IMPURE, f"{file}:{node.lineno} calls {called}"


def nouns(context: str) -> set[str]:
    """The nouns of a context that have commands; one without is tested with those that write its stream."""
    named = [decider.noun.name.split(".") for decider in domain.registry.DECIDERS]
    return {name for where, name in named if where == context}


def with_commands(context: str) -> set[str]:
    """The nouns of a context and the parts of nouns, as far as they have commands: by the files that these stand in."""
    where = [command.__module__.split(".") for command in domain.registry.DECIDER_OF]
    return {name for _, of, name in where if of == context}


def test_every_context_has_nouns() -> None:
    assert {noun.name.split(".")[0] for noun in domain.registry.NOUNS} == set(CONTEXTS)


@pytest.mark.parametrize("context", CONTEXTS)
def test_the_same_noun_has_the_same_path_in_every_layer(context: str) -> None:
    assert nouns(context) <= stems("domain", context)
    assert with_commands(context) <= {test.removeprefix("test_") for test in stems("tests/domain", context)}
    assert nouns(context) <= stems("api/rest", context)
    assert nouns(context) - UNREAD <= stems("projections", context)


UNREAD = {"ballot"}
"""Who voted how is nobody's to read: what is read of ballots is their tallies."""

PART_OF = {
    "evidence": "activity",
    "indicator": "activity",
    "measurement": "activity",
    "moment": "ballot",
    "plan_version": "plan",
    "recommendation": "meeting",
    "referral": "plan",
    "tally": "ballot",
    "vote": "resolution",
}
"""What is read for itself and has no rules of its own: of which noun it is a part, whose rules are its."""

WITHOUT_TYPE = {"moment", "referral", "withheld"}
"""What is looked up, and not given to anybody."""


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_read_has_the_path_of_its_noun_in_every_layer(context: str) -> None:
    for model in stems("projections", context):
        assert PART_OF.get(model, model) in stems("domain", context), model
    assert stems("projections", context) - WITHOUT_TYPE <= stems("api/graphql", context)


@pytest.mark.parametrize("context", CONTEXTS)
def test_what_is_read_has_its_graphql_type_in_a_file_of_its_name(context: str) -> None:
    names = {model.row: model.row.__module__.rpartition(".")[2] for model in MODELS if isinstance(model, ReadModel)}
    for stem in stems("api/graphql", context):
        for one in vars(import_module(f"api.graphql.{context}.{stem}")).values():
            if getattr(one, "__module__", "") == f"api.graphql.{context}.{stem}" and hasattr(one, "__kind__"):
                assert names.get(row_of(one), stem) == stem, one


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_noun_that_is_split_is_split_into_rules_events_and_state(context: str) -> None:
    for stem in stems("domain", context):
        noun, _, part = stem.rpartition("_")
        if part in {"events", "state"}:
            assert {noun, f"{noun}_events", f"{noun}_state"} <= stems("domain", context), stem
        kinds = [one for one in vars(import_module(f"domain.{context}.{stem}")).values() if isinstance(one, type)]
        for kind in kinds:
            if kind.__module__ == f"domain.{context}.{stem}":
                assert part != "events" or not issubclass(kind, Command | Refusal), f"{kind} is no event"
                assert part != "state" or not issubclass(kind, Command | Event), f"{kind} is no state"
                assert not issubclass(kind, Event) or f"{stem}_events" not in stems("domain", context), (
                    f"{kind} is an event"
                )


def test_the_commands_of_a_decider_are_those_that_its_rules_take() -> None:
    for file, module in modules("domain"):
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decider":
                commands = next(one.value for one in node.keywords if one.arg == "commands")
                assert ast.unparse(commands).startswith("get_args("), f"{file}:{node.lineno}"


def stems(layer: str, context: str, suffix: str = "py") -> set[str]:
    return {file.stem for file in (ROOT / layer / context).glob(f"*.{suffix}")} - {"__init__"}


def test_every_read_model_has_its_queries_beside_it() -> None:
    for model in MODELS:
        if isinstance(model, ReadModel):
            assert model.row.__module__ in MODULES_WITH_SQL, f"the queries of {model.table} are not beside its rows"


def test_all_sql_stands_beside_what_uses_it() -> None:
    for file in MODULES_WITH_SQL.values():
        assert "__file__" in file.read_text(), f"{file.relative_to(ROOT)} does not use what stands beside it"


GENERATED = ROOT / "projections" / "schema.sql"
"""What `make schemas` writes in SQL: no module's, and as long as there are read models."""

MODULES_WITH_SQL = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts): file
    for sql in sorted({*(ROOT / "projections").rglob("*.sql")} - {GENERATED})
    for file in (sql.with_suffix(".py"),)
}


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [refusal.__dict__.get("code") for refusal in REFUSALS]
    assert None not in codes, [one for one in REFUSALS if "code" not in one.__dict__]
    assert sorted(set(codes)) == sorted(codes)
    for code in codes:
        assert re.fullmatch(r"[a-z]+([.-][a-z]+)*", str(code)), code


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_every_refusal_tells_why_in_one_sentence(refusal: type[Refusal]) -> None:
    text = refusal.__dict__.get("__doc__")
    assert text, "a refusal's docstring is what its reader sees"
    assert text == text.strip()
    assert "\n" not in text
    named = {field for _, field, _, _ in string.Formatter().parse(text) if field}
    assert str(refusal(**dict.fromkeys(named, "x"))) == text.format(**dict.fromkeys(named, "x"))


@pytest.mark.parametrize("folder", LAYERS)
def test_a_refusal_is_raised_with_all_that_its_sentence_names(folder: str) -> None:
    by_name: dict[str, list[type[Refusal]]] = {}
    for refusal in REFUSALS:
        by_name.setdefault(refusal.__name__, []).append(refusal)
    for file, module in modules(folder):
        for node in ast.walk(module):
            raised = node.exc if isinstance(node, ast.Raise) else None
            name = getattr(raised.func if isinstance(raised, ast.Call) else raised, "id", "")
            given = {one.arg for one in raised.keywords} if isinstance(raised, ast.Call) else set()
            for refusal in by_name.get(name, ()):
                wanted = {field for _, field, _, _ in string.Formatter().parse(refusal.__doc__ or "") if field}
                if len(by_name[name]) == 1:
                    assert given == wanted, f"{file}:{node.lineno} raises {name} with {given}, its text names {wanted}"


def test_every_command_belongs_to_a_noun_and_every_event_to_the_log() -> None:
    commands = {one for one in Command.__subclasses__() if of_the_domain_module(one)}
    assert commands == set(domain.registry.DECIDER_OF)
    assert {one for one in Event.__subclasses__() if of_the_domain_module(one)} == set(domain.registry.EVENTS)


def of_the_domain_module(kind: type) -> bool:
    return kind.__module__.startswith("domain.")


def test_who_may_ask_is_a_role_a_process_or_anybody_with_an_account() -> None:
    roles = set(ROLES)
    processes = {
        "operator",
        "closing-clock",
        implementation.CLOCK,
        *importers.IMPORTERS,
        community.IMPORTER,
        drafting.IMPORTER,
    }
    for command in domain.registry.DECIDER_OF:
        assert command.by <= roles | processes | {"person"}, command


def test_no_file_is_long() -> None:
    for file in tracked():
        if file.suffix in {".py", ".sql"} and file != GENERATED:
            lines = len(file.read_text().splitlines())
            most = MOST_LINES_OF_TESTS if file.is_relative_to(ROOT / "tests") else MOST_LINES
            assert lines <= most, f"{file.relative_to(ROOT)} has {lines} lines"


def test_no_file_names_a_package_index() -> None:
    hosts = [
        ".".join(parts).encode()
        for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"))
    ]
    for file in tracked():
        held = file.read_bytes()
        for host in hosts:
            assert host not in held, f"{file.relative_to(ROOT)} names {host.decode()}"


def test_no_package_shadows_another_from_under_the_tests() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


READS_LOG = re.compile(
    r"\b(?:from|join)\s+(?:(?:record\.)?log|record\.entries)\b(?!\.| import)(.{0,80})", re.DOTALL | re.IGNORECASE
)
LOOKS_AT_ENTRIES = re.compile(
    r"\s+(?:(?:where|on)\s+(?:log\.)?(?:stream\b|position = |position >= head\.next)"
    r"|using \(position\)|join unnest\(%\(streams\))"
)


@pytest.mark.parametrize("folder", ["projections", "consumers", "examples"])
def test_followers_read_the_log_through_the_library(folder: str) -> None:
    """Queries may look at entries, of streams or positions that they name. Whoever reads on and on follows: by
    `select_notifications` or by a subscription."""
    for file in tracked():
        if file.is_relative_to(ROOT / folder) and file.suffix in (".py", ".sql"):
            for found in READS_LOG.finditer(file.read_text()):
                assert LOOKS_AT_ENTRIES.match(found[1]), f"{file.relative_to(ROOT)} reads the log itself: {found[0]}"


PRIVATE = re.compile(
    r"\._(?:notifications_queue|has_been_stopped|has_been_notified|last_notification_id|thread_error)\b"
    r"|def (?:_pull|_loop_on_pull|_process_events_loop)\b"
)


def test_two_files_know_private_parts_of_the_library() -> None:
    """tests/ops/store/test_private_parts.py holds them against the library."""
    known = {
        str(file.relative_to(ROOT))
        for file in tracked()
        if file.suffix == ".py" and not file.is_relative_to(ROOT / "tests") and PRIVATE.search(file.read_text())
    }
    assert known == {"ops/store/subscription.py", "projections/toolkit/following.py"}
