"""The rule sets that are shipped, and an operator's own beside them."""

from datetime import date
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from domain.rules.rulesets import Rule, RuleFault, RuleRef
from domain.rules.subjects import MAJORITY, SUBJECTS, process_of
from domain.rules.values import Value
from domain.text import Words
from ops.rules import SHIPPED, read_rulebook, sets_in

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "rule-sets.sha256"
SETS = sets_in(SHIPPED)
RULES = [rule for one in SETS for rule in one.rules]
LANGUAGES = {"ar", "fr", "en"}
ASSUMED = {"Assumptions of this platform, until a text says so", "Assumptions: a set to test with, and to start from"}


def lay(folder: Path, name: str, **changes: object) -> None:
    """A copy of the neutral set, changed."""
    written = msgspec.json.decode((SHIPPED / "neutral.v1.json").read_bytes()) | changes
    (folder / name).write_bytes(msgspec.json.encode(written))


def test_what_is_shipped_is_the_councils_the_clocks_the_network_and_a_neutral_set() -> None:
    assert [(one.id, one.version) for one in read_rulebook().sets] == [
        *((name, 1) for name in ("ma-calendar", "ma-clocks", "ma-communes", "ma-entry", "ma-provinces", "ma-regions")),
        *(("neutral", 1), ("neutral", 2), ("neutral-entry", 1), ("remacto", 1), ("remacto", 2)),
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.ref.set}-{rule.ref.subject}")
def test_every_shipped_rule_says_where_it_stands_and_how_sure_that_is(rule: Rule[Value]) -> None:
    assert set(rule.text.title) == set(rule.source) == LANGUAGES
    assert rule.certainty == ("assumed" if rule.text.title["en"] in ASSUMED else "reported")
    assert not rule.note or set(rule.note) == LANGUAGES
    assert all(set(name) == LANGUAGES for name in names(rule.value))


def names(value: object) -> list[Words]:
    """All names that a value holds, however deep."""
    if isinstance(value, tuple):
        return [name for one in value for name in names(one)]
    if not isinstance(value, msgspec.Struct):
        return []
    held = [getattr(value, field) for field in value.__struct_fields__]
    return [one for one in held if isinstance(one, dict)] + [name for one in held for name in names(one)]


def test_every_subject_that_the_code_knows_is_spoken_of() -> None:
    assert {rule.ref.subject for rule in RULES} == {*SUBJECTS, process_of("openness").name}


def test_a_version_that_was_shipped_never_changes() -> None:
    """What was decided by it names it: a correction is a new version, in a file of its own."""
    lines = [f"{sha256(file.read_bytes()).hexdigest()}  {file.name}" for file in SHIPPED.iterdir() if file.is_file()]
    assert sorted(lines, key=lambda line: line.split()[1]) == GOLDEN.read_text().splitlines()


def test_a_country_lays_its_own_sets_beside_the_shipped_ones(tmp_path: Path) -> None:
    lay(tmp_path, "tn-communes.v3.json", id="tn-communes", version=3, jurisdiction="TN")
    (tmp_path / "README.md").write_text("no rule set")
    rule = read_rulebook(tmp_path).rule(MAJORITY, "TN", "commune", date(2025, 9, 1))
    assert rule.ref == RuleRef("tn-communes", 3, "majority")


def test_a_file_is_named_after_what_it_holds(tmp_path: Path) -> None:
    lay(tmp_path, "neutral.v9.json")
    with pytest.raises(RuleFault, match=r"^neutral\.v9\.json: .* is named neutral\.v1\.json$"):
        read_rulebook(tmp_path)


def test_a_fault_in_an_operator_s_file_is_said_with_its_place(tmp_path: Path) -> None:
    lay(tmp_path, "mine.v1.json", id="mine", rules=[{"subject": "weather"}])
    with pytest.raises(RuleFault, match=r"^mine\.v1\.json: rule 1 \(weather\): "):
        read_rulebook(tmp_path)


def test_a_set_that_says_otherwise_than_a_shipped_one_is_refused_and_a_newer_version_of_it_is_not(
    tmp_path: Path,
) -> None:
    lay(tmp_path, "neutral.v9.json", version=9)
    assert read_rulebook(tmp_path).newest("neutral").version == 9
    lay(tmp_path, "other.v1.json", id="other")
    with pytest.raises(RuleFault, match="neutral says something on the same days too"):
        read_rulebook(tmp_path)
