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
    """A territorial community; networks and supervising authorities are communities too."""

    code: str
    name: str = field(
        "The name in the requested language or the reader's (Accept-Language), or else in the closest one available.",
        by=official("name"),
    )
    names: list[TaggedText] = field("In all languages.", by=in_all_languages("name"))
    time_zone: str
    kind: str | None = field("The kind of community as a short code: `region`, `province`, `rural_commune` …")
    kind_name: str | None = field("In the reader's language.", by=kind_names)
    parent: "Community | None" = field("The community that it is part of.", by=one(communities, "parent"))
    children: "Connection[Community]" = field("The communities that are part of it, ordered by code.", by=children_of)
    jurisdiction: str | None = field("The jurisdiction whose rules apply, as named by the rule sets.")
    population: int | None = field("The number of inhabitants at the last census recorded.")
    population_year: int | None = field("The year of that census.")
    version: int
    focal_points: list[UUID] = field("The pseudonyms of its focal points in this community.")
    memberships: Connection[Membership] = field(
        "Its current, pending and past memberships of networks.", by=memberships_of
    )
    members: Connection[Membership] = field("For a network: its current, pending and past members.", by=members_of)
    bodies: Connection[Body] = field("Its council, bureau, committees and advisory bodies.", by=bodies_in)
    sessions: Connection[Session] = field("The sessions of its council, latest start first.", by=sessions_in)
    resolutions: Connection[Resolution] = field(
        "The resolutions tabled before its council, newest first.", by=resolutions_in
    )
    approvals: Connection[Approval] = field("The approvals that it requested, newest first.", by=approvals_in)
    opinions: Connection[Opinion] = field(
        "The advisory opinions that it requested, newest first.", by=list_of(opinions, number=None)
    )
    plans: Connection[Plan] = field("Latest start first.", by=plans_in)
    shared_projects: Connection[Project] = field(
        "The projects of other communities in which it is a partner.", by=list_of(projects, "shared_with")
    )
    consultations: Connection[Consultation] = field(by=consultations_in)
    meetings: Connection[Meeting] = field("Its meetings, latest first.", by=meetings_in)
    activities: Connection[Activity] = field(
        "The activities of its plans, earliest end first.", by=activities_below("of_community")
    )
    organisations: Connection[Organisation] = field(by=list_of(organisations))
    office_holders: Connection[OfficeHolder] = field(
        "The office holders, under their pseudonyms in this community.", by=holders_in
    )
    audit: AuditConnection = field(by=trail)
