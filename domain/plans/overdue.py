"""When an activity is overdue: its days say so, whatever its responsible body declares."""

from datetime import date
from typing import Protocol
from uuid import UUID

ENDED = frozenset({"completed", "cancelled"})
"""The statuses after which nothing more is to be done."""


class Dated(Protocol):
    """An activity, as the rules or as a read model keep it."""

    @property
    def status(self) -> str: ...
    @property
    def ends(self) -> date: ...
    @property
    def carried_to(self) -> UUID | None: ...
    @property
    def removed(self) -> bool: ...


def finished(activity: Dated) -> bool:
    """Whether nothing more is to be done about it here: it has ended, goes on in another plan, or was taken out."""
    return activity.status in ENDED or activity.carried_to is not None or activity.removed


def days_overdue(activity: Dated, day: date, *, promised: bool) -> int:
    """By how many days it is overdue on a day where it is; 0 if it is not. `promised` says that a plan that is carried out has
    it in its adopted version: nobody else can be late with it."""
    return max((day - activity.ends).days, 0) if promised and not finished(activity) else 0
