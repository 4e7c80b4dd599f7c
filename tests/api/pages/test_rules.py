"""The page of the rules: each in a sentence, in every language, with where it stands and how sure it is."""

from typing import Any, get_args

import httpx
import pytest
from starlette.requests import Request

from api import i18n
from api.pages import rules
from api.pages.rendering import Reader, page
from domain.rules import values
from domain.rules.rulesets import Certainty, Rule, Rulebook, RuleRef, RuleSet, Text
from domain.rules.subjects import SUBJECTS, process_of
from domain.rules.values import Period, Value
from ops.rules import read_rulebook
from tests.kit.page_reading import Reading

BOOK = read_rulebook()


def asked(language: str) -> Request:
    query = f"lang={language}".encode()
    return Request({"type": "http", "method": "GET", "path": "/rules", "query_string": query, "headers": []})


def shown(book: Rulebook, language: str) -> Reading:
    request = asked(language)
    made = page(
        request,
        "rules.html",
        sets=rules.newest(book),
        older=rules.older(book),
        saying=rules.Saying(Reader(request)),
        addressed=rules.addressed,
    )
    return Reading(bytes(made.body).decode())


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_a_server_shows_all_its_rules_in_every_language(client: httpx.Client, language: str) -> None:
    answer = client.get(f"/rules?lang={language}")
    assert answer.status_code == 200
    found = Reading(answer.text)
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for one in rules.newest(BOOK):
        assert one.title[language] in found.said
        for rule in one.rules:
            assert f"{one.id}:{rule.ref.subject}" in ids
            assert rule.text.title[language] in found.text
            assert rule.source[language] in found.text


@pytest.mark.parametrize("language", i18n.LOCALES)
def test_every_subject_and_every_certainty_has_a_word(language: str) -> None:
    names = {*SUBJECTS, process_of("openness").name, *get_args(Certainty), *get_args(values.Start)}
    assert [name for name in sorted(names) if not i18n.catalogue(language).get(name, context=i18n.WORD)] == []


def test_figures_are_said_in_sentences() -> None:
    said = shown(BOOK, "en").said
    for sentence in (
        "More than 1/2 of the members in office must be present. Days after the call that lacked its quorum: 3 to 5.",
        "Adopted by more than 1/2 of these votes: for and against. If they are equal, the president's side prevails.",
        "Ordinary sessions are held in: March, July and October.",
        "From 35,000 inhabitants on, signatures needed: 200",
        "20 days (working days only), counted from: receipt. Can be extended once: 20 days (working days only).",
        "Organic law 111-14 on regions (7 July 2015) · article 45",
        "Not worked in any week: Saturday and Sunday.",
        "31 October · Unity Day · since 2026",
        "Of the members of a body, women and men must each be at least 1/3.",
    ):
        assert sentence in said, sentence


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["1 day", "20 days", "2 months", "1 year"]),
        ("fr", ["1 jour", "20 jours", "2 mois", "1 an"]),
        ("ar", ["يوم", "20 يومًا", "شهران", "سنة واحدة"]),
    ],
)
def test_spans_of_time_have_their_plurals(language: str, wanted: list[str]) -> None:
    saying = rules.Saying(Reader(asked(language)))
    spans = (Period(1, "working_days"), Period(20, "calendar_days"), Period(2, "months"), Period(1, "years"))
    assert [saying.period(span).replace("\xa0", " ") for span in spans] == wanted


def of_a_kind(kind: type[Value]) -> list[Value]:
    shipped = [rule.value for one in BOOK.sets for rule in one.rules]
    found = [value for value in shipped if type(value) is kind]
    return found or pytest.fail(f"no shipped rule is a {kind.__name__}: give one here")


@pytest.mark.parametrize("kind", Value.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_kind_of_value_says_something(kind: type[Value]) -> None:
    nothing = len(shown(book(), "en").said)
    around = len(shown(book(values.Reasons("any")), "en").said.replace("Reasons must be given.", "")) - nothing
    for value in of_a_kind(kind):
        assert len(shown(book(value), "en").said) - nothing > around + 15, value


def book(*said: Value) -> Rulebook:
    text, ref = Text({"en": "A law"}, None), RuleRef("mine", 1, "vote")
    made: list[Rule[Any]] = [Rule(ref, one, text, None, None, None, "assumed", {"en": "Me"}) for one in said]
    return Rulebook(RuleSet("mine", 1, "XX", frozenset(), {"en": "Mine"}, tuple(made)))


def test_two_rules_on_one_subject_have_two_places() -> None:
    (one,) = book(values.Vote("public"), values.Vote("secret")).sets
    assert [address for _, address in rules.addressed(one)] == ["mine:vote", "mine:vote:2"]
