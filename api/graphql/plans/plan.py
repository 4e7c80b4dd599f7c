"""Plans: their stages, what they say, what was decided on them, how far they have come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import msgspec
import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.decisions.approval import Approval, approvals_on
from api.graphql.decisions.opinion import Opinion, opinions_on
from api.graphql.decisions.resolution import Resolution, resolutions_on
from api.graphql.engine.kinds import Objects, field, kind
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.late_entry import DAYS, LATE, days_after, is_late
from api.graphql.participation.consultation import Consultation
from api.graphql.participation.meeting import Meeting, meetings_about
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.plans.activity import Activity, activities_below
from api.graphql.plans.axis import Axis
from api.graphql.plans.challenge import Challenge
from api.graphql.plans.changes import PlanChanges, changes_of
from api.graphql.plans.plan_version import PlanVersion
from api.graphql.plans.process import NextStage, PlanStage, next_stages, stage_of, stages_of
from api.graphql.plans.progress import Progress, progress_of_plans
from api.graphql.plans.project import Project, projects_in_plan
from api.graphql.plans.term import PlanTerm, term_of
from api.graphql.plans.timeline import timelines
from api.graphql.rules import Certainty, Named, Rule, named, rule_used
from api.graphql.types import Connection, Document, Node, TaggedText
from domain.rules.rulesets import RuleRef
from domain.rules.values import Scale
from domain.text import Words
from projections.communities.community import communities
from projections.decisions.resolution import resolutions
from projections.participation.consultation import consultations
from projections.plans.axis import axes
from projections.plans.challenge import challenges
from projections.plans.plan import Adopted, Evaluated, PlanRow, plans
from projections.plans.plan_version import plan_versions, version_id

if TYPE_CHECKING:
    from api.graphql.communities.community import Community


async def plans_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    page: Page,
    kind: str | None,
    stage: str | None,
    closed: bool | None,
) -> list[Listed[Any]]:
    """The plans of each of some communities, or of all for None: as far as kind, stage and closing are asked for."""
    return await connections(reading, plans, "page", parents, page, kind=kind, stage=stage, closed=closed)


async def plans_in(
    reading: Reading,
    rows: Objects,
    kind: str | None = None,
    stage: str | None = None,
    closed: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await plans_of(reading, [row.id for row in rows], Page.asked(**page), kind, stage, closed)


async def all_plans(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    kind: str | None = None,
    stage: str | None = None,
    closed: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await plans_of(reading, [community], Page.asked(**page), kind, stage, closed)


class Adoption(msgspec.Struct, frozen=True):
    """One of the adoptions of a plan."""

    community: UUID
    plan: UUID
    said: Adopted


def adoptions_of(reading: Reading, rows: Objects) -> list[list[Adoption]]:
    return [[Adoption(row.community, row.id, said) for said in row.adoptions] for row in rows]


def adoption_of(reading: Reading, rows: Objects) -> list[Adoption | None]:
    """The adoption in force of each of some plans."""
    return [Adoption(row.community, row.id, row.adoptions[-1]) if row.adoptions else None for row in rows]


def attested(reading: Reading, rows: Objects) -> list[bool]:
    return [bool(row.adoptions) and row.adoptions[-1].attested for row in rows]


def version_adopted(adoption: Adoption) -> UUID:
    return version_id(adoption.plan, adoption.said.number)


def of_adoption(name: str) -> Any:
    return lambda reading, adoptions: [getattr(one.said, name) for one in adoptions]


def session_name(reading: Reading, adoptions: Objects, language: str | None = None) -> list[str | None]:
    return [reading.official(one.said.session_name or {}, language) for one in adoptions]


def adopted(row: Adoption) -> tuple[UUID, datetime | date | None, datetime | None]:
    """The day of an attested decision, else the moment of the adoption."""
    return row.community, row.said.decided_on or row.said.at, row.said.recorded_at


@kind(Adoption)
class PlanAdoption:
    """An adoption of a plan version: by a resolution of the council with recorded votes, or attested by an office holder because
    the decision was made before the plan was managed on this platform."""

    version: PlanVersion | None = field(by=one(plan_versions, version_adopted))
    attested: bool = field(
        "Whether the adoption is attested, with nothing computed from recorded votes.", by=of_adoption("attested")
    )
    resolution: Resolution | None = field("Null for an attested adoption.", by=one(resolutions, "said.resolution"))
    occurred_at: datetime = field("When it was adopted or attested.", by=of_adoption("at"))
    recorded_at: datetime | None = field("When that was recorded.", by=of_adoption("recorded_at"))
    entered_after_days: int = field(DAYS, by=days_after(adopted))
    entered_late: bool = field(LATE, by=is_late(adopted))
    decided_on: date | None = field("The attested day of the decision.", by=of_adoption("decided_on"))
    session_name: str | None = field("The attested session of the decision.", by=session_name)
    document: Document | None = field("The document that supports the attestation.", by=of_adoption("document"))
    certainty: Certainty | None = field("How certain the attestation is.", by=of_adoption("certainty"))


class Judged(msgspec.Struct, frozen=True):
    """A word by which a plan was assessed, and the rule that knows it."""

    key: str
    name: Words
    rule: Named


def judged(reading: Reading, key: str, ref: RuleRef, at: datetime) -> Judged:
    rule = named(reading.rules, ref, at.date())
    levels = rule.rule.value.levels if rule.rule and isinstance(rule.rule.value, Scale) else ()
    return Judged(key, next((level.name for level in levels if level.key == key), {"und": key}), rule)


@kind(Judged)
class Judgement:
    """The assessment of one aspect of a plan, on the scale of a rule."""

    key: str
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    rule: Rule


@kind(Evaluated)
class PlanEvaluation:
    """The latest evaluation of a plan."""

    assessor: str = field("Who made the assessment.", by=official("assessor"))
    summary: str = field(by=official("summary"))
    summaries: list[TaggedText] = field("In all languages.", by=in_all_languages("summary"))
    documents: list[Document]
    openness: Judgement = field(
        "How far the plan has opened government.",
        by=lambda reading, rows: [judged(reading, row.openness, row.openness_rule, row.at) for row in rows],
    )
    ambition: Judgement = field(
        by=lambda reading, rows: [judged(reading, row.ambition, row.ambition_rule, row.at) for row in rows]
    )
    occurred_at: datetime = field(by=lambda reading, rows: [row.at for row in rows])


@kind(PlanRow)
class Plan(Node):
    """A plan of a community, from its opening through the stages of its process to its closing."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=one(communities, "community")
    )
    kind: str = field("The kind of plan as a short code: `openness`.")
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    starts: date
    ends: date | None = field("The planned last day.")
    term: PlanTerm | None = field("The term computed by the rules; null until the plan is adopted.", by=term_of)
    opened_at: datetime = field(by=lambda reading, rows: [row.opened for row in rows])
    network: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The network whose programme the plan belongs to.", by=one(communities, "network")
    )
    previous: "Plan | None" = field("The plan that it succeeds.", by=one(plans, "previous"))
    following: "Connection[Plan]" = field("The plans that succeed it.", by=list_of(plans, "following"))
    process: Rule = field("The rule that defines the plan's process.", by=rule_used("process", "opened"))
    stage: PlanStage | None = field("The current stage; null before the first one.", by=stage_of)
    stages: list[PlanStage] = field("All stages of its process, in order.", by=stages_of)
    next_stages: list[NextStage] = field(
        "The stages that the plan may enter next, with their requirements: usually one; for a plan with an attested "
        "adoption also the stage that follows adoption; none for a closed plan.",
        by=next_stages,
    )
    axes: Connection[Axis] = field("In the plan's order.", by=list_of(axes))
    challenges: Connection[Challenge] = field("In the plan's order.", by=list_of(challenges))
    projects: Connection[Project] = field("In the plan's order.", by=projects_in_plan)
    activities: Connection[Activity] = field(by=activities_below("of_plan"))
    progress: Progress = field("The totals over its activities.", by=progress_of_plans)
    drafts: int = field("The number of published versions.")
    versions: Connection[PlanVersion] = field("Newest first.", by=list_of(plan_versions))
    adoption: PlanAdoption | None = field("The adoption in force; null while the plan is a draft.", by=adoption_of)
    adoptions: list[PlanAdoption] = field("The first adoption and all amendments.", by=adoptions_of)
    attested: bool = field(
        "Whether the plan is in force by an attested adoption rather than by votes recorded here.", by=attested
    )
    evaluation: PlanEvaluation | None
    closed: bool
    close_reason: str | None = field("The reason for closing it before its last stage.", by=official("close_reason"))
    consultations: Connection[Consultation] = field(
        "The consultations about the plan.", by=list_of(consultations, "of_plan")
    )
    meetings: Connection[Meeting] = field("The meetings about the plan.", by=meetings_about)
    proposals: Connection[Proposal] = field("The proposals taken up in it.", by=proposals_linked_to)
    approvals: Connection[Approval] = field("The approvals requested for its versions.", by=approvals_on)
    opinions: Connection[Opinion] = field("The advisory opinions requested on its versions.", by=opinions_on)
    resolutions: Connection[Resolution] = field("The resolutions tabled about the plan.", by=resolutions_on)
    timeline: AuditConnection = field(
        "All entries about the plan, oldest first: the plan itself, its parts and activities; consultations, meetings and "
        "requests about it; council sessions that deliberated on it; and proposals that it took up.",
        by=timelines,
    )
    changes: PlanChanges = field(
        "The changes between two moments (`from`, `to`) or between two `versions`: added, removed and changed parts.",
        by=changes_of,
    )
    version: int
    audit: AuditConnection = field(by=trail)
