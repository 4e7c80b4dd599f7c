"""What is asked and answered: until when (as the request says itself, or else by the rule), and in how many words."""

from datetime import datetime

from domain.kernel import Act
from domain.moment import instant
from domain.refusal import Refusal
from domain.rules.law import Law, NoRuleKnown
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import Subject
from domain.rules.values import Deadline
from domain.text import Words
from domain.words import TooLong, named

MOST_IN_ALL = 15_000
"""Characters of a text in all its languages together: an entry of the log holds them."""


class BadDue(Refusal):
    """The deadline must be after the request."""

    code = "decision.bad-due"


def due_of(
    requested: datetime | None, subject: Subject[Deadline], law: Law, act: Act
) -> tuple[datetime | None, RuleRef | None]:
    """Until when, and by which rule if the request names no time itself. Neither, where no rule is known: the request waits
    without a deadline, and is seen to. Raises BadDue, NoTimeZone."""
    if requested is None:
        try:
            return law.due(subject, act.occurred_at)
        except NoRuleKnown:
            return None, None
    due = instant(requested, "due")
    if due <= act.occurred_at:
        raise BadDue
    return due, None


def official_text(words: Words, field: str, most: int) -> Words:
    """An official text: `most` characters in each language, and so many in all that an entry can hold them. Raises what a
    name may be refused for."""
    named(words, field, most)
    if sum(map(len, words.values())) > MOST_IN_ALL:
        raise TooLong(field=field, most=MOST_IN_ALL)
    return words
