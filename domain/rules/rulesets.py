"""A rule set, its rules, and how what uses a rule names it."""

from datetime import date
from typing import Any, Generic, Literal, cast

import msgspec

from domain.rules.subjects import Subject, V
from domain.rules.values import Value
from domain.text import Words

Certainty = Literal["verified", "reported", "assumed"]
"""`verified`: read in the official text; `reported`: several secondary sources agree; `assumed`: neither."""


class RuleRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which rule was used: an event that used one carries it. A version of a set never changes, so this says it all."""

    set: str
    version: int
    subject: str


class NoRule(LookupError):
    """No rule is known for what is asked. The text says what was looked for, and where."""


class RuleFault(ValueError):
    """A rule set says what it may not. The text names the file, the rule if it is one's, and what is wrong."""

    def __init__(self, file: str, reason: str, rule: str | None = None) -> None:
        self.file, self.rule, self.reason = file, rule, reason
        super().__init__(f"{file}: {reason}" if rule is None else f"{file}: rule {rule}: {reason}")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law or another text that rules stand in, by its title; `date` is its own."""

    title: Words
    date: date | None


class Rule(msgspec.Struct, Generic[V], frozen=True):
    """One rule: what it says, where that is written, from when to when it holds, and how sure that is.

    Both ends are days on which it holds. Where no beginning is known there is none, and the rule is taken to hold on any
    earlier day; where no `article` is known, only its text is named. `source` says where it was read.
    """

    ref: RuleRef
    value: V
    text: Text
    article: str | None
    valid_from: date | None
    valid_to: date | None
    certainty: Certainty
    source: Words
    note: Words = {}

    def is_valid(self, on: date) -> bool:
        return (self.valid_from or date.min) <= on <= (self.valid_to or date.max)

    def overlaps(self, other: "Rule[Value]") -> bool:
        """Whether there is a day on which both hold."""
        begins = max(self.valid_from or date.min, other.valid_from or date.min)
        return begins <= min(self.valid_to or date.max, other.valid_to or date.max)


class RuleSet(msgspec.Struct, frozen=True):
    """The rules that hold together, for some kinds of community of a jurisdiction: for all kinds, where none is named."""

    id: str
    version: int
    jurisdiction: str
    communities: frozenset[str]
    title: Words
    rules: tuple[Rule[Value], ...]

    def rule(self, subject: Subject[V], on: date) -> Rule[V]:
        """The rule on a subject that was valid on a day. Raises NoRule."""
        for rule in self.rules:
            if rule.ref.subject == subject.name and rule.is_valid(on):
                return cast(Rule[V], rule)
        raise NoRule(f"{self.id} version {self.version} has no rule on {subject.name} for {on}")

    def is_for(self, jurisdiction: str, kind: str) -> bool:
        return self.jurisdiction == jurisdiction and (not self.communities or kind in self.communities)


class Rulebook:
    """All rule sets that are known, in all their versions.

    The newest version of each set says what holds, on any day; an older one is there for the references to it.
    Raises RuleFault if a version is there twice, or if two sets say something on the same subject, for the same kind of
    community and the same day: nobody could tell which holds.
    """

    def __init__(self, *sets: RuleSet) -> None:
        self._sets: dict[tuple[str, int], RuleSet] = {}
        self._newest: dict[str, RuleSet] = {}
        for one in sorted(sets, key=lambda one: (one.id, one.version)):
            if (one.id, one.version) in self._sets:
                raise RuleFault(one.id, f"version {one.version} is there twice")
            self._sets[one.id, one.version] = self._newest[one.id] = one
        self._must_not_contradict()

    @property
    def sets(self) -> tuple[RuleSet, ...]:
        """All sets, in all their versions, by id and version."""
        return tuple(self._sets.values())

    def newest(self, id: str) -> RuleSet:
        """The newest version of a set. Raises NoRule."""
        if id not in self._newest:
            raise NoRule(f"there is no rule set {id}")
        return self._newest[id]

    def rule(self, subject: Subject[V], jurisdiction: str, kind: str, on: date) -> Rule[V]:
        """The rule on a subject for a kind of community, valid on a day. Raises NoRule."""
        for one in self._newest.values():
            if one.is_for(jurisdiction, kind):
                try:
                    return one.rule(subject, on)
                except NoRule:
                    continue
        raise NoRule(f"no rule set has a rule on {subject.name} for a {kind} of {jurisdiction} on {on}")

    def referred(self, ref: RuleRef, on: date | None = None) -> Rule[Any] | None:
        """The rule that a reference names: of several on the same subject, the one that is valid on a day. None if its set is
        not known any more, as an operator's own may be."""
        one = self._sets.get((ref.set, ref.version))
        about = [rule for rule in one.rules if rule.ref == ref] if one else []
        valid = [rule for rule in about if on is not None and rule.is_valid(on)]
        return next(iter(valid or about), None)

    def used(self, ref: RuleRef, on: date) -> Rule[Value]:
        """The rule that something named when it used it, on a day. Raises NoRule."""
        one = self._sets.get((ref.set, ref.version))
        for rule in one.rules if one else ():
            if rule.ref == ref and rule.is_valid(on):
                return rule
        raise NoRule(f"{ref.set} version {ref.version} has no rule on {ref.subject} for {on}")

    def _must_not_contradict(self) -> None:
        newest = list(self._newest.values())
        for place, one in enumerate(newest):
            for other in newest[place + 1 :]:
                if one.jurisdiction != other.jurisdiction:
                    continue
                if one.communities and other.communities and not one.communities & other.communities:
                    continue
                for rule in one.rules:
                    if any(rule.ref.subject == it.ref.subject and rule.overlaps(it) for it in other.rules):
                        raise RuleFault(other.id, f"{one.id} says something on the same days too", rule.ref.subject)
