"""Texts that show nothing are empty, whatever they consist of."""

import pytest

from domain.text import Sealed
from domain.words import Empty, named, written


@pytest.mark.parametrize(
    "text", ["\u200b", "\u3164", "\u2800\u2800", " \u2060\ufeff", "\u202e", "\u115f\u00ad", "\u034f", "\u0301"]
)
def test_what_shows_nothing_is_empty(text: str) -> None:
    """A title of zero-width or filler characters alone was taken for one."""
    with pytest.raises(Empty):
        named({"ar": text}, "title", 300)
    with pytest.raises(Empty):
        written(Sealed("fr", text), "body", 300)


@pytest.mark.parametrize("text", ["a\u200b", "\u202eb", "ⵣ", "١", "👍", "\u200fم"])
def test_what_shows_something_is_not(text: str) -> None:
    assert named({"ar": text}, "title", 300) == {"ar": text}
