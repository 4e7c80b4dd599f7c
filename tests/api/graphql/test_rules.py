"""Rule sets in the open: what each rule says, in which text, how sure that is."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from api.graphql.engine.reading import Reading
from api.graphql.rules import named, rule_used
from domain.rules.rulesets import Rule, Rulebook, RuleRef, RuleSet, Text
from domain.rules.values import Deadline, Period
from ops.rules import read_rulebook

pytestmark = pytest.mark.anyio

EMPTY = Rulebook()


async def test_the_newest_of_each_set_is_listed_with_what_it_is_for(client: Any) -> None:
    sets = (await client.ask('{ ruleSets { id version newest jurisdiction communities title(language: "en") } }'))[
        "ruleSets"
    ]
    assert [one["id"] for one in sets] == [*dict.fromkeys(one.id for one in read_rulebook().sets)]
    assert all(one["newest"] for one in sets)
    (communes,) = (one for one in sets if one["id"] == "ma-communes")
    assert communes["communities"] == ["commune", "rural_commune", "urban_commune"]
    assert communes["jurisdiction"] == "MA"


async def test_older_versions_and_one_jurisdiction_can_be_asked_for(client: Any) -> None:
    asked = (
        '{ all: ruleSets(older: true) { id version newest } neutral: ruleSets(jurisdiction: "neutral") { id version } }'
    )
    found = await client.ask(asked)
    versions = {(one["id"], one["version"]) for one in found["all"]}
    assert versions >= {(one.id, one.version) for one in read_rulebook().sets}
    assert {"id": "remacto", "version": 1, "newest": False} in found["all"]
    assert {"id": "neutral", "version": 2} in found["neutral"]
    assert {"id": "remacto", "version": 2} not in found["neutral"]


async def test_a_rule_says_what_where_and_how_surely(client: Any) -> None:
    asked = """{ rule(set: "ma-regions", version: 1, subject: "quorum.second_call") {
        set version subject value text(language: "fr") texts { language } textDate article validFrom validTo certainty
        source(language: "en") note } }"""
    rule = (await client.ask(asked))["rule"]
    assert msgspec.json.decode(rule.pop("value")) == {
        "kind": "quorum",
        "more_than": {"part": 1, "of": 2},
        "after": {"least": 3, "most": 5},
    }
    assert {text["language"] for text in rule.pop("texts")} == {"ar", "fr", "en"}
    assert "111-14" in rule.pop("text")
    assert rule.pop("source")
    assert rule == {
        "set": "ma-regions",
        "version": 1,
        "subject": "quorum.second_call",
        "textDate": "2015-07-07",
        "article": "45",
        "validFrom": "2015-07-07",
        "validTo": None,
        "certainty": "REPORTED",
        "note": None,
    }


@pytest.mark.parametrize(
    "ref",
    [
        'set: "none", version: 1, subject: "majority"',
        'set: "neutral", version: 9, subject: "majority"',
        'set: "neutral", version: 1, subject: "vote"',
    ],
)
async def test_what_is_not_known_is_null(client: Any, ref: str) -> None:
    assert await client.ask(f"{{ rule({ref}) {{ subject }} }}") == {"rule": None}


def on(subject: str, begins: date | None, ends: date | None, count: int) -> Rule[Any]:
    value = Deadline(Period(count, "working_days"), "receipt")
    ref = RuleRef("mine", 1, subject)
    return Rule(ref, value, Text({"en": "A law"}, None), None, begins, ends, "verified", {"en": "Read"})


REFORMED = date(2026, 1, 1)
BOOK = Rulebook(
    RuleSet(
        *("mine", 1, "XX", frozenset(), {"en": "Mine"}),
        (on("proposal.answer", None, date(2025, 12, 31), 10), on("proposal.answer", REFORMED, None, 20)),
    )
)


class Row(msgspec.Struct, frozen=True):
    rule: RuleRef | None
    at: datetime


def test_a_rule_used_is_the_one_that_was_valid_when_it_was() -> None:
    ref = RuleRef("mine", 1, "proposal.answer")
    rows = [
        Row(ref, datetime(2025, 6, 1, tzinfo=UTC)),
        Row(ref, datetime(2026, 6, 1, tzinfo=UTC)),
        Row(None, datetime(2026, 6, 1, tzinfo=UTC)),
        Row(RuleRef("gone", 1, "proposal.answer"), datetime(2026, 6, 1, tzinfo=UTC)),
    ]

    async def nothing(*asked: Any) -> Any:
        return {}

    reading = Reading(nothing, nothing, 0, datetime.now(UTC), ("en",), latest=True, rules=BOOK)
    found: Any = rule_used("rule", "at")(reading, rows)
    assert [one and one.rule and one.rule.value.within.count for one in found] == [10, 20, None, None]
    assert [one and one.ref.set for one in found] == ["mine", "mine", None, "gone"]


def test_a_rule_without_a_day_is_told_as_well_as_can_be() -> None:
    ref = RuleRef("mine", 1, "proposal.answer")
    found = named(BOOK, ref)
    assert found.rule is not None
    assert named(EMPTY, ref) == named(EMPTY, ref, REFORMED)
    assert named(EMPTY, ref).rule is None
