"""What the documentation says of the code, held against the code: vectors, names, and that what it points at is there."""

import re
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


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(file.stem[:4]) for file in DECISIONS] == list(range(1, len(DECISIONS) + 1))
