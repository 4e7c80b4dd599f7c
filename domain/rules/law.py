"""The rules that hold for one community: those of its jurisdiction, for its kind, counted in its time zone."""

from datetime import date, datetime

import msgspec

from domain.refusal import Refusal
from domain.rules.deadlines import day_of, due
from domain.rules.rulesets import NoRule, Rule, Rulebook, RuleRef
from domain.rules.subjects import WORKING_DAYS, Subject, V
from domain.rules.values import Deadline


class NoRuleKnown(Refusal):
    """No rule on {subject} applies to this community: set its jurisdiction, and provide a rule set for it."""

    code = "rules.none-known"


class Law(msgspec.Struct, frozen=True):
    """Which rules hold for a community. `jurisdiction` and `kind` are as it is registered, if they are."""

    rules: Rulebook
    jurisdiction: str | None
    kind: str | None
    time_zone: str

    def rule(self, subject: Subject[V], on: date) -> Rule[V]:
        """The rule on a subject that is valid on a day. Raises NoRuleKnown."""
        try:
            return self.rules.rule(subject, self.jurisdiction or "", self.kind or "", on)
        except NoRule:
            raise NoRuleKnown(subject=subject.name) from None

    def day(self, moment: datetime) -> date:
        """The day that a moment falls on there."""
        return day_of(moment, self.time_zone)

    def due(self, subject: Subject[Deadline], start: datetime) -> tuple[datetime, RuleRef]:
        """The first moment at which it is too late, in UTC, for a clock that starts at a moment; and the rule that says so.
        Raises NoRuleKnown."""
        day = self.day(start)
        rule = self.rule(subject, day)
        return due(rule.value, start, self.time_zone, self.rule(WORKING_DAYS, day).value), rule.ref


NO_LAW = Law(Rulebook(), None, None, "UTC")
"""What holds where nothing is known."""
