"""The guide to a new noun, held against the noun that it shows: its code is the product's, its checklist complete."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_documentation import table

ROOT = Path(__file__).resolve().parents[1]
GUIDE = ROOT / "docs" / "how-to" / "add-a-noun.md"
NOUN = "practice"
MOST_LINES = 250

SHOWN = re.compile(r"^(`([\w/.]+)`\n\n```\w+\n).*?^```$", re.MULTILINE | re.DOTALL)
CHECKLIST = table(GUIDE.read_text(), "place")

PLACES = ("domain", "projections", "api", "consumers", "ops", "tests/domain", "tests/api", "tests/golden")
TEXTS = {".py", ".sql", ".json", ".graphql", ".po", ".md", ".html"}


def naming() -> set[str]:
    """The files whose text names the noun."""
    files = [file for place in PLACES for file in (ROOT / place).rglob("*") if file.suffix in TEXTS]
    files.append(ROOT / "docs" / "glossary.md")
    return {str(file.relative_to(ROOT)) for file in files if NOUN in file.read_text().lower()}


def own() -> set[str]:
    """The files of the noun itself, but for what is generated."""
    return {file for file in naming() if NOUN in Path(file).name and "golden" not in file}


def test_the_code_on_the_page_is_that_of_the_files(committed: Callable[[Path, str], None]) -> None:
    committed(GUIDE, SHOWN.sub(lambda shown: f"{shown[1]}{(ROOT / shown[2]).read_text()}```", GUIDE.read_text()))


def test_every_file_of_the_noun_is_on_the_page() -> None:
    assert {path for _, path in SHOWN.findall(GUIDE.read_text())} == own()


def test_the_noun_is_small() -> None:
    assert sum(len((ROOT / file).read_text().splitlines()) for file in own()) <= MOST_LINES


@pytest.mark.parametrize("place", CHECKLIST, ids=lambda place: place[0])
def test_each_place_of_the_checklist_names_the_noun(place: list[str]) -> None:
    path, added, _ = place
    named = added.partition("`")[0]
    there = list(ROOT.glob(path))
    assert there, f"there is no {path}"
    for file in there:
        assert named in file.read_text(), f"{path} has no {named}"


def test_the_checklist_has_every_place_that_names_the_noun() -> None:
    listed = {str(file.relative_to(ROOT)) for path, *_ in CHECKLIST for file in ROOT.glob(path)}
    assert naming() - own() == listed
