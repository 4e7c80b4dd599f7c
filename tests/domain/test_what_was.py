"""From what to what: an event that replaces something says what that was, whatever came before it."""

from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as some

from domain.communities import body, community, organisation
from domain.documents import Document
from domain.kernel import Act
from domain.participation import comment, consultation, meeting, proposal
from domain.participation.attendance import Attendance
from domain.refusal import Refusal
from domain.text import Sealed
from tests.kit.participation_facts import (
    CLOSES,
    COMMENT,
    REASON,
    TALK,
    TREES,
    WATER,
    WORKSHOP,
    opened,
    scheduled,
    submitted,
)
from tests.kit.scenario import (
    AMINA,
    BADR,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    MODERATOR,
    NOON,
    OPERATOR,
    History,
    thing,
    words,
)

OFFICES, COUNCIL = thing("water users"), thing("council")
REGION = community.community_id("04")
text = some.sampled_from([words("un"), words("deux"), words("ثلاثة", "ar")])
title = some.one_of(some.none(), text)
name = some.fixed_dictionaries({"fr": some.sampled_from(["un", "deux"])})
talk = some.just(TALK)


MINUTES = [Document(digit * 64, {"fr": "Compte rendu"}, "application/pdf", 9_000) for digit in "ab"]
counts = some.lists(some.builds(Attendance, some.just("citizen"), some.just("male"), some.integers(1, 3)), max_size=1)
moves = some.builds(
    meeting.Move,
    some.just(WORKSHOP),
    some.sampled_from([NOON, NOON - HOUR]),
    some.sampled_from([CLOSES, CLOSES + HOUR]),
    some.none() | name,
    some.sampled_from([None, "https://meet.example/a", "https://meet.example/b"]),
)


def by(actor: Any, command: type, *fields: Any) -> Any:
    return some.tuples(some.builds(command, *fields), some.just(actor))


deeds = some.lists(
    some.one_of(
        by(OPERATOR, community.Rename, some.just(COMMUNITY), name),
        by(OPERATOR, community.SetTimeZone, some.just(COMMUNITY), some.sampled_from(["UTC", "Asia/Tokyo"])),
        by(
            OPERATOR,
            community.Place,
            some.just(COMMUNITY),
            some.sampled_from([None, "commune", "town"]),
            some.sampled_from([None, REGION]),
        ),
        by(OPERATOR, community.SetJurisdiction, some.just(COMMUNITY), some.sampled_from([None, "MA", "neutral"])),
        by(
            OPERATOR,
            community.CountPopulation,
            some.just(COMMUNITY),
            some.sampled_from([30_000, 36_000]),
            some.sampled_from([2014, 2024]),
        ),
        by(FOCAL_POINT, body.ReviseBody, some.just(COMMUNITY), some.just(COUNCIL), name, some.integers(1, 3)),
        by(FOCAL_POINT, body.RenewTerm, some.just(COMMUNITY), some.just(COUNCIL), some.none() | some.dates()),
        by(
            FOCAL_POINT,
            organisation.NameRepresentative,
            some.just(COMMUNITY),
            some.just(OFFICES),
            some.sampled_from([AMINA.id, BADR.id]),
            text,
        ),
        by(FOCAL_POINT, consultation.Extend, talk, some.sampled_from([CLOSES + DAY, CLOSES + 2 * DAY])),
        by(AMINA, proposal.Amend, talk, some.just(WATER), text, title),
        by(MODERATOR, proposal.Moderate, talk, some.just(WATER), some.just("hidden"), text),
        by(MODERATOR, proposal.Restore, talk, some.just(WATER), text),
        by(FOCAL_POINT, proposal.GiveAnswer, talk, some.just(TREES), some.sampled_from(["accepted", "refused"]), text),
        by(AMINA, comment.Edit, talk, some.just(COMMENT), text, some.sampled_from(["for", "against"])),
        by(MODERATOR, comment.Moderate, talk, some.just(COMMENT), text),
        by(MODERATOR, comment.Restore, talk, some.just(COMMENT), text),
        some.tuples(moves, some.just(FOCAL_POINT)),
        by(FOCAL_POINT, meeting.Hold, some.just(WORKSHOP)),
        by(FOCAL_POINT, meeting.RecordAttendance, some.just(WORKSHOP), counts),
        by(FOCAL_POINT, meeting.PublishMinutes, some.just(WORKSHOP), some.sampled_from(MINUTES), name),
        by(FOCAL_POINT, consultation.Close, talk),
        by(FOCAL_POINT, consultation.PublishReport, talk, some.fixed_dictionaries({"fr": text})),
    ),
    max_size=40,
)


def begun() -> History:
    history = History(opened(), submitted(WATER), submitted(TREES, titled=True), scheduled())
    for command, actor in (
        (community.Register("04.421.01", {"fr": "zéro"}), OPERATOR),
        (community.Register("04", {"fr": "zéro"}), OPERATOR),
        (organisation.RegisterOrganisation(COMMUNITY, OFFICES, {"fr": "Usagers"}, "association"), FOCAL_POINT),
        (body.EstablishBody(COMMUNITY, COUNCIL, "council", {"fr": "zéro"}, 2), FOCAL_POINT),
        (comment.Post(TALK, WATER, COMMENT, REASON), AMINA),
    ):
        history.play(command, Act(actor, NOON, NOON))
    return history


@given(deeds)
@settings(deadline=None)
def test_what_an_event_says_was_there_is_what_the_events_before_it_had_set(deeds: list[Any]) -> None:
    history = begun()
    for number, (command, actor) in enumerate(deeds):
        at = NOON + number * HOUR
        try:
            history.play(command, Act(actor, at, at))
        except Refusal:
            continue
    before: dict[tuple[UUID, str], Any] = {}
    for entry in history.entries:
        event = entry.data
        for field in event.__struct_fields__:
            if field.endswith("_was"):
                unset = "unmoderated" if field == "moderation_was" else None
                assert getattr(event, field) == before.get((entry.stream, field), unset)
        for field in event.__struct_fields__:
            if field.endswith("_was"):
                continue
            value = getattr(event, field)
            before[entry.stream, field] = value
            before[entry.stream, f"{field}_was"] = entry.version if sealed(value) else value
        if type(event) is organisation.OrganisationRegistered:  # its name is not the representative's
            before[entry.stream, "name_was"] = None


def sealed(value: Any) -> bool:
    """Whether a field holds somebody's words: what replaces it then says at which version of the stream they stand."""
    return isinstance(value, Sealed) or (
        isinstance(value, dict) and all(isinstance(one, Sealed) for one in value.values())
    )
