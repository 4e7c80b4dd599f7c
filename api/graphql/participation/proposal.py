"""Proposals: their words, how they stand and came to stand so, what was said to them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Unpack
from uuid import UUID

import strawberry

from api.graphql.audit import AuditConnection, trail
from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, is_erased, is_hidden, one, opened_text, opening, text_if_shown
from api.graphql.engine.relay import Listed, Page, Paging, connections
from api.graphql.participation.comment import Comment, comments_on
from api.graphql.participation.outcome import ProposalOutcome, ProposalStep, outcome_of, way_of
from api.graphql.participation.tally import NO_BALLOTS, Standing, Tally, TallyMoment, course_of, tally_of
from api.graphql.types import Connection, Moderation, Node
from projections.participation.consultation import consultations
from projections.participation.proposal import ProposalRow, proposals
from projections.participation.raised_challenge import raised_challenges
from projections.participation.recommendation import recommendations
from projections.plans.activity import activities
from projections.plans.plan import plans
from projections.plans.project import projects

if TYPE_CHECKING:
    from api.graphql.participation.consultation import Consultation
    from api.graphql.participation.raised_challenge import RaisedChallenge
    from api.graphql.participation.recommendation import Recommendation
    from api.graphql.plans.activity import Activity
    from api.graphql.plans.plan import Plan
    from api.graphql.plans.project import Project

NOTHING: Mapping[str, Any] = {}


@words
class Origin(Word):
    """How a proposal was submitted."""

    ONLINE = "online"
    MEETING = "meeting"
    REGISTRY_DESK = "registry_desk"
    PETITION = "petition"
    RECOMMENDATION = "recommendation"
    ADVISORY_BODY = "advisory_body"
    UNKNOWN = "unknown"


@words
class Answer(Word):
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


@words
class AnswerState(Word):
    """The answer to a proposal, or NONE if it has no answer."""

    NONE = "none"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


@words
class ProposalOrder(Word):
    NEWEST = "newest"
    OLDEST = "oldest"
    MOST_SUPPORTED = "most_supported", "By the number of ballots in support or agreement."
    MOST_VOTED = "most_voted", "By the number of ballots of any kind."


async def proposals_of(
    reading: Reading,
    parents: Sequence[UUID | None],
    page: Page,
    *,
    name: str = "page",
    looked_for: Mapping[str, Any] = NOTHING,
    order: ProposalOrder,
    answers: list[AnswerState] | None = None,
    origins: list[Origin] | None = None,
    moderations: list[Moderation] | None = None,
    withdrawn: bool | None = None,
) -> list[Listed[Any]]:
    """The proposals of each of some consultations; by the list `of_community`, of communities, or of all for None; by the list
    `linked`, of challenges and recommendations that they came from, of plans, projects and activities that took them up."""
    filters = {
        **looked_for,
        "answers": answers,
        "origins": origins,
        "moderations": moderations,
        "withdrawn": withdrawn,
        "order": order,
    }
    return await connections(reading, proposals, name, parents, page, also=partial(keep, reading), **filters)


async def proposals_in(
    reading: Reading,
    rows: Objects,
    search: Annotated[
        str | None, strawberry.argument(description="Words to find in the title or text, as in `search`.")
    ] = None,
    search_language: str | None = None,
    answer: list[AnswerState] | None = None,
    origin: list[Origin] | None = None,
    moderation: list[Moderation] | None = None,
    withdrawn: bool | None = None,
    order: ProposalOrder = ProposalOrder.NEWEST,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    return await proposals_of(
        reading,
        [row.id for row in rows],
        Page.asked(**page),
        looked_for={} if search is None else await reading.looked_for(search, search_language),
        order=order,
        answers=answer,
        origins=origin,
        moderations=moderation,
        withdrawn=withdrawn,
    )


async def proposals_linked_to(
    reading: Reading,
    rows: Objects,
    answer: list[AnswerState] | None = None,
    origin: list[Origin] | None = None,
    order: ProposalOrder = ProposalOrder.OLDEST,
    **page: Unpack[Paging],
) -> list[Listed[Any]]:
    """The proposals that came from each of some challenges or recommendations, or were taken up in plans, projects or
    activities."""
    return await proposals_of(
        reading,
        [row.id for row in rows],
        Page.asked(**page),
        name="linked",
        order=order,
        answers=answer,
        origins=origin,
    )


def keep(reading: Reading, row: ProposalRow, numbers: Sequence[int | None]) -> None:
    """The list has looked up how each of its proposals stands: that need not be asked again."""
    reading.seen[Standing][row.id.int] = NO_BALLOTS if numbers[0] is None else Standing(*numbers)  # type: ignore[arg-type]


async def merged_ballots(reading: Reading, rows: Objects) -> list[int | None]:
    merged = [row for row in rows if row.merged_into is not None]
    numbers = {row.id: tally.ballots for row, tally in zip(merged, await tally_of(reading, merged), strict=True)}
    return [numbers.get(row.id) for row in rows]


TITLE, BODY = ("title", "title"), ("body", "body")
HIDDEN_FOR, REASONS = ("moderation_reason", "reason"), ("reasons", "reasons")
WORDS = {
    "title": (TITLE,),
    "body": (BODY,),
    "erased": (BODY,),
    "moderationReason": (HIDDEN_FOR,),
    "reasons": (REASONS,),
}


@kind(ProposalRow, opening(WORDS))
class Proposal(Node):
    """A proposal to a community."""

    consultation: Annotated["Consultation", strawberry.lazy("api.graphql.participation.consultation")] | None = field(
        by=one(consultations, "consultation")
    )
    author: UUID | None = field(
        "The author's pseudonym in this consultation; null if a system process recorded the proposal."
    )
    recorded_by: str = field(
        "The kind of actor that recorded it (person, office, organisation), or the name of the system process."
    )
    title: str | None = field(
        "Null if there is no title, and while hidden, withdrawn or erased.", by=text_if_shown(*TITLE)
    )
    body: str | None = field(
        "Null while hidden by moderation, and after being withdrawn or erased.", by=text_if_shown(*BODY)
    )
    language: str
    hidden: bool = field(
        "Whether the text is not shown: hidden by moderation or withdrawn, either now or at the requested moment.",
        by=is_hidden,
    )
    erased: bool = field(by=is_erased)
    origin: Origin
    reference: str | None
    recommendation: Annotated["Recommendation", strawberry.lazy("api.graphql.participation.recommendation")] | None = (
        field("The recommendation of a meeting from which it came.", by=one(recommendations, "recommendation"))
    )
    raised_challenge: (
        Annotated["RaisedChallenge", strawberry.lazy("api.graphql.participation.raised_challenge")] | None
    ) = field(
        "The challenge raised in the consultation that it answers, if any.", by=one(raised_challenges, "challenge")
    )
    after_closing: bool
    moderation: Moderation
    moderation_reason: str | None = field(by=opened_text(*HIDDEN_FOR))
    withdrawn: bool
    merged_into: "Proposal | None" = field(
        "The proposal that it was merged into. The ballots of this one stay with it: its `tally` counts them, that of the other "
        "does not.",
        by=one(proposals, "merged_into"),
    )
    merged_ballots: int | None = field(
        "The number of ballots that stay with this merged proposal, and are not added to the one that it was merged into; null "
        "if it was not merged.",
        by=merged_ballots,
    )
    answer: Answer | None
    reasons: str | None = field(by=opened_text(*REASONS))
    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(
        "The plan that took it up.", by=one(plans, "plan")
    )
    project: Annotated["Project", strawberry.lazy("api.graphql.plans.project")] | None = field(
        "The project that took it up.", by=one(projects, "project")
    )
    activity: Annotated["Activity", strawberry.lazy("api.graphql.plans.activity")] | None = field(
        "The activity that took it up, if any.", by=one(activities, "activity")
    )
    outcome: ProposalOutcome = field(by=outcome_of)
    way: list[ProposalStep] = field(
        "The history of the proposal in log order: submission, discussion, answer, its place in a plan and the progress "
        "made there. If the proposal was merged, the history continues with the one that it was merged into.",
        by=way_of,
    )
    occurred_at: datetime
    version: int
    tally: Tally = field(by=tally_of)
    course: list[TallyMoment] = field(
        "The tally over time: its state at the end of each interval of `span` seconds in which it changed.",
        by=course_of,
    )
    comments: Connection[Comment] = field(
        "The comments, replies included; with `threads: true` only the top-level ones.",
        by=comments_on,
    )
    audit: AuditConnection = field(by=trail)
