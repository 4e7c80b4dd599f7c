"""From what to what: a function of the entry alone, for every event that there is."""

import msgspec

from domain.events import EVENTS
from domain.kernel import Event
from projections.changes import FOLLOWS, REPLACED, sealed


def fields(event: type[Event]) -> tuple[str, ...]:
    return event.__struct_fields__


def test_what_every_event_replaced_is_known() -> None:
    assert {event for event in EVENTS if "was" in fields(event)} == set(REPLACED)


def test_every_old_value_has_a_new_one_beside_it() -> None:
    for event in EVENTS:
        for name in fields(event):
            if name.endswith("_was"):
                assert name.removesuffix("_was") in fields(event), event


def test_an_event_without_fields_says_what_follows_from_it() -> None:
    assert {event for event in EVENTS if not fields(event)} <= set(FOLLOWS)


def test_sealed_fields_are_told_by_their_types() -> None:
    for event in EVENTS:
        for field in msgspec.structs.fields(event):
            if field.name.endswith("_was") and field.type in (int, int | None):
                assert sealed(event, field.name.removesuffix("_was")), (event, field.name)  # type: ignore[arg-type]
