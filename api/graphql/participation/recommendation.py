"""Recommendations of meetings, and what became of them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.engine.kinds import field, kind
from api.graphql.engine.reading import in_all_languages, official, one
from api.graphql.participation.proposal import Proposal, proposals_linked_to
from api.graphql.types import Connection, Node, TaggedText
from projections.participation.meeting import meetings
from projections.participation.recommendation import RecommendationRow

if TYPE_CHECKING:
    from api.graphql.participation.meeting import Meeting


@kind(RecommendationRow)
class Recommendation(Node):
    """What a meeting advises. It may become proposals."""

    meeting: Annotated["Meeting", strawberry.lazy("api.graphql.participation.meeting")] | None = field(
        by=one(meetings, "meeting")
    )
    text: str = field(by=official("text"))
    texts: list[TaggedText] = field("In all languages.", by=in_all_languages("text"))
    proposals: Connection[Proposal] = field("The proposals that came from it.", by=proposals_linked_to)
