"""Rule sets, to be read by everybody: what each rule says, where that is written, and how sure it is. They are data of the
platform, not of the record: what they say does not depend on the moment that is read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any

import msgspec

from api.graphql.engine.kinds import Objects, Resolve, Word, field, kind, words
from api.graphql.engine.reading import Reading, Tagged, in_all_languages, official
from api.graphql.types import TaggedText
from domain.rules import rulesets
from domain.rules.rulesets import Rulebook, RuleRef


class Named(msgspec.Struct, frozen=True):
    """A rule as something names it, and what it says: None if its set is not there any more, as an operator's own may be."""

    ref: RuleRef
    rule: rulesets.Rule[Any] | None


def named(book: Rulebook, ref: RuleRef, on: date | None = None) -> Named:
    """The rule that a reference names: of several on the same subject, the one that is valid on a day."""
    return Named(ref, book.referred(ref, on))


def rule_used(column: str, at: str | None = None) -> Resolve:
    """Answers a field of a row with the rule that a column names, as it was valid at the moment (or on the day) in another
    column: `rule: Rule | None = field(by=rule_used("rule", "requested_at"))`."""

    def rules_used(reading: Reading, rows: Objects) -> list[Named | None]:
        refs: Iterable[tuple[RuleRef | None, Any]] = (
            (getattr(row, column), getattr(row, at) if at else None) for row in rows
        )
        return [None if ref is None else named(reading.rules, ref, day(moment)) for ref, moment in refs]

    return rules_used


def day(moment: datetime | date | None) -> date | None:
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def of_rule(path: str) -> Any:
    """Something that a rule says of itself; null of one that is not known."""
    get = attrgetter(path)
    return lambda reading, rows: [row.rule and get(row.rule) for row in rows]


def in_one_language(path: str) -> Any:
    get = attrgetter(path)

    def texts(reading: Reading, rows: Objects, language: str | None = None) -> list[str | None]:
        return [row.rule and reading.official(get(row.rule), language) for row in rows]

    return texts


def in_each_language(path: str) -> Any:
    get = attrgetter(path)
    return lambda reading, rows: [[Tagged(*item) for item in get(row.rule).items()] if row.rule else [] for row in rows]


def value_of(reading: Reading, rows: Objects) -> list[str | None]:
    return [row.rule and msgspec.json.encode(row.rule.value).decode() for row in rows]


@words
class Certainty(Word):
    """How certain it is that the cited text says what the rule states."""

    VERIFIED = "verified", "Read in the official text."
    REPORTED = "reported", "Reported by several secondary sources; verify it before relying on it."
    ASSUMED = "assumed", "An assumption; no text confirming it has been found."


@kind(Named)
class Rule:
    """A rule, as referenced by a decision that it governed. If its rule set is not known here, only the reference is given."""

    set: str = field("The id of its rule set.", by=lambda reading, rows: [row.ref.set for row in rows])
    version: int = field("The version of the rule set.", by=lambda reading, rows: [row.ref.version for row in rows])
    subject: str = field(
        "The subject of the rule as a short name: `quorum.first_call`.",
        by=lambda reading, rows: [row.ref.subject for row in rows],
    )
    value: str | None = field("The rule's value as JSON, as in the rule set's file (docs/rules.md).", by=value_of)
    text: str | None = field("The law or other text that it is taken from.", by=in_one_language("text.title"))
    texts: list[TaggedText] = field(by=in_each_language("text.title"))
    text_date: date | None = field("The date of that text.", by=of_rule("text.date"))
    article: str | None = field("Null if not known.", by=of_rule("article"))
    valid_from: date | None = field(
        "The first day on which the rule applies; null if not known.", by=of_rule("valid_from")
    )
    valid_to: date | None = field("The last day on which the rule applies.", by=of_rule("valid_to"))
    certainty: Certainty | None = field(by=of_rule("certainty"))
    source: str | None = field("Where the text was consulted.", by=in_one_language("source"))
    note: str | None = field("A remark on how the text was interpreted.", by=in_one_language("note"))


@kind(rulesets.RuleSet)
class RuleSet:
    """A set of rules for a jurisdiction: for certain kinds of community, or for all kinds if none is named."""

    id: str
    version: int
    newest: bool = field(
        "Whether this is the newest version of the set. The newest version applies to every day, past days included.",
        by=lambda reading, rows: [reading.rules.newest(row.id) is row for row in rows],
    )
    jurisdiction: str
    communities: list[str] = field(
        "The kinds of community that it applies to.", by=lambda reading, rows: [sorted(row.communities) for row in rows]
    )
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field(by=in_all_languages("title"))
    rules: list[Rule] = field(by=lambda reading, rows: [[Named(rule.ref, rule) for rule in row.rules] for row in rows])


def rule_sets(
    reading: Reading, roots: Objects, jurisdiction: str | None = None, older: bool = False
) -> list[Sequence[rulesets.RuleSet]]:
    """All rule sets, or those of one jurisdiction: in their newest versions, or `older` ones too."""
    return [
        [
            one
            for one in reading.rules.sets
            if jurisdiction in (None, one.jurisdiction) and (older or reading.rules.newest(one.id) is one)
        ]
    ]


def one_rule(
    reading: Reading, roots: Objects, set: str, version: int, subject: str, on: date | None = None
) -> list[Named | None]:
    """A rule, as what was decided by it names it; of several, the one that is valid on a day."""
    found = named(reading.rules, RuleRef(set, version, subject), on)
    return [found if found.rule else None]
