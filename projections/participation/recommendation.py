"""Recommendations: what meetings advise, each in the order in which it was recorded."""

from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.meeting import MeetingRecommendationMade
from domain.text import Words
from projections.toolkit.fold import new
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import queries_of


class RecommendationRow(msgspec.Struct, frozen=True):
    """`number` is the version of the meeting with which it came."""

    id: UUID
    meeting: UUID
    community: UUID
    text: Words
    number: int


recommendations = ReadModel(
    "recommendation", RecommendationRow, queries_of(__file__), key=lambda entry: entry.data.recommendation
)


@recommendations.folds
def made(row: RecommendationRow | None, entry: Entry[MeetingRecommendationMade]) -> RecommendationRow:
    """An id that another meeting has used before stays that one's."""
    return row or new(
        RecommendationRow, entry, id=entry.data.recommendation, meeting=entry.stream, number=entry.version
    )
