"""From what to what: a function of the entry alone, for every event that there is."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from domain.communities.community import CommunityPlaced, CommunityRenamed
from domain.kernel import Entry, Event, System
from domain.participation.ballot import BallotCast
from domain.participation.proposal_events import ProposalWithdrawn
from domain.registry import EVENTS
from domain.text import Sealed, Words
from projections.audit import SUBJECTS, holds_ids, ids, rows
from projections.queries.changes import Change, Kept, about, changes, earlier, sealed, text_of
from tests.kit.scenario import COMMUNITY, NOON, thing


def fields(event: type[Event]) -> tuple[str, ...]:
    return event.__struct_fields__


def test_an_old_value_is_called_after_the_field_that_it_was_the_value_of() -> None:
    assert not [event for event in EVENTS if "was" in fields(event)]


def test_an_event_without_fields_says_what_follows_from_it() -> None:
    silent = [event for event in EVENTS if not fields(event)]
    assert ProposalWithdrawn in silent
    assert changes(entry(ProposalWithdrawn()), {}) == [Change("withdrawn", False, True)]
    assert all(len(changes(entry(event()), {})) == 1 for event in silent)


def test_words_say_at_which_version_stands_what_they_replace() -> None:
    for event in EVENTS:
        types = {field.name: field.type for field in msgspec.structs.fields(event)}
        for name in types:
            if sealed(event, name) and f"{name}_was" in types:
                assert types[f"{name}_was"] in (int, int | None), (event, name)


class Part(msgspec.Struct, frozen=True):
    title: Words
    amount: Decimal
    owner: UUID


class Revised(msgspec.Struct, frozen=True):
    """As an event of the log, in which none is that has all of these."""

    part: UUID
    number_was: int
    number: int
    parts_was: list[Part]
    parts: list[Part]
    partners_was: list[UUID]
    partners: list[UUID]
    title_was: Words
    title: Words
    begins_was: date | None
    begins: date
    votes_was: dict[UUID, str]
    votes: dict[UUID, str]
    gone_was: Part
    reason: Sealed
    kind_was: str
    kind: str


ONE, OTHER = Part({"fr": "Une"}, Decimal("1.50"), thing("a")), Part({"fr": "Deux"}, Decimal(2), thing("b"))

REVISED = Revised(
    part=thing("part"), number_was=1, number=2, parts_was=[ONE], parts=[ONE, OTHER], partners_was=[], partners=[thing("c")],
    title_was={"fr": "Un", "ar": "واحد"}, title={"fr": "Deux", "ar": "واحد"}, begins_was=None, begins=date(2026, 1, 31),
    votes_was={}, votes={thing("d"): "for"}, gone_was=OTHER, reason=Sealed("fr", sha256="ab"), kind_was="same", kind="same",
)  # fmt: skip


def entry(event: Any) -> Entry[Any]:
    return Entry(
        actor=System("operator"), command_id=thing("x"), community=COMMUNITY, correlation_id=thing("x"), data=event,
        event_id=thing("x"), occurred_at=NOON, recorded_at=NOON, root=COMMUNITY, stream=thing("thing"), version=2,
    )  # fmt: skip


def test_values_of_all_kinds_are_told_from_what_to_what() -> None:
    revised = entry(REVISED)
    assert earlier(revised) == set()
    assert about(revised) == thing("part")
    assert changes(revised, {}) == [
        Change("number", 1, 2),
        Change("parts", [ONE], [ONE, OTHER]),
        Change("partners", [], [thing("c")]),
        Change("title.fr", "Un", "Deux"),
        Change("begins", None, date(2026, 1, 31)),
        Change(f"votes.{thing('d')}", None, "for"),
        Change("gone", OTHER, None),
        Change("reason", None, Kept(thing("x"), "reason", "fr")),
    ]


def test_values_are_shown_as_words_or_as_json() -> None:
    assert [text_of(value) for value in ("mot", 2, True, date(2026, 1, 31), Decimal("1.50"), thing("a"))] == [
        "mot", "2", "true", "2026-01-31", "1.50", str(thing("a")),
    ]  # fmt: skip
    assert text_of([ONE]) == f'[{{"title":{{"fr":"Une"}},"amount":"1.50","owner":"{thing("a")}"}}]'
    assert text_of([]) == "[]"


def test_an_event_concerns_everything_whose_id_it_names() -> None:
    assert set(ids(REVISED)) == {thing(name) for name in ("part", "a", "b", "c", "d")}
    assert SUBJECTS[BallotCast] == ("proposal",)
    assert SUBJECTS[CommunityPlaced] == ("parent", "parent_was")
    assert SUBJECTS[CommunityRenamed] == ()
    types = {field.name: inspect.type_info(field.type) for field in msgspec.structs.fields(Revised)}
    assert {name for name, type_ in types.items() if holds_ids(type_)} == {
        "part", "parts_was", "parts", "partners_was", "partners", "votes_was", "votes", "gone_was",
    }  # fmt: skip
    placed = entry(CommunityPlaced("commune", thing("new"), None, thing("old")))
    assert set(rows(placed)) == {(COMMUNITY,), (thing("new"),), (thing("old"),)}
