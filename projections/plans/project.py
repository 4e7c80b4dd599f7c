"""Projects of plans: what they answer to, with whom they are carried, where they come from and who has taken them up."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import (
    Origin,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
)
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class TakenUp(msgspec.Struct, frozen=True):
    """A community that has taken the project up, and what it is in its plan."""

    community: UUID
    plan: UUID
    project: UUID


class ProjectRow(msgspec.Struct, frozen=True):
    """`place` gives the order of the projects in their plan; `partners` are the communities that carry it together with the
    plan's own. One that was removed keeps its row, with the reason."""

    id: UUID
    plan: UUID
    axis: UUID
    title: Words
    description: Words
    principles: list[str]
    challenges: list[UUID]
    partners: list[UUID]
    taken_from: Origin | None
    taken_up: list[TakenUp]
    place: int
    removed: bool = False
    removal_reason: Words | None = None


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.project,)


def fold(row: ProjectRow | None, entry: Entry[Any]) -> ProjectRow | None:
    replace = msgspec.structs.replace
    match entry.data:
        case ProjectDefined() as new:
            return ProjectRow(
                id=new.project,
                plan=entry.root,
                axis=new.axis,
                title=new.title,
                description=new.description,
                principles=new.principles,
                challenges=new.challenges,
                partners=new.partners,
                taken_from=new.taken_from,
                taken_up=[],
                place=entry.version,
            )
        case ProjectRevised() as new if row:
            return replace(
                row,
                axis=new.axis,
                title=new.title,
                description=new.description,
                principles=new.principles,
                challenges=new.challenges,
                partners=new.partners,
            )
        case ProjectRemoved(_, reason) if row:
            return replace(row, removed=True, removal_reason=reason)
        case ProjectTakenUpElsewhere(_, community, plan, taken_up_as) if row:
            return replace(row, taken_up=[*row.taken_up, TakenUp(community, plan, taken_up_as)])
    return row


projects = ReadModel(
    "project",
    ProjectRow,
    (ProjectDefined, ProjectRevised, ProjectRemoved, ProjectTakenUpElsewhere),
    keys,
    fold,
    beside(__file__),
)
