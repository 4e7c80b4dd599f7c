"""Until when an answer is asked for: as the request says itself, or else by the rule."""

from datetime import datetime

from domain.kernel import Act, Refusal, instant
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import Subject
from domain.rules.values import Deadline


class BadDue(Refusal):
    """An answer is due after it is asked for."""

    code = "decision.bad-due"


def due_of(
    asked: datetime | None, subject: Subject[Deadline], law: Law, act: Act
) -> tuple[datetime | None, RuleRef | None]:
    """Until when, and by which rule if the request names no time itself. Neither, where no rule is known: the request waits
    without a deadline, and is seen to. Raises BadDue, NoTimeZone."""
    if asked is None:
        try:
            return law.due(subject, act.occurred_at)
        except NoRuleKnown:
            return None, None
    due = instant(asked, "due")
    if due <= act.occurred_at:
        raise BadDue
    return due, None
