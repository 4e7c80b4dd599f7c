"""The audit trail: where in the log everything stands that concerns a thing, a person's pseudonym or a community.

What one stream holds the log itself finds; here is what reaches beyond: a consultation with all in it, a proposal with its
comments and ballots, whatever somebody did under one pseudonym, and all of a community.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.events import EVENTS
from domain.kernel import Entry, System
from projections.kernel import Index
from projections.sql import beside

SUBJECTS = {
    event: [field for field in ("proposal", "holder", "into", "parent") if field in event.__struct_fields__]
    for event in EVENTS
}
"""What else an event is about, by its fields."""


def rows(entry: Entry[Any]) -> Iterable[tuple[UUID]]:
    subjects = {entry.root, entry.community}
    for actor in (entry.actor, entry.on_behalf_of):
        if actor is not None and not isinstance(actor, System):
            subjects.add(actor.id)
    event = entry.data
    for field in SUBJECTS[type(event)]:
        if (subject := getattr(event, field)) is not None:
            subjects.add(subject)
    subjects.discard(entry.stream)
    return [(subject,) for subject in subjects]


audit = Index("audit", ("subject",), EVENTS, rows, beside(__file__))
