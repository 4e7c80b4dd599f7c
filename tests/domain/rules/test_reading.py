"""A rule set out of a file: what it must say, and that a fault is found where it is."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from domain.rules.reading import read
from domain.rules.rulesets import RuleFault

File = dict[str, Any]

QUORUM = {"kind": "quorum", "more_than": {"part": 1, "of": 2}}
ANSWER = {"kind": "deadline", "within": {"count": 20, "unit": "working_days"}, "start": "receipt"}


def rule(subject: str = "quorum.first_call", value: object = None, **other: object) -> File:
    written = {
        "subject": subject,
        "value": QUORUM if value is None else value,
        "text": "law",
        "article": None,
        "valid_from": "2015-07-07",
        "valid_to": None,
        "certainty": "reported",
        "source": "summary",
    }
    return written | other


def a_file(*rules: File, **other: object) -> File:
    written: File = {
        "id": "some-set",
        "version": 1,
        "jurisdiction": "XX",
        "communities": ["commune"],
        "title": {"en": "Some set"},
        "texts": {"law": {"title": {"en": "A law"}, "date": "2015-07-07"}},
        "sources": {"summary": {"en": "A summary"}},
        "rules": list(rules),
    }
    return written | other


def fault(written: File) -> str:
    with pytest.raises(RuleFault) as found:
        read("some-set.v1.json", json.dumps(written).encode())
    return str(found.value)


def without(written: File, field: str) -> File:
    return {name: value for name, value in written.items() if name != field}


def test_kinds_are_written_as_communities_write_theirs() -> None:
    found = read("some-set.v1.json", json.dumps(a_file(rule(), communities=["county_council"])).encode())
    assert found.communities == {"county_council"}


def test_what_a_file_says_is_what_is_read() -> None:
    found = read("some-set.v1.json", json.dumps(a_file(rule(article="12", note={"en": "As it seems"}))).encode())
    (it,) = found.rules
    assert (found.id, found.version, found.jurisdiction, found.communities) == ("some-set", 1, "XX", {"commune"})
    assert (it.ref.set, it.ref.version, it.ref.subject) == ("some-set", 1, "quorum.first_call")
    assert (it.text.title, it.article, it.certainty) == ({"en": "A law"}, "12", "reported")
    assert (it.source, it.note) == ({"en": "A summary"}, {"en": "As it seems"})


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (rule("quorum.tenth_call"), "the subject quorum.tenth_call is unknown"),
        (rule(value={"kind": "horoscope"}), "the kind of value horoscope is unknown"),
        (rule(value=ANSWER), "its value is a quorum, not a deadline"),
        (rule(value={"kind": "quorum"}), "missing required field `more_than`"),
        (rule(value=QUORUM | {"more": 1}), "unknown field `more`"),
        (rule(value={"kind": "quorum", "more_than": {"part": 1, "of": 2, "or": 3}}), "unknown field `or`"),
        (rule(value={"kind": "quorum", "more_than": {"part": 3, "of": 2}}), "3 out of 2 is more than the whole"),
        (rule(value={"kind": "quorum", "more_than": {"part": 0, "of": 2}}), "Expected `int` >= 1"),
        (rule(value={"kind": "quorum", "more_than": {"part": 0.5, "of": 1}}), "Expected `int`, got `float`"),
        (rule(value=QUORUM | {"after": {"least": 5, "most": 3}}), "less than at least 5"),
        (rule("session.ordinary", {"kind": "sessions", "months": [10, 3]}), "in their order"),
        (rule("session.ordinary", {"kind": "sessions", "months": []}), "in their order"),
        (rule("session.ordinary", {"kind": "sessions", "months": [13]}), "Expected `int` <= 12"),
        (rule("session.ordinary", {"kind": "sessions", "months": "never"}), "Invalid enum value 'never'"),
        (
            rule("majority", {"kind": "majority", "more_than": {"part": 1, "of": 2}, "of": ["for"], "tie": "rejected"}),
            "for and against at least",
        ),
        (
            rule(
                "majority",
                {"kind": "majority", "more_than": {"part": 2, "of": 3}, "of": ["for", "against"], "tie": "president"},
            ),
            "only where one half of those for and against",
        ),
        (
            rule(
                "majority",
                {
                    "kind": "majority",
                    "more_than": {"part": 1, "of": 2},
                    "of": ["for", "against", "abstain"],
                    "tie": "president",
                },
            ),
            "only where one half of those for and against",
        ),
        (
            rule(
                "majority",
                {"kind": "majority", "more_than": {"part": 1, "of": 3}, "of": ["for", "against"], "tie": "rejected"},
            ),
            "fewer than one half are no majority",
        ),
        (rule("petition.signatures", {"kind": "signatures", "steps": []}), "the steps begin at 0"),
        (
            rule("petition.signatures", {"kind": "signatures", "steps": [{"from": 5, "signatures": 1}]}),
            "the steps begin at 0",
        ),
        (rule("petition.signatures", {"kind": "signatures", "steps": [{"from": 0, "signatures": 0}]}), ">= 1"),
        (rule("complaint.answer", ANSWER | {"within": {"count": 1, "unit": "moons"}}), "Invalid enum value 'moons'"),
        (rule("advisory_bodies", {"kind": "advisory_bodies", "bodies": []}), "a body at least"),
        (
            rule("advisory_bodies", {"kind": "advisory_bodies", "bodies": [{"key": "a", "name": {}}]}),
            "The field name may not be empty",
        ),
        (rule("plan.ambition", {"kind": "scale", "levels": []}), "a scale has levels"),
        (
            rule("working_days", {"kind": "working_days", "weekend": [1, 2, 3, 4, 5, 6, 7]}),
            "at least one weekday",
        ),
        (
            rule(
                "working_days",
                {"kind": "working_days", "weekend": [], "yearly": [{"month": 2, "day": 30, "name": {"en": "No day"}}]},
            ),
            "day is out of range for month",
        ),
        (rule(text="other law"), "text other law is not among the texts"),
        (rule(source="hearsay"), "source hearsay is not among the sources"),
        (rule(certainty="sure"), "Invalid enum value 'sure'"),
        (rule(valid_to="2015-07-06"), "it ends on 2015-07-06, before it begins"),
        (rule(valid_from="7 July 2015"), "Invalid RFC3339"),
        (rule(article=" "), "where none is known it is null"),
        (rule(note={"en": ""}), "The field note may not be empty"),
        (rule(extra=1), "unknown field `extra`"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_fault_names_the_file_the_rule_and_what_is_wrong(written: File, reason: str) -> None:
    text = fault(a_file(rule("vote", {"kind": "vote", "form": "public"}), written))
    assert text.startswith(f"some-set.v1.json: rule 2 ({written['subject']}): "), text
    assert reason in text


@pytest.mark.parametrize("field", ["article", "valid_from", "valid_to", "certainty", "source", "text", "value"])
def test_a_rule_leaves_nothing_out_that_its_reader_must_know(field: str) -> None:
    text = fault(a_file(without(rule(), field)))
    assert text.startswith("some-set.v1.json: rule 1 (quorum.first_call): ")
    assert f"missing required field `{field}`" in text


def test_a_rule_without_a_subject_is_found_by_its_number() -> None:
    assert fault(a_file(without(rule(), "subject"))).startswith("some-set.v1.json: rule 1: ")
    assert fault(a_file(rule(), {})).startswith("some-set.v1.json: rule 2: ")


@pytest.mark.parametrize("field", sorted(a_file()))
def test_a_file_leaves_nothing_out(field: str) -> None:
    assert f"some-set.v1.json: Object missing required field `{field}`" in fault(without(a_file(rule()), field))


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"id": "Some Set"}, "id 'Some Set' has other characters"),
        ({"communities": ["Commune"]}, "'Commune' is no kind of community"),
        ({"version": 0}, "`$.version`"),
        ({"jurisdiction": " "}, "jurisdiction may not be empty"),
        ({"title": {}}, "The field title may not be empty"),
        ({"title": {"english": "Some set"}}, "english is not a language tag"),
        ({"texts": {"law": {"title": {"en": " "}, "date": None}}}, "The field texts.law.title may not be empty"),
        ({"sources": {"summary": {}}}, "The field sources.summary may not be empty"),
        ({"comment": "none"}, "unknown field `comment`"),
    ],
)
def test_a_fault_of_the_file_itself_names_the_file(other: File, reason: str) -> None:
    text = fault(a_file(rule(), **other))
    assert text.startswith("some-set.v1.json: ")
    assert reason in text


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"id": '])
def test_what_is_no_rule_set_at_all_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(RuleFault, match=r"^broken\.json: "):
        read("broken.json", content)


def test_two_rules_on_one_subject_hold_at_different_times_or_one_is_a_fault() -> None:
    then, now = rule(valid_to="2020-12-31"), rule(valid_from="2021-01-01")
    assert len(read("some-set.v1.json", json.dumps(a_file(then, now)).encode()).rules) == 2
    overlapping: Callable[[str], str] = lambda day: fault(a_file(then, rule(valid_from=day)))  # noqa: E731
    assert "rule 2 (quorum.first_call): there is another one" in overlapping("2020-12-31")


@pytest.mark.parametrize("of", ["present", "in_office", ["for", "against"], ["for", "against", "abstain"]])
@pytest.mark.parametrize("compared", ["more_than", "at_least"])
def test_a_majority_is_read_and_written_as_its_file_has_it(compared: str, of: Any) -> None:
    """Rules had more than a share of votes, and nothing else: two thirds of the members in office could not be said."""
    value = {"kind": "majority", compared: {"part": 2, "of": 3}, "of": of, "tie": "rejected"}
    (found,) = read("some-set.v1.json", json.dumps(a_file(rule("majority", value))).encode()).rules
    assert json.loads(msgspec.json.encode(found.value)) == value
