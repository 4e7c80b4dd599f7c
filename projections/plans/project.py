"""Projects of plans: what they answer to, with whom they are carried, where they come from and who has taken them up."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.plans.plan_events import (
    Origin,
    PartnershipAccepted,
    PartnershipEnded,
    ProjectDefined,
    ProjectRemoved,
    ProjectRevised,
    ProjectTakenUpElsewhere,
)
from domain.text import Words
from projections.toolkit.fold import Changes, new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


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


projects = ReadModel("project", ProjectRow, queries_of(__file__), key=lambda entry: entry.data.project)


@projects.creates
def defined(entry: Entry[ProjectDefined]) -> ProjectRow:
    return new(ProjectRow, entry, id=entry.data.project, plan=entry.root, taken_up=[], place=entry.version)


@projects.updates
def revised(entry: Entry[ProjectRevised]) -> Changes:
    event = entry.data
    return {
        "axis": event.axis,
        "title": event.title,
        "description": event.description,
        "principles": event.principles,
        "challenges": event.challenges,
        "partners": event.partners,
    }


@projects.updates
def removed(entry: Entry[ProjectRemoved]) -> Changes:
    return {"removed": True, "removal_reason": entry.data.reason}


@projects.updates
def taken_up(row: ProjectRow, entry: Entry[ProjectTakenUpElsewhere]) -> Changes:
    event = entry.data
    return {"taken_up": [*row.taken_up, TakenUp(event.community, event.plan, event.taken_up_as)]}


@projects.updates
def partner_joined(row: ProjectRow, entry: Entry[PartnershipAccepted]) -> Changes:
    return {"partners": [*row.partners, entry.data.partner]}


@projects.updates
def partner_left(row: ProjectRow, entry: Entry[PartnershipEnded]) -> Changes:
    return {"partners": [one for one in row.partners if one != entry.data.partner]}
