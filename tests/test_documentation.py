"""What the documentation says of the code, held against the code: vectors, names, and that what it points at is there."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from uuid import UUID

import pytest

from ops.keys import Keyring, associated_data, commitment, unseal

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
LEDGER = (DOCS / "ledger.md").read_text()
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
SALT, ZERO = bytes(range(32)), bytes(32)

MAP = (ROOT / "ARCHITECTURE.md").read_text()
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("how-to/*.md")])
FOLDERS = {folder.name for folder in ROOT.iterdir() if folder.is_dir()} - {".venv", "data", "var"}
"""What the paths on a page begin with."""


def table(text: str, first: str) -> list[list[str]]:
    """The rows of the table whose first column is headed so; code marks taken off."""
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith(f"| {first} |"):
            next(lines)
            break
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    assert rows, f"no table of {first}"
    return rows


def test_the_commitment_is_what_the_page_says() -> None:
    for salt, event, field, words, sha256 in table(LEDGER, "salt"):
        assert salt == "bytes 00 to 1f"
        assert commitment(SALT, UUID(event), field, words) == sha256


def test_an_opening_is_kept_as_the_page_says() -> None:
    _, event, field, words, sha256 = table(LEDGER, "salt")[0]
    (sealed,) = re.findall(r"^    ([0-9a-f]{100,})$", LEDGER, re.MULTILINE)
    (key,) = re.findall(r"whose id is `([0-9a-f-]+)`", LEDGER)
    assert associated_data(UUID(key), UUID(event), field) == UUID(event).bytes + field.encode() + UUID(key).bytes
    salt, opened = unseal(ZERO, UUID(key), UUID(event), field, bytes(12), bytes.fromhex(sealed))
    assert (salt, opened) == (SALT, words)
    assert commitment(salt, UUID(event), field, opened) == sha256


def test_pseudonyms_are_what_the_page_says() -> None:
    keyring = Keyring(ZERO)
    for scope, person, pseudonym in table(LEDGER, "scope"):
        named = person.encode() if person.startswith("outsider:") else UUID(person).bytes
        assert keyring.pseudonym(UUID(scope), named) == UUID(pseudonym)


def test_tokens_of_the_search_are_what_the_page_says() -> None:
    page = (ROOT / "docs/ledger.md").read_text()
    ((term, token),) = re.findall(r"the term `(\S+)`\s+has the token `(-?\d+)`", page)
    assert Keyring(bytes(32)).token(term) == int(token)


def test_the_glossary_s_names_are_those_of_the_code() -> None:
    folders = chain.from_iterable((ROOT / layer).rglob("*.py") for layer in ("domain", "projections"))
    code = set(re.findall(r"\w+", "\n".join(file.read_text() for file in folders)))
    for row in table((DOCS / "glossary.md").read_text(), "العربية"):
        arabic, french, english, names = row
        assert re.search(r"[\u0600-\u06ff]", arabic), row
        assert french, row
        assert english, row
        for name in re.findall(r"\w+", names):
            assert name in code, f"the code knows no {name}"


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_says_why_what_and_what_keeps_it_so(decision: Path) -> None:
    text = decision.read_text()
    assert re.match(rf"# {int(decision.stem[:4])}\. \w", text)
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "What enforces it"]
    assert len(text.splitlines()) <= 50, "one page"
    kept = text.partition("## What enforces it")[2]
    paths = [path for path in re.findall(r"`([\w/.-]+)`", text) if "/" in path]
    assert any(path in kept for path in paths), "what enforces it is somewhere"
    for path in paths:
        assert (ROOT / path).exists(), f"there is no {path}"


def test_each_decision_has_a_number_of_its_own_and_is_listed_by_it() -> None:
    assert len({file.stem[:4] for file in DECISIONS}) == len(DECISIONS)
    titles = [file.read_text().partition("\n")[0].removeprefix("# ").partition(". ") for file in DECISIONS]
    listed = [f"- {number}. [{title}]({file.name})" for (number, _, title), file in zip(titles, DECISIONS, strict=True)]
    text = (DOCS / "decisions" / "README.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("- ")] == listed


def paths(page: str) -> Iterator[str]:
    """The paths that a page names in code marks; in `domain/<context>/<noun>.py`, any context and any noun."""
    for named in re.findall(r"`([\w./<>-]+)`", page):
        if named.partition("/")[0] in FOLDERS and "/" in named:
            yield re.sub(r"<\w+>", "*", named).rstrip("/")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_and_link_of_a_page_is_there(page: Path) -> None:
    text = page.read_text()
    for path in paths(text):
        if "NNNN" not in path:
            assert next(ROOT.glob(path), None), f"there is no {path}"
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).exists(), f"there is no {target}"


def journeys() -> list[tuple[str, str]]:
    """The steps of the map: a file, and a name in it."""
    rows = re.findall(r"^\| `([^`]+)` \| (`[^|]+`) \| ", MAP, re.MULTILINE)
    return [(file, name) for file, names in rows for name in re.findall(r"`([^`]+)`", names)]


@pytest.mark.parametrize(("file", "name"), journeys(), ids=lambda part: part)
def test_a_step_of_the_map_is_where_it_is_said_to_be(file: str, name: str) -> None:
    assert re.search(rf"\b{name}\b", (ROOT / file).read_text()), f"{file} has no {name}: correct ARCHITECTURE.md"


def test_the_map_has_a_vote_and_a_page_with_their_files() -> None:
    assert len({file for file, _ in journeys()}) > 30


def test_the_map_has_every_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert [row[0] for row in table(MAP, "contract")] == [contract["name"] for contract in contracts]


def test_the_index_has_every_document() -> None:
    index = (DOCS / "index.md").read_text()
    for page in PAGES:
        if page.name != "index.md":
            assert f"{page.name})" in index, f"docs/index.md has no {page.relative_to(ROOT)}"
