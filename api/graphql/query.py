"""Where a query begins: things by their ids, and the lists that are not within a thing."""

from typing import Any, Unpack
from uuid import UUID

from api.graphql.audit import AuditConnection, AuditOrder, Trail, trails
from api.graphql.communities.body import Body
from api.graphql.communities.community import Community
from api.graphql.communities.organisation import Organisation
from api.graphql.communities.practice import Practice, all_practices
from api.graphql.decisions.approval import Approval
from api.graphql.decisions.opinion import Opinion
from api.graphql.decisions.resolution import Resolution
from api.graphql.decisions.session import Session, SessionKind, SessionStage, sessions_of
from api.graphql.engine.errors import Refused
from api.graphql.engine.kinds import Objects, Resolve, field, kind, row_of
from api.graphql.engine.reading import Reading
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.engine.scalars import Position
from api.graphql.participation.comment import Comment
from api.graphql.participation.consultation import Consultation, consultations_of
from api.graphql.participation.meeting import Meeting, MeetingKind, meetings_of
from api.graphql.participation.proposal import Proposal, ProposalOrder, proposals_of
from api.graphql.participation.recommendation import Recommendation
from api.graphql.plans.activity import Activity, all_activities
from api.graphql.plans.challenge import Challenge
from api.graphql.plans.plan import Plan, all_plans
from api.graphql.plans.project import Project
from api.graphql.rules import Rule, RuleSet, one_rule, rule_sets
from api.graphql.types import AsOf, AtLeast, Connection, Node
from api.graphql.waiting import Waiting, all_waiting
from domain.communities.community import community_id
from projections.communities.community import CommunityRow, communities
from projections.models import BY_ROW
from projections.toolkit.kernel import ReadModel, kinds

THINGS: dict[str, ReadModel[Any]] = {(model := BY_ROW[row_of(thing)]).table: model for thing in Node.__subclasses__()}
"""The read models of all nodes of the schema, by the name of their table: a node can be read by its id."""

KINDS = kinds(THINGS.values())


class WhichCommunity(Refused):
    """A community is asked for by its code or by its id."""

    code = "community.which"


def by_id(thing: type[Node]) -> Resolve:
    """A thing of one kind, by its id."""
    model = BY_ROW[row_of(thing)]

    async def referenced(reading: Reading, roots: Objects, id: UUID) -> list[Any]:
        return [await there(reading, model, id)]

    return referenced


async def there(reading: Reading, model: ReadModel[Any], id: UUID) -> Any:
    """A thing by its id; None if there is none. Raises NotBegun."""
    row = (await reading.of(model, [id])).get(id)
    if row is None:
        await reading.has_begun(model, id)
    return row


async def one_community(
    reading: Reading, roots: Objects, code: str | None = None, id: UUID | None = None
) -> list[CommunityRow | None]:
    if (code is None) == (id is None):
        raise WhichCommunity("Give either `code` or `id`.")
    wanted = community_id(code) if code is not None else id
    assert wanted is not None
    return [await there(reading, communities, wanted)]


async def anything(reading: Reading, roots: Objects, id: UUID) -> list[Any]:
    found = await reading.fetch(KINDS, {"ids": [id], "position": reading.at})
    if not found:
        return [None]
    return [(await reading.of(THINGS[found[0][1]], [id])).get(id)]


async def all_communities(
    reading: Reading, roots: Objects, kind: list[str] | None = None, **page: Unpack[Paging]
) -> list[Listed[Any]]:
    return await connections(reading, communities, "page", [None], Page.asked(**page), kinds=kind)


async def all_consultations(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    open: bool | None = None,
    imported: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await consultations_of(reading, [community], Page.asked(**page), open, imported)


async def all_meetings(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    kind: list[MeetingKind] | None = None,
    held: bool | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await meetings_of(reading, [community], Page.asked(**page), kinds=kind, held=held)


async def all_sessions(
    reading: Reading,
    roots: Objects,
    community: UUID | None = None,
    stage: list[SessionStage] | None = None,
    kind: list[SessionKind] | None = None,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await sessions_of(reading, [community], Page.asked(**page), stage, kind, None)


async def search_results(
    reading: Reading,
    roots: Objects,
    text: str,
    language: str | None = None,
    community: UUID | None = None,
    order: ProposalOrder = ProposalOrder.NEWEST,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    looked_for, asked = await reading.looked_for(text, language), Page.asked(**page)
    return await proposals_of(reading, [community], asked, name="of_community", looked_for=looked_for, order=order)


async def trail_of(
    reading: Reading,
    roots: Objects,
    subject: UUID,
    events: list[str] | None = None,
    order: AuditOrder = AuditOrder.NEWEST,
    **page: Unpack[Paging],
) -> list[Trail]:
    return await trails(reading, [subject], Page.asked(**page), order, events)


def read_at(reading: Reading, roots: Objects) -> list[int | None]:
    return [None if reading.at < 0 else reading.at]


@kind(type(None))
class Query:
    """The public, read-only view of the register. Every query takes `asOf`, a position in the log or an instant of log time, or
    `occurredAsOf`, an instant by which the facts had happened, whenever they were recorded; without them, the query reads the
    newest state that all read models have reached. Where entries about what was read were recorded after others whose facts are
    newer, the answer's `extensions` say `enteredLater: true` and `enteredLaterCount`. `atLeast` first waits until the read models
    have reached a position, such as that of your own command. The header `Sijill-Position` returns the position that was read."""

    position: Position | None = field(
        "The progress of the read models: the last position that all of them have processed; null while the record is empty.",
        by=read_at,
        when=AtLeast,
    )
    node: Node | None = field("Any entity by its id.", by=anything, when=AsOf)
    communities: Connection[Community] = field(
        "Communities ordered by code: all, or those of certain kinds (`network`).", by=all_communities, when=AsOf
    )
    community: Community | None = field("A community by its code or its id.", by=one_community, when=AsOf)
    organisation: Organisation | None = field("An organisation by its id.", by=by_id(Organisation), when=AsOf)
    body: Body | None = field("A body of a community by its id.", by=by_id(Body), when=AsOf)
    practices: Connection[Practice] = field(
        "Good practices, newest first. Filter by community.",
        by=all_practices,
        when=AsOf,
    )
    practice: Practice | None = field("A practice by its id, even if withdrawn.", by=by_id(Practice), when=AsOf)
    consultations: Connection[Consultation] = field(
        "Consultations, latest opening first. Filter by community, by whether they were open at the requested moment, and "
        "by whether they were imported from another system.",
        by=all_consultations,
        when=AsOf,
    )
    consultation: Consultation | None = field(
        "A consultation by its id.",
        by=by_id(Consultation),
        when=AsOf,
    )
    proposal: Proposal | None = field("A proposal by its id.", by=by_id(Proposal), when=AsOf)
    comment: Comment | None = field("A comment by its id.", by=by_id(Comment), when=AsOf)
    meetings: Connection[Meeting] = field(
        "Meetings, latest first. Filter by community, kind, and whether they were held.", by=all_meetings, when=AsOf
    )
    meeting: Meeting | None = field("A meeting by its id.", by=by_id(Meeting), when=AsOf)
    recommendation: Recommendation | None = field(
        "A recommendation of a meeting, by its id.", by=by_id(Recommendation), when=AsOf
    )
    activities: Connection[Activity] = field(
        "Activities of plans, earliest end first. Filter by community, status, responsible body, and whether they were "
        "overdue at the requested moment.",
        by=all_activities,
        when=AsOf,
    )
    activity: Activity | None = field("An activity by its id.", by=by_id(Activity), when=AsOf)
    sessions: Connection[Session] = field(
        "Council sessions, latest start first. Filter by community, kind and stage.",
        by=all_sessions,
        when=AsOf,
    )
    session: Session | None = field("A session of a council by its id.", by=by_id(Session), when=AsOf)
    resolution: Resolution | None = field("A resolution of a council by its id.", by=by_id(Resolution), when=AsOf)
    plans: Connection[Plan] = field(
        "Plans, latest start first. Filter by community, kind, stage, and whether they are closed.",
        by=all_plans,
        when=AsOf,
    )
    plan: Plan | None = field("A plan by its id.", by=by_id(Plan), when=AsOf)
    project: Project | None = field("A project by its id.", by=by_id(Project), when=AsOf)
    challenge: Challenge | None = field("A challenge by its id.", by=by_id(Challenge), when=AsOf)
    search: Connection[Proposal] = field(
        "Full-text search for proposals, in all consultations or in those of one community. A proposal is found if its title or "
        "text has all words of `text` (16 at most), as whole words, by their beginnings from three letters on, or by their stems "
        "in Arabic, French and English, or in the given `language` only. Accents, case, short vowels, tatweel, forms of alef, "
        "hamza, ya and ta marbuta, Arabic prefixes and scripts of digits do not matter. Hidden and withdrawn proposals are not "
        "found.",
        by=search_results,
        when=AsOf,
    )
    approval: Approval | None = field("An approval by its id.", by=by_id(Approval), when=AsOf)
    opinion: Opinion | None = field("An advisory opinion by its id.", by=by_id(Opinion), when=AsOf)
    waiting: Connection[Waiting] = field(
        "Pending items, earliest deadline first. Filter by community, plan, kind or office; `overdueOnly` and `dueBefore` "
        "filter by deadline. Deadlines are computed when you ask, by the rules in force when the period began.",
        by=all_waiting,
        when=AsOf,
    )
    rule_sets: list[RuleSet] = field("The known rule sets: the newest version of each, or all versions.", by=rule_sets)
    rule: Rule | None = field("A rule, by the reference that events contain.", by=one_rule)
    audit: AuditConnection = field(
        "The audit trail of an entity, a community or a consultation, or of everything done under a pseudonym. Choose the "
        "order, and filter by event name (`participation.ProposalAmended`).",
        by=trail_of,
        when=AsOf,
    )
