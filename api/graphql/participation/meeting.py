"""Meetings: when and where, who came, what they recommended and what became of that, their minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.communities.office import community_of
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, in_all_languages, official, one
from api.graphql.engine.relay import Listed, Page, Paging, connections, list_of
from api.graphql.participation.recommendation import Recommendation
from api.graphql.types import Connection, Document, Node, TaggedText
from domain.participation import attendance as domain
from projections.participation.meeting import MeetingRow, meetings
from projections.participation.recommendation import recommendations
from projections.plans.plan import plans

if TYPE_CHECKING:
    from api.graphql.communities.community import Community
    from api.graphql.plans.plan import Plan


@words
class MeetingKind(Word):
    """What a meeting is for."""

    WORKSHOP = "workshop", "Where officials and citizens draw something up together."
    INFORMATION = "information"
    TRAINING = "training"
    STUDY_DAY = "study_day"
    FORUM = "forum"


@words
class AttendanceCategory(Word):
    """As what somebody came to a meeting."""

    ELECTED = "elected"
    CIVIL_SOCIETY = "civil_society"
    CITIZEN = "citizen"
    ADMINISTRATION = "administration"
    PRIVATE_SECTOR = "private_sector"
    EXPERT = "expert"
    OTHER = "other"


@words
class AttendanceGender(Word):
    FEMALE = "female"
    MALE = "male"
    UNDISCLOSED = "undisclosed"


@kind(domain.Attendance)
class Attendance:
    """How many came to a meeting of one category and gender."""

    category: AttendanceCategory
    gender: AttendanceGender
    count: int


async def meetings_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    page: Page,
    *,
    name: str = "page",
    kinds: list[MeetingKind] | None = None,
    held: bool | None = None,
) -> list[Listed[Any]]:
    """The meetings of each of some communities, or of all for None; by the list `of_plan`, of plans."""
    return await connections(reading, meetings, name, parents, page, kinds=kinds, held=held)


async def meetings_in(
    reading: Reading,
    rows: Objects,
    kind: list[MeetingKind] | None = None,
    held: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The meetings of each of some communities."""
    return await meetings_of(reading, [row.id for row in rows], Page.asked(**page), kinds=kind, held=held)


async def meetings_about(
    reading: Reading,
    rows: Objects,
    kind: list[MeetingKind] | None = None,
    held: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The meetings about each of some plans."""
    asked = Page.asked(**page)
    return await meetings_of(reading, [row.id for row in rows], asked, name="of_plan", kinds=kind, held=held)


def attended(reading: Reading, rows: Objects) -> list[int | None]:
    return [None if row.attendance is None else sum(group.count for group in row.attendance) for row in rows]


@kind(MeetingRow)
class Meeting(Node):
    """A meeting of a community, at a place, remote, or both."""

    community: Annotated["Community", strawberry.lazy("api.graphql.communities.community")] | None = field(
        by=community_of
    )
    kind: MeetingKind
    title: str = field(by=official("title"))
    titles: list[TaggedText] = field("In all languages.", by=in_all_languages("title"))
    starts: datetime
    ends: datetime
    place: str | None = field("Null for one that is only remote.", by=official("place"))
    places: list[TaggedText] = field("In all languages.", by=in_all_languages("place"))
    remote: str | None = field("The address of the web where one takes part from afar.")
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan that it is about, if it is about one.", by=one(plans, "plan")
    )
    held: bool
    cancelled: bool
    cancellation_reason: str | None = field(by=official("cancellation_reason"))
    attendance: list[Attendance] | None = field("Null as long as it is not recorded.")
    attended: int | None = field("How many came in all.", by=attended)
    recommendations: Connection[Recommendation] = field(
        "In the order in which they were made.", by=list_of(recommendations)
    )
    minutes: Document | None
    summary: str | None = field("What the minutes say in short.", by=official("summary"))
    summaries: list[TaggedText] = field("In all languages.", by=in_all_languages("summary"))
    version: int
    audit: AuditConnection = field(by=trail)
