"""What the parts of a plan have in common: who drafts them, how much may be said of each, how many there may be."""

from typing import TypeVar
from uuid import UUID

from domain.plans.plan_state import Plan
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

TITLE_LENGTH, TEXT_LENGTH = 300, 4_000
MOST_PARTS, MOST_NAMED = 300, 50

T = TypeVar("T")

IMPORTER = "plan-import"
"""The process that brings in plans from spreadsheets."""

DRAFTERS = frozenset({"focal_point", "committee", "administrator", IMPORTER})


class AlreadyThere(Refusal):
    """The plan has, or had, a part with this id already."""

    code = "plan.part-already-there"


class TooMany(Refusal):
    """There may be {most} of these at most."""

    code = "plan.too-many-parts"


class NotEmpty(Refusal):
    """This part is still in use by a challenge, a project or an activity of the plan."""

    code = "plan.part-not-empty"


def must_be_new(id: UUID, plan: Plan, number: int) -> None:
    if id in plan.used:
        raise AlreadyThere
    if number >= MOST_PARTS:
        raise TooMany(most=MOST_PARTS)


def title_and_description(title: Words, description: Words) -> tuple[Words, Words]:
    return named(title, "title", TITLE_LENGTH), described(description)


def described(description: Words) -> Words:
    """A description may be left out, as an empty map."""
    return named(description, "description", TEXT_LENGTH) if description else description


def once(names: list[T]) -> list[T]:
    """Each of some names once, in the order in which they came."""
    if len(names) > MOST_NAMED:
        raise TooMany(most=MOST_NAMED)
    return list(dict.fromkeys(names))
