"""Texts and queries that belong together, or do not: search_pairs.csv."""

import csv
from pathlib import Path

import pytest

from projections.search import MOST_TERMS, MOST_WORDS, terms_of_query, terms_of_text

PAIRS = list(csv.DictReader((Path(__file__).parent / "search_pairs.csv").read_text(encoding="utf-8").splitlines()))


def matches(text: str, language: str, query: str, asked: str | None = None) -> bool:
    terms = {*terms_of_text(text, language)}
    words = terms_of_query(query, asked)
    return bool(words) and all(not terms.isdisjoint(word) for word in words)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['language']}-{pair['why']}-{pair['query']}")
def test_a_pair(pair: dict[str, str]) -> None:
    expected = pair["found"] == "yes"
    assert matches(pair["text"], pair["language"], pair["query"]) is expected, "the query names no language"
    assert matches(pair["text"], pair["language"], pair["query"], pair["language"]) is expected, "it names the text's"


def test_there_are_enough_pairs_in_each_language() -> None:
    assert len(PAIRS) >= 60
    for language in ("ar", "fr", "zgh", "en"):
        assert {pair["found"] for pair in PAIRS if pair["language"] == language} == {"yes", "no"}


def test_nothing_to_look_for_finds_nothing() -> None:
    for query in ("", " ", "' | ! & ( :*", "؟؟", "\u200b"):
        assert terms_of_query(query) == []


def test_terms_are_bounded() -> None:
    hostile = " ".join(f"{number:016x}x{number:x}" for number in range(5_000))
    assert len(terms_of_text(hostile, "ar")) == MOST_TERMS
    assert len(terms_of_query(hostile)) == MOST_WORDS
    assert max(len(word) for word in terms_of_query("وبالمسؤولياتهمءئ " * 3)) < 64


def test_whole_words_come_before_beginnings() -> None:
    """The last word of a long text is found, though not by its beginning."""
    text = " ".join(f"mot{number}long" for number in range(1_500)) + " dernier"
    assert matches(text, "fr", "dernier")
