"""Sentences about entries: marks of direction in names turn nothing else around."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from api.sentences import sentence
from domain.communities.community import CommunityRenamed
from domain.kernel import Entry, System

MARKS = "\u202e\u202d\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_follows_a_name_is_not_reversed(language: str) -> None:
    """`Approved by\\u202e — administrator` was shown with its end reversed."""
    now = datetime.now(UTC)
    renamed = CommunityRenamed({"en": f"Oujda{MARKS}"}, {"en": f"Approved{MARKS} by\u202e"})
    entry: Entry[CommunityRenamed] = Entry(
        actor=System("operator"),
        command_id=UUID(int=1),
        community=UUID(int=2),
        correlation_id=UUID(int=1),
        data=renamed,
        event_id=UUID(int=3),
        occurred_at=now,
        recorded_at=now,
        root=UUID(int=2),
        stream=UUID(int=2),
        version=2,
    )
    said = sentence(entry, {UUID(int=2): {"en": f"Oujda{MARKS}"}}, language, ["en"])
    assert not set(said) & set(MARKS)
    assert "Approved by" in said
