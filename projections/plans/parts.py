"""What axes, challenges and projects of plans have in common as read models: one row each, known by its own id.

A part that was removed keeps its row, with the reason: what names it can still say what it was.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from domain.kernel import Entry


def keyed_by(field: str) -> Callable[[Entry[Any]], Iterable[UUID]]:
    """Which part of its plan an event is about: the one that it names so."""

    def keys(entry: Entry[Any]) -> Iterable[UUID]:
        return (getattr(entry.data, field),)

    return keys
