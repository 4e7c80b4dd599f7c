"""docs/rules.md, held against the code: its examples are rule sets that can be laid beside the shipped ones, and it speaks of
every subject."""

import re
from datetime import date
from pathlib import Path

import msgspec

from domain.rules.subjects import FIRST_CALL, SUBJECTS, process_of, subject_named
from domain.rules.values import Value
from ops.rules import read_rulebook
from projections.queries.clocks import SUBJECTS as OF_WHAT_WAITS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text()
EXAMPLES = re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)


def test_its_examples_can_be_laid_beside_the_shipped_sets(tmp_path: Path) -> None:
    for example in EXAMPLES:
        said = msgspec.json.decode(example)
        (tmp_path / f"{said['id']}.v{said['version']}.json").write_text(example)
    book = read_rulebook(tmp_path)
    day = date(2027, 4, 1)
    assert book.rule(FIRST_CALL, "TN", "commune", day).ref.set == "tn-communes"
    process = book.rule(process_of("climate"), "MA", "region", day).value
    assert [stage.key for stage in process.stages][-2:] == ["implementation", "closure"]
    assert book.rule(process_of("openness"), "MA", "region", day).ref.set == "remacto"


def test_it_speaks_of_every_subject_with_its_kind_of_value() -> None:
    rows = [line.split("|")[1:3] for line in GUIDE.splitlines() if line.startswith("| `")]
    said = {name: kind for names, kind in rows for name in re.findall(r"`([a-z_.<>]+)`", names)}
    kinds: dict[str, type[Value]] = {name: subject.kind for name, subject in SUBJECTS.items()}
    for name, kind in kinds.items():
        assert f"`{kind.__struct_config__.tag}`" in said.get(name, ""), name
    assert "`process`" in said["plan.process.<kind>"]
    assert subject_named("plan.process.climate") == process_of("climate")


def test_it_says_by_which_rule_each_thing_waits() -> None:
    waits = GUIDE.partition("| what waits |")[2]
    for subject in OF_WHAT_WAITS.values():
        assert f"`{subject.name}`" in waits
