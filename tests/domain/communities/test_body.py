"""A body: established with its seats and its term, revised, renewed, dissolved."""

from datetime import date

import pytest

from domain.communities.body import (
    MOST_SEATS,
    AlreadyEstablished,
    BadSeats,
    BodyDissolved,
    BodyEstablished,
    BodyRevised,
    DissolveBody,
    EstablishBody,
    RenewTerm,
    ReviseBody,
    TermRenewed,
    Unknown,
    bodies,
)
from domain.communities.community import CommunityRegistered, NotRegistered, communities, community_id
from domain.communities.seat import MemberSeated, SeatMember, Unseat
from domain.kernel import Actor, Command
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    COMMUNITY,
    FOCAL_POINT,
    MODERATOR,
    OPERATOR,
    Happened,
    History,
    given,
    office,
    thing,
    words,
)

COUNCIL, BUREAU, ELSEWHERE = thing("council"), thing("bureau"), community_id("04.421.02")
NAME, OTHER = {"ar": "مجلس الجماعة", "fr": "Conseil communal"}, {"fr": "Conseil"}
ELECTED, ENDS = date(2021, 9, 8), date(2027, 9, 7)
REASON = {"fr": "Élections"}

community = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
neighbour = Happened(communities, ELSEWHERE, CommunityRegistered("04.421.02", {"ar": "تل"}, "UTC"))
established = Happened(bodies, COUNCIL, BodyEstablished("council", NAME, 3, ENDS), root=COMMUNITY)
seated = Happened(
    bodies, COUNCIL, MemberSeated(AMINA.id, words("Amina"), "female", "president", "elected", ELECTED), root=COMMUNITY
)
also = Happened(
    bodies, COUNCIL, MemberSeated(BADR.id, words("Badr"), "male", "member", "elected", ELECTED), root=COMMUNITY
)
dissolved = Happened(bodies, COUNCIL, BodyDissolved(date(2026, 1, 10), REASON), root=COMMUNITY)

establish = EstablishBody(COMMUNITY, COUNCIL, "council", NAME, 3, ENDS)
revise = ReviseBody(COMMUNITY, COUNCIL, OTHER, 5)
renew = RenewTerm(COMMUNITY, COUNCIL, None)
dissolve = DissolveBody(COMMUNITY, COUNCIL, date(2026, 1, 10), REASON)
seat = SeatMember(COMMUNITY, COUNCIL, AMINA.id, words("Amina"), "female", "president", "elected", ELECTED)
unseat = Unseat(COMMUNITY, COUNCIL, AMINA.id, ELECTED, words("Démission"))
LATER: list[Command] = [revise, renew, dissolve, seat, unseat]


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR, office("secretary")])
def test_a_community_establishes_its_bodies(by: Actor) -> None:
    given(community).when(establish, by=by).then(BodyEstablished("council", NAME, 3, ENDS))


@pytest.mark.parametrize("by", [AMINA, MODERATOR, OPERATOR, office("network"), office("secretary", ELSEWHERE)])
def test_nobody_else_does(by: Actor) -> None:
    for command in (establish, *LATER):
        given(community, neighbour, established).when(command, by=by).then_refused(NotAllowed)


def test_a_body_is_established_once_by_a_community_that_is_there() -> None:
    given(community, established).when(establish, by=ADMINISTRATOR).then_refused(AlreadyEstablished)
    given().when(establish, by=ADMINISTRATOR).then_refused(NotRegistered)


def test_a_body_may_be_part_of_another_of_the_same_community() -> None:
    bureau = EstablishBody(COMMUNITY, BUREAU, "bureau", {"fr": "Bureau"}, 2, None, COUNCIL)
    given(community, established).when(bureau, by=ADMINISTRATOR).then(
        BodyEstablished("bureau", {"fr": "Bureau"}, 2, None, COUNCIL)
    )
    foreign = EstablishBody(ELSEWHERE, BUREAU, "bureau", {"fr": "Bureau"}, 2, None, COUNCIL)
    scenario = given(community, neighbour, established)
    scenario.when(foreign, by=office("administrator", ELSEWHERE)).then_refused(Unknown)
    for past in ((), (established, dissolved)):
        given(community, *past).when(bureau, by=ADMINISTRATOR).then_refused(Unknown)


@pytest.mark.parametrize("seats", [-1, 0, MOST_SEATS + 1])
def test_a_body_has_seats(seats: int) -> None:
    given(community).when(EstablishBody(COMMUNITY, COUNCIL, "council", NAME, seats), by=FOCAL_POINT).then_refused(
        BadSeats
    )
    given(community, established).when(ReviseBody(COMMUNITY, COUNCIL, NAME, seats), by=FOCAL_POINT).then_refused(
        BadSeats
    )


def test_what_is_revised_says_what_it_was() -> None:
    scenario = given(community, established, seated, also)
    scenario.when(revise, by=FOCAL_POINT).then(BodyRevised(OTHER, NAME, 5, 3))
    scenario.when(ReviseBody(COMMUNITY, COUNCIL, NAME, 2), by=FOCAL_POINT).then(BodyRevised(NAME, NAME, 2, 3))
    scenario.when(ReviseBody(COMMUNITY, COUNCIL, NAME, 3), by=FOCAL_POINT).then_nothing()


def test_no_member_loses_a_seat_by_revision() -> None:
    fewer = ReviseBody(COMMUNITY, COUNCIL, NAME, 1)
    given(community, established, seated, also).when(fewer, by=FOCAL_POINT).then_refused(BadSeats)


def test_a_term_says_what_it_was() -> None:
    given(community, established).when(renew, by=FOCAL_POINT).then(TermRenewed(None, ENDS))
    again = RenewTerm(COMMUNITY, COUNCIL, ENDS)
    given(community, established).when(again, by=FOCAL_POINT).then_nothing()
    endless = Happened(bodies, COUNCIL, TermRenewed(None, ENDS))
    given(community, established, endless).when(again, by=FOCAL_POINT).then(TermRenewed(ENDS, None))


def test_a_dissolved_body_is_no_more() -> None:
    given(community, established).when(dissolve, by=FOCAL_POINT).then(BodyDissolved(dissolve.on, REASON))
    for command in LATER:
        given(community, established, dissolved).when(command, by=FOCAL_POINT).then_refused(Unknown)
        given(community).when(command, by=FOCAL_POINT).then_refused(Unknown)


def test_a_community_has_no_say_in_another_s_bodies() -> None:
    foreign = DissolveBody(ELSEWHERE, COUNCIL, date(2026, 1, 10), REASON)
    scenario = given(community, neighbour, established)
    scenario.when(foreign, by=office("administrator", ELSEWHERE)).then_refused(Unknown)


def test_names_and_reasons_are_not_blank_nor_endless() -> None:
    for text, refusal in ({}, Empty), ({"fr": " "}, Empty), ({"fr": "x" * 2_001}, TooLong):
        for command in (
            EstablishBody(COMMUNITY, BUREAU, "bureau", text, 2),
            ReviseBody(COMMUNITY, COUNCIL, text, 2),
            DissolveBody(COMMUNITY, COUNCIL, date(2026, 1, 10), text),
        ):
            given(community, established).when(command, by=FOCAL_POINT).then_refused(refusal)


def test_members_are_in_office_within_the_term_and_until_it_is_dissolved() -> None:
    def members(day: date, *past: Happened) -> int:
        return len(History(established, seated, also, *past).state(bodies, COUNCIL).members_on(day))

    assert [members(day) for day in (date(2021, 9, 7), ELECTED, ENDS, date(2027, 9, 8))] == [0, 2, 2, 0]
    assert members(date(2027, 9, 8), Happened(bodies, COUNCIL, TermRenewed(None, ENDS))) == 2
    assert [members(day, dissolved) for day in (date(2026, 1, 9), date(2026, 1, 10))] == [2, 0]
