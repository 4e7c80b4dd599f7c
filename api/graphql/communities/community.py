"""Communities, what is above and below them, and what is in them."""

from typing import Any, Unpack
from uuid import UUID

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.body import Body, bodies_in
from api.graphql.communities.membership import Membership, members_of, memberships_of
from api.graphql.communities.office import OfficeHolder, holders_in
from api.graphql.communities.organisation import Organisation
from api.graphql.decisions.approval import Approval, approvals_in
from api.graphql.decisions.opinion import Opinion
from api.graphql.decisions.resolution import Resolution, resolutions_in
from api.graphql.decisions.session import Session, sessions_in
from api.graphql.engine.kinds import Objects, field, kind
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.participation.consultation import Consultation, consultations_in
from api.graphql.participation.meeting import Meeting, meetings_in
from api.graphql.plans.activity import Activity, activities_below
from api.graphql.plans.plan import Plan, plans_in
from api.graphql.plans.project import Project
from api.graphql.types import Connection, Node, TaggedText
from api.i18n import interface_language, word
from projections.communities.community import CommunityRow, communities
from projections.communities.organisation import organisations
from projections.decisions.opinion import opinions
from projections.plans.project import projects


async def children_of(
    reading: Reading, rows: Objects, kind: list[str] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    """The communities that belong to each of some: all, or those of certain kinds."""
    ids, asked = [row.id for row in rows], Page.asked(**page)
    return await connections(reading, communities, "children", ids, asked, kinds=kind)


def kind_names(reading: Reading, rows: Objects) -> list[str | None]:
    language = interface_language([*reading.languages])
    return [row.kind and word(row.kind, language) for row in rows]


@kind(CommunityRow)
class Community(Node):
    """A territorial community; or a network of such, or an authority that supervises them."""

    code: str
    name: str = field(
        "In the reader's language (Accept-Language), or the one that is asked for, or the next best.",
        by=official("name"),
    )
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    time_zone: str
    kind: str | None = field("Of what kind it is, as a short code: `region`, `province`, `rural_commune` …")
    kind_name: str | None = field("The same in the reader's language.", by=kind_names)
    parent: "Community | None" = field("The community that it belongs to.", by=one(communities, "parent"))
    children: "Connection[Community]" = field("The communities that belong to it, by code.", by=children_of)
    jurisdiction: str | None = field("Whose rules hold for it, by the name that rule sets have for it.")
    population: int | None = field("How many inhabitants were counted, the last time.")
    population_year: int | None = field("The year in which they were counted.")
    version: int
    focal_points: list[UUID] = field("Its focal points, under the pseudonyms that they have here.")
    memberships: Connection[Membership] = field("The networks that it belongs to, or did.", by=memberships_of)
    members: Connection[Membership] = field("Of a network: who belongs to it, or did.", by=members_of)
    bodies: Connection[Body] = field("Its council, bureau, committees and advisory bodies.", by=bodies_in)
    sessions: Connection[Session] = field("The sessions of its council, those that start last first.", by=sessions_in)
    resolutions: Connection[Resolution] = field(
        "What its council was asked to decide, the latest first.", by=resolutions_in
    )
    approvals: Connection[Approval] = field("What it asked of offices, the last first.", by=approvals_in)
    opinions: Connection[Opinion] = field(
        "What it asked of advisory bodies, the last first.", by=list_of(opinions, number=None)
    )
    plans: Connection[Plan] = field("Those that start last first.", by=plans_in)
    shared_projects: Connection[Project] = field(
        "The projects of others that it carries with them.", by=list_of(projects, "shared_with")
    )
    consultations: Connection[Consultation] = field(by=consultations_in)
    meetings: Connection[Meeting] = field("Its meetings, the latest first.", by=meetings_in)
    activities: Connection[Activity] = field(
        "What its plans have to be done, those first that end first.", by=activities_below("of_community")
    )
    organisations: Connection[Organisation] = field(by=list_of(organisations))
    office_holders: Connection[OfficeHolder] = field(
        "Who holds an office, under the pseudonyms that they have here.", by=holders_in
    )
    audit: AuditConnection = field(by=trail)
