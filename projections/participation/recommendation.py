"""Recommendations: what meetings advise, each in the order in which it was recorded."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Entry
from domain.participation.meeting import MeetingRecommendationMade
from domain.text import Words
from projections.toolkit.kernel import ReadModel
from projections.toolkit.sql import beside


class RecommendationRow(msgspec.Struct, frozen=True):
    """`number` is the version of the meeting with which it came."""

    id: UUID
    meeting: UUID
    community: UUID
    text: Words
    number: int


def keys(entry: Entry[Any]) -> Iterable[UUID]:
    return (entry.data.recommendation,)


def fold(row: RecommendationRow | None, entry: Entry[Any]) -> RecommendationRow | None:
    """An id that another meeting has used before stays that one's."""
    return row or RecommendationRow(
        entry.data.recommendation, entry.stream, entry.community, entry.data.text, entry.version
    )


recommendations = ReadModel(
    "recommendation", RecommendationRow, (MeetingRecommendationMade,), keys, fold, beside(__file__)
)
