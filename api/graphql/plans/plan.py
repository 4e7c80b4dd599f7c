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

    plan: UUID
    said: Adopted


def adoptions_of(reading: Reading, rows: Objects) -> list[list[Adoption]]:
    return [[Adoption(row.id, said) for said in row.adoptions] for row in rows]


def adoption_of(reading: Reading, rows: Objects) -> list[Adoption | None]:
    """What makes each of some plans the plan that it is."""
    return [Adoption(row.id, row.adoptions[-1]) if row.adoptions else None for row in rows]


def attested(reading: Reading, rows: Objects) -> list[bool]:
    return [bool(row.adoptions) and row.adoptions[-1].attested for row in rows]


def version_adopted(adoption: Adoption) -> UUID:
    return version_id(adoption.plan, adoption.said.number)


def said(name: str) -> Any:
    return lambda reading, adoptions: [getattr(one.said, name) for one in adoptions]


def session_name(reading: Reading, adoptions: Objects, language: str | None = None) -> list[str | None]:
    return [reading.official(one.said.session_name or {}, language) for one in adoptions]


@kind(Adoption)
class PlanAdoption:
    """What makes a version the plan: a resolution of the council, adopted by recorded votes, or what somebody in office attests
    was decided before the plan was kept here."""

    version: PlanVersion | None = field(by=one(plan_versions, version_adopted))
    attested: bool = field("Whether it is attested: nothing of it is computed then.", by=said("attested"))
    resolution: Resolution | None = field("Null if it is attested.", by=one(resolutions, "said.resolution"))
    occurred_at: datetime = field("When it was adopted, or attested.", by=said("at"))
    decided_on: date | None = field("The day on which it was decided, as is attested.", by=said("decided_on"))
    session_name: str | None = field("The session in which it was decided, as is attested.", by=session_name)
    document: Document | None = field("What it is attested by.", by=said("document"))
    certainty: Certainty | None = field("How sure that is.", by=said("certainty"))


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
    """How something about a plan was assessed, in the words of a rule."""

    key: str
    name: str = field(by=official("name"))
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    rule: Rule


@kind(Evaluated)
class PlanEvaluation:
    """What was said last of what came of a plan."""

    assessor: str = field("Who has assessed it.", by=official("assessor"))
    summary: str = field(by=official("summary"))
    summaries: list[TaggedText] = field("In all languages.", by=in_all_languages("summary"))
    documents: list[Document]
    openness: Judgement = field(
        "Whether it has opened government.",
        by=lambda reading, rows: [judged(reading, row.openness, row.openness_rule, row.at) for row in rows],
    )
    ambition: Judgement = field(
        by=lambda reading, rows: [judged(reading, row.ambition, row.ambition_rule, row.at) for row in rows]
    )
    occurred_at: datetime = field(by=lambda reading, rows: [row.at for row in rows])


@kind(PlanRow)
class Plan(Node):
    """A plan of a community: what it undertakes, from its opening through the stages of its process to its closing."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=one(communities, "community")
    )
    kind: str = field("Of what kind it is, as a short code: `openness`.")
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    starts: date
    ends: date | None = field("The last day, as it was planned.")
    term: PlanTerm | None = field("Until when it runs by the rules; null as long as it is not adopted.", by=term_of)
    opened_at: datetime = field(by=lambda reading, rows: [row.opened for row in rows])
    network: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        "The network whose programme it is part of.", by=one(communities, "network")
    )
    previous: "Plan | None" = field("The plan that it follows.", by=one(plans, "previous"))
    following: "Connection[Plan]" = field("The plans that follow it.", by=list_of(plans, "following"))
    process: Rule = field("Where the stages that it goes through are written.", by=rule_used("process", "opened"))
    stage: PlanStage | None = field("The stage that it stands in; null before the first.", by=stage_of)
    stages: list[PlanStage] = field("All stages of its process, in their order.", by=stages_of)
    next_stages: list[NextStage] = field(
        "The stages that it may enter next, with what each needs: one; where its adoption is attested also the one that "
        "adoption leads to; none where it is closed.",
        by=next_stages,
    )
    axes: Connection[Axis] = field("In their order.", by=list_of(axes))
    challenges: Connection[Challenge] = field("In their order.", by=list_of(challenges))
    projects: Connection[Project] = field("In their order.", by=projects_in_plan)
    activities: Connection[Activity] = field(by=activities_below("of_plan"))
    progress: Progress = field("What its activities come to.", by=progress_of_plans)
    drafts: int = field("How many versions of it were published.")
    versions: Connection[PlanVersion] = field("The last first.", by=list_of(plan_versions))
    adoption: PlanAdoption | None = field("What makes it the plan; null as long as it is a draft.", by=adoption_of)
    adoptions: list[PlanAdoption] = field("The first one, and all amendments.", by=adoptions_of)
    attested: bool = field("Whether it is the plan by what is attested, not by recorded votes.", by=attested)
    evaluation: PlanEvaluation | None
    closed: bool
    close_reason: str | None = field("Why it was closed before its last stage.", by=official("close_reason"))
    consultations: Connection[Consultation] = field("The consultations about it.", by=list_of(consultations, "of_plan"))
    meetings: Connection[Meeting] = field("The meetings about it.", by=meetings_about)
    proposals: Connection[Proposal] = field("The proposals that were taken up in it.", by=proposals_linked_to)
    approvals: Connection[Approval] = field("What was asked of offices about its versions.", by=approvals_on)
    opinions: Connection[Opinion] = field("What was asked of advisory bodies about its versions.", by=opinions_on)
    resolutions: Connection[Resolution] = field("What the council was asked to decide on it.", by=resolutions_on)
    timeline: AuditConnection = field(
        "Everything that concerns it, the oldest first: what happened to it, to its parts and activities, to what was "
        "begun about it, in the sessions that deliberated on it, to the proposals that it took up.",
        by=timelines,
    )
    changes: PlanChanges = field(
        "What differs in it `from` one moment `to` another, or between two `versions`: what came, went, or says something else.",
        by=changes_of,
    )
    version: int
    audit: AuditConnection = field(by=trail)
