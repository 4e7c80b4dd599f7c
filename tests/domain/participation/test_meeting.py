"""A meeting: scheduled, moved or cancelled, held; then who came, what it recommended, its minutes."""

from datetime import datetime
from uuid import UUID

import pytest

from domain.communities.community import NotRegistered
from domain.documents import BadDocument, Document
from domain.kernel import Actor
from domain.moment import NoTimeZone
from domain.participation.attendance import Attendance, BadAttendance
from domain.participation.meeting import (
    AlreadyHeld,
    AlreadyMade,
    AlreadyScheduled,
    BadPlace,
    BadTime,
    Cancel,
    Cancelled,
    Hold,
    MeetingAttendanceRecorded,
    MeetingCancelled,
    MeetingHeld,
    MeetingMinutesPublished,
    MeetingMoved,
    MeetingRecommendationMade,
    MeetingScheduled,
    Move,
    NotHeld,
    NotYet,
    PublishMinutes,
    Recommend,
    RecordAttendance,
    Schedule,
    Unknown,
)
from domain.plans.plan_events import PlanClosed, PlanReferred
from domain.plans.plan_state import Closed
from domain.plans.plan_state import Unknown as NoPlan
from domain.refusal import NotAllowed
from domain.text import Words
from domain.words import Empty, TooLong
from tests.kit.participation_facts import (
    ADVICE,
    PLAN,
    TITLE,
    WORKSHOP,
    held,
    in_meeting,
    in_plan,
    planned,
    registered,
    scheduled,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    CLOCK,
    COMMUNITY,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    MODERATOR,
    NOON,
    given,
    office,
    thing,
)

HALL: Words = {"fr": "Salle des fêtes"}
ROOM = "https://meet.example/openness?key=1"
MINUTES = Document("ab" * 32, {"fr": "Compte rendu"}, "application/pdf", 12_000)
STARTS, ENDS = NOON - 3 * HOUR, NOON - HOUR
WOMEN, MEN = Attendance("civil_society", "female", 31), Attendance("elected", "male", 29)

hold = Hold(WORKSHOP)
count = RecordAttendance(WORKSHOP, [WOMEN, MEN])
recommend = Recommend(WORKSHOP, thing("another recommendation"), {"fr": "Éclairer la place"})
minutes = PublishMinutes(WORKSHOP, MINUTES, {"fr": "Deux recommandations"})


def schedule(
    *,
    community: UUID = COMMUNITY,
    title: Words = TITLE,
    starts: datetime = STARTS,
    ends: datetime = ENDS,
    place: Words | None = HALL,
    remote: str | None = None,
    plan: UUID | None = None,
) -> Schedule:
    return Schedule(community, WORKSHOP, "workshop", title, starts, ends, place, remote, plan)


# Scheduling


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_the_community_schedules_a_meeting_at_a_place_or_remote_or_both(by: Actor) -> None:
    for place, remote in ((HALL, None), (None, ROOM), (HALL, ROOM)):
        given(registered()).when(schedule(place=place, remote=remote), by=by).then(
            MeetingScheduled("workshop", TITLE, STARTS, ENDS, place, remote)
        )


@pytest.mark.parametrize("by", [AMINA, MODERATOR, CLOCK, IMPORT, office("focal_point", thing("elsewhere"))])
def test_nobody_else_does_anything_with_a_meeting(by: Actor) -> None:
    given(registered()).when(schedule(), by=by).then_refused(NotAllowed)
    for command in (Move(WORKSHOP, STARTS, ENDS, HALL), Cancel(WORKSHOP, TITLE), hold):
        given(scheduled()).when(command, by=by).then_refused(NotAllowed)
    for command in (count, recommend, minutes):
        given(*held()).when(command, by=by).then_refused(NotAllowed)


def test_only_a_community_that_is_registered_schedules_one_and_once() -> None:
    given().when(schedule(), by=FOCAL_POINT).then_refused(NotRegistered)
    given(registered(), scheduled()).when(schedule(), by=FOCAL_POINT).then_refused(AlreadyScheduled)


def test_it_ends_after_it_starts_at_moments_that_are_known() -> None:
    for starts, ends, refusal in (
        (STARTS, STARTS, BadTime),
        (ENDS, STARTS, BadTime),
        (STARTS.replace(tzinfo=None), ENDS, NoTimeZone),
        (STARTS, ENDS.replace(tzinfo=None), NoTimeZone),
    ):
        given(registered()).when(schedule(starts=starts, ends=ends), by=FOCAL_POINT).then_refused(refusal)
        given(scheduled()).when(Move(WORKSHOP, starts, ends, HALL), by=FOCAL_POINT).then_refused(refusal)


@pytest.mark.parametrize(
    ("place", "remote", "refusal"),
    [
        (None, None, BadPlace),
        ({}, None, Empty),
        ({"fr": " "}, None, Empty),
        (None, "meet.example", BadPlace),
        (None, "javascript:alert(1)", BadPlace),
        (None, "https://", BadPlace),
        (None, "https://someone@meet.example/", BadPlace),
        (None, "https://meet.example/ a", BadPlace),
        (HALL, "ftp://meet.example", BadPlace),
        (None, "https://meet.example/" + "x" * 500, TooLong),
    ],
)
def test_it_is_somewhere_where_one_can_go(place: Words | None, remote: str | None, refusal: type) -> None:
    given(registered()).when(schedule(place=place, remote=remote), by=FOCAL_POINT).then_refused(refusal)
    given(scheduled()).when(Move(WORKSHOP, STARTS, ENDS, place, remote), by=FOCAL_POINT).then_refused(refusal)


def test_a_meeting_about_a_plan_is_known_to_the_plan() -> None:
    given(registered(), *planned()).when(schedule(plan=PLAN), by=FOCAL_POINT).then(
        MeetingScheduled("workshop", TITLE, STARTS, ENDS, HALL, None, PLAN), PlanReferred("meeting", WORKSHOP, None)
    )


def test_it_is_about_an_open_plan_of_this_community() -> None:
    about = schedule(plan=PLAN)
    given(registered()).when(about, by=FOCAL_POINT).then_refused(NoPlan)
    foreign = planned(community=thing("elsewhere"))
    given(registered(), *foreign).when(about, by=FOCAL_POINT).then_refused(NoPlan)
    closed = in_plan(PlanClosed({"fr": "Abandon"}))
    given(registered(), *planned(), closed).when(about, by=FOCAL_POINT).then_refused(Closed)


# Before it is held


def test_it_is_moved_and_says_from_where_to_where() -> None:
    later = Move(WORKSHOP, STARTS + DAY, ENDS + DAY, None, ROOM)
    given(scheduled()).when(later, by=FOCAL_POINT).then(
        MeetingMoved(STARTS, STARTS + DAY, ENDS, ENDS + DAY, HALL, None, None, ROOM)
    )
    given(scheduled()).when(Move(WORKSHOP, STARTS, ENDS, HALL), by=FOCAL_POINT).then_nothing()


def test_it_is_cancelled_with_a_reason_and_then_nothing_more_happens_to_it() -> None:
    given(scheduled()).when(Cancel(WORKSHOP, {"fr": "Grève"}), by=FOCAL_POINT).then(MeetingCancelled({"fr": "Grève"}))
    for reason, refusal in (({}, Empty), ({"fr": " "}, Empty), ({"fr": "x" * 2_001}, TooLong)):
        given(scheduled()).when(Cancel(WORKSHOP, reason), by=FOCAL_POINT).then_refused(refusal)
    off = in_meeting(MeetingCancelled(TITLE))
    for command in (Move(WORKSHOP, STARTS, ENDS, HALL), Cancel(WORKSHOP, TITLE), hold, count, recommend, minutes):
        given(scheduled(), off).when(command, by=FOCAL_POINT).then_refused(Cancelled)


def test_it_is_held_from_its_hour_on_and_once() -> None:
    given(scheduled()).when(hold, by=FOCAL_POINT).then(MeetingHeld())
    given(scheduled()).when(hold, by=FOCAL_POINT, at=STARTS).then(MeetingHeld())
    given(scheduled()).when(hold, by=FOCAL_POINT, at=STARTS - HOUR).then_refused(NotYet)
    given(scheduled()).when(hold, by=FOCAL_POINT, occurred_at=STARTS - HOUR).then_refused(NotYet)
    given(*held()).when(hold, by=FOCAL_POINT).then_nothing()


def test_what_was_held_is_neither_moved_nor_cancelled() -> None:
    for command in (Move(WORKSHOP, STARTS, ENDS, HALL), Cancel(WORKSHOP, TITLE)):
        given(*held()).when(command, by=FOCAL_POINT).then_refused(AlreadyHeld)


# Once it is held


def test_only_of_a_meeting_that_was_held_is_there_something_to_tell() -> None:
    for command in (count, recommend, minutes):
        given(scheduled()).when(command, by=FOCAL_POINT).then_refused(NotHeld)


def test_those_who_came_are_counted_by_category_and_gender() -> None:
    given(*held()).when(count, by=FOCAL_POINT).then(MeetingAttendanceRecorded([WOMEN, MEN]))
    counted = in_meeting(MeetingAttendanceRecorded([WOMEN, MEN]))
    given(*held(), counted).when(count, by=FOCAL_POINT).then_nothing()
    given(*held(), counted).when(RecordAttendance(WORKSHOP, [MEN]), by=FOCAL_POINT).then(
        MeetingAttendanceRecorded([MEN], [WOMEN, MEN])
    )
    given(*held()).when(RecordAttendance(WORKSHOP, []), by=FOCAL_POINT).then(MeetingAttendanceRecorded([]))


@pytest.mark.parametrize(
    "attendance",
    [
        [WOMEN, Attendance("civil_society", "female", 2)],
        [Attendance("expert", "male", 0)],
        [Attendance("expert", "male", -1)],
        [Attendance("expert", "male", 1_000_001)],
    ],
)
def test_a_group_is_counted_once_by_a_number_that_means_something(attendance: list[Attendance]) -> None:
    given(*held()).when(RecordAttendance(WORKSHOP, attendance), by=FOCAL_POINT).then_refused(BadAttendance)


def test_it_recommends() -> None:
    given(*held()).when(recommend, by=FOCAL_POINT).then(
        MeetingRecommendationMade(recommend.recommendation, recommend.text)
    )
    given(*held()).when(Recommend(WORKSHOP, ADVICE, TITLE), by=FOCAL_POINT).then_refused(AlreadyMade)
    for text, refusal in (({}, Empty), ({"fr": "x" * 5_001}, TooLong)):
        given(*held()).when(Recommend(WORKSHOP, thing("new"), text), by=FOCAL_POINT).then_refused(refusal)


def test_its_minutes_are_published_and_new_ones_say_what_the_old_ones_were() -> None:
    summary: Words = {"fr": "Deux recommandations"}
    given(*held()).when(minutes, by=FOCAL_POINT).then(MeetingMinutesPublished(MINUTES, summary))
    published = in_meeting(MeetingMinutesPublished(MINUTES, summary))
    other = Document("cd" * 32, {"fr": "Compte rendu corrigé"}, "application/pdf", 13_000)
    given(*held(), published).when(PublishMinutes(WORKSHOP, other, TITLE), by=FOCAL_POINT).then(
        MeetingMinutesPublished(other, TITLE, MINUTES, summary)
    )
    bad = Document("x", {"fr": "Compte rendu"}, "application/pdf", 1)
    given(*held()).when(PublishMinutes(WORKSHOP, bad, TITLE), by=FOCAL_POINT).then_refused(BadDocument)
    given(*held()).when(PublishMinutes(WORKSHOP, MINUTES, {}), by=FOCAL_POINT).then_refused(Empty)


def test_there_must_be_a_meeting() -> None:
    platform = office("focal_point", UUID(int=0))
    for command in (Move(WORKSHOP, STARTS, ENDS, HALL), Cancel(WORKSHOP, TITLE), hold, count, recommend, minutes):
        given().when(command, by=platform).then_refused(Unknown)
