"""Seats in a body: taken, held in another capacity, ended; and who was in office on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as some

from domain.communities.body import BodyEstablished, bodies
from domain.communities.community import CommunityRegistered, communities
from domain.communities.seat import (
    AlreadyPresided,
    AlreadySeated,
    BadDay,
    Capacity,
    ChangeCapacity,
    Gender,
    Genders,
    MemberCapacityChanged,
    MemberLeft,
    MemberSeated,
    NoSeatLeft,
    NotSeated,
    SeatMember,
    Unseat,
    genders,
)
from domain.kernel import Act, Person
from domain.refusal import Refusal
from domain.rules.values import Parity, Share
from domain.words import Empty, TooLong
from tests.kit.scenario import (
    AMINA,
    BADR,
    COMMUNITY,
    FOCAL_POINT,
    NOON,
    Happened,
    History,
    given,
    thing,
    words,
)

COUNCIL = thing("council")
CHAMA = Person(thing("Chama"))
ELECTED, ENDS = date(2021, 9, 8), date(2027, 9, 7)
DAY = timedelta(days=1)
LATER = date(2024, 3, 1)


def member(
    who: Person, capacity: Capacity = "member", gender: Gender = "female", since: date = ELECTED
) -> MemberSeated:
    return MemberSeated(who.id, words("Quelqu'un"), gender, capacity, "elected", since)


def fact(event: object) -> Happened:
    return Happened(bodies, COUNCIL, event, root=COMMUNITY)  # type: ignore[arg-type]


def asked(who: Person, capacity: Capacity = "member", gender: Gender = "female", since: date = ELECTED) -> SeatMember:
    return SeatMember(COMMUNITY, COUNCIL, who.id, words("Quelqu'un"), gender, capacity, "elected", since)


def change(who: Person, capacity: Capacity, since: date = LATER) -> ChangeCapacity:
    return ChangeCapacity(COMMUNITY, COUNCIL, who.id, capacity, since)


def unseat(who: Person, on: date = LATER) -> Unseat:
    return Unseat(COMMUNITY, COUNCIL, who.id, on, words("Démission"))


left = fact(MemberLeft(AMINA.id, LATER, words("Démission")))
council = (
    Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC")),
    fact(BodyEstablished("council", {"ar": "المجلس"}, 2, ENDS)),
)
amina, badr = fact(member(AMINA, "president")), fact(member(BADR, gender="male"))


def test_somebody_takes_a_seat() -> None:
    given(*council).when(asked(AMINA, "president"), by=FOCAL_POINT).then(member(AMINA, "president"))
    given(*council, amina).when(asked(BADR, gender="male"), by=FOCAL_POINT).then(member(BADR, gender="male"))


def test_a_seat_is_taken_once_and_there_are_only_so_many() -> None:
    given(*council, amina).when(asked(AMINA), by=FOCAL_POINT).then_refused(AlreadySeated)
    given(*council, amina, badr).when(asked(AMINA), by=FOCAL_POINT).then_refused(AlreadySeated)
    given(*council, amina, badr).when(asked(CHAMA), by=FOCAL_POINT).then_refused(NoSeatLeft)
    scenario = given(*council, amina, badr, left)
    scenario.when(asked(CHAMA, since=LATER), by=FOCAL_POINT).then(member(CHAMA, since=LATER))
    scenario.when(asked(CHAMA, since=LATER - DAY), by=FOCAL_POINT).then_refused(NoSeatLeft)


def test_what_is_recorded_late_takes_no_seat_that_was_held_later() -> None:
    successor = fact(member(CHAMA, since=LATER))
    amina_left = fact(MemberLeft(AMINA.id, LATER - DAY, words("Démission")))
    scenario = given(*council, amina, amina_left, successor)
    scenario.when(asked(BADR), by=FOCAL_POINT).then(member(BADR))
    given(*council, amina, amina_left, successor, badr).when(
        asked(AMINA, since=LATER - DAY), by=FOCAL_POINT
    ).then_refused(NoSeatLeft)


def test_one_presides() -> None:
    given(*council, amina).when(asked(BADR, "president"), by=FOCAL_POINT).then_refused(AlreadyPresided)
    given(*council, amina, badr).when(change(BADR, "president"), by=FOCAL_POINT).then_refused(AlreadyPresided)
    early = change(BADR, "president", LATER - DAY)
    given(*council, amina, badr, left).when(early, by=FOCAL_POINT).then_refused(AlreadyPresided)
    stepped_down = fact(MemberCapacityChanged(AMINA.id, "member", "president", LATER))
    for past in ((left,), (stepped_down,)):
        given(*council, amina, badr, *past).when(change(BADR, "president"), by=FOCAL_POINT).then(
            MemberCapacityChanged(BADR.id, "president", "member", LATER)
        )


def test_another_capacity_says_which_it_was() -> None:
    scenario = given(*council, amina, badr)
    scenario.when(change(BADR, "vice_president"), by=FOCAL_POINT).then(
        MemberCapacityChanged(BADR.id, "vice_president", "member", LATER)
    )
    scenario.when(change(BADR, "member"), by=FOCAL_POINT).then_nothing()
    scenario.when(change(BADR, "secretary", ELECTED - DAY), by=FOCAL_POINT).then_refused(BadDay)
    scenario.when(change(CHAMA, "secretary"), by=FOCAL_POINT).then_refused(NotSeated)


def test_a_seat_ends_once_and_not_before_it_began() -> None:
    given(*council, amina).when(unseat(AMINA), by=FOCAL_POINT).then(left.event)
    given(*council, amina).when(unseat(AMINA, ELECTED - DAY), by=FOCAL_POINT).then_refused(BadDay)
    given(*council, amina).when(unseat(BADR), by=FOCAL_POINT).then_refused(NotSeated)
    given(*council, amina, left).when(unseat(AMINA), by=FOCAL_POINT).then_refused(NotSeated)


def test_who_left_may_come_back_but_not_before() -> None:
    scenario = given(*council, amina, left)
    scenario.when(asked(AMINA, since=LATER), by=FOCAL_POINT).then(member(AMINA, since=LATER))
    scenario.when(asked(AMINA, since=LATER - DAY), by=FOCAL_POINT).then_refused(BadDay)


def test_a_seat_begins_within_the_term() -> None:
    given(*council).when(asked(AMINA, since=ENDS), by=FOCAL_POINT).then(member(AMINA, since=ENDS))
    given(*council).when(asked(AMINA, since=ENDS + DAY), by=FOCAL_POINT).then_refused(BadDay)


def test_names_and_reasons_are_not_blank_nor_endless() -> None:
    for text, refusal in ((" ", Empty), ("x" * 2_001, TooLong)):
        nameless = SeatMember(COMMUNITY, COUNCIL, BADR.id, words(text), "male", "member", "elected", ELECTED)
        given(*council, amina).when(nameless, by=FOCAL_POINT).then_refused(refusal)
        unreasoned = Unseat(COMMUNITY, COUNCIL, AMINA.id, LATER, words(text))
        given(*council, amina).when(unreasoned, by=FOCAL_POINT).then_refused(refusal)


def test_who_presided_on_a_day_whatever_was_recorded_since() -> None:
    presides = fact(MemberCapacityChanged(BADR.id, "president", "member", LATER))
    body = History(*council, amina, badr, left, presides).state(bodies, COUNCIL)
    days = (ELECTED - DAY, ELECTED, LATER - DAY, LATER, ENDS)
    assert [body.president_on(day) for day in days] == [None, AMINA.id, AMINA.id, BADR.id, BADR.id]
    assert [set(body.members_on(day)) for day in days[1:4]] == [{AMINA.id, BADR.id}, {AMINA.id, BADR.id}, {BADR.id}]
    assert set(body.members) == {BADR.id}
    assert body.president == BADR.id


@pytest.mark.parametrize(
    ("of", "even"),
    [
        ([], True),
        (["female"], False),
        (["male", "male", "female"], True),
        (["male", "male", "male", "female"], False),
        (["male", "undisclosed", "female"], True),
        (["male", "undisclosed", "undisclosed", "female"], False),
    ],
)
def test_women_and_men_each_have_the_share_that_a_rule_asks_for(of: list[Gender], even: bool) -> None:
    assert genders(of).are_even(Parity(Share(1, 3))) is even


def test_genders_are_counted() -> None:
    assert genders(["male", "female", "male", "undisclosed"]) == Genders(female=1, male=2, undisclosed=1)


people = some.sampled_from([AMINA, BADR, CHAMA])
days = some.dates(ELECTED - DAY, ENDS + DAY)
deeds = some.lists(
    some.one_of(
        some.builds(asked, people, some.sampled_from(["member", "president"]), since=days),
        some.builds(change, people, some.sampled_from(["member", "president", "secretary"]), days),
        some.builds(unseat, people, days),
    ),
    max_size=25,
)


@whatever(deeds, days)
@settings(deadline=None)
def test_nobody_sits_twice_on_a_day_and_no_more_sit_than_there_are_seats(deeds: list[SeatMember], day: date) -> None:
    history = History(*council)
    for command in deeds:
        try:
            history.play(command, Act(FOCAL_POINT, NOON, NOON))
        except Refusal:
            continue
    body = history.state(bodies, COUNCIL)
    held = [seat.member for seat in body.history if seat.is_held(day)]
    assert len(held) == len(set(held)) <= body.seats
    assert [seat.capacity for seat in body.history if seat.is_held(day)].count("president") <= 1
