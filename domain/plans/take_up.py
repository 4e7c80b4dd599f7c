"""Take-ups: the note that a plan has taken up a project of another plan.

Any community may take up a project of any plan. So each note has a stream of its own, one for each pair of project and plan that
has taken it up: it does not change the version of the project's plan, which its own drafters edit, and it is written once.
Older notes stand in the stream of the project's plan, and count as these do.
"""

from typing import Any
from uuid import UUID

from domain.ids import named
from domain.kernel import Entry, Noun
from domain.plans.plan_events import ProjectTakenUpElsewhere


def take_up_stream(project: UUID, plan: UUID) -> UUID:
    """The stream of the note that a plan has taken up a project."""
    return named(project, f"taken up by {plan}")


def evolve(noted: bool, entry: Entry[Any]) -> bool:
    return noted or isinstance(entry.data, ProjectTakenUpElsewhere)


take_ups: Noun[bool] = Noun("plans.take_up", False, evolve)
