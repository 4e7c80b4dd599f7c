"""An organisation: registered by a community, speaking through whom it has named, dissolved."""

import pytest

from domain.communities.community import CommunityRegistered, communities
from domain.communities.community import NotRegistered as NoCommunity
from domain.communities.organisation import (
    AlreadyRegistered,
    DissolveOrganisation,
    NameRepresentative,
    NotRegistered,
    NotRepresented,
    Organisation,
    OrganisationDissolved,
    OrganisationRegistered,
    OrganisationRepresentativeNamed,
    RegisterOrganisation,
    organisations,
)
from domain.kernel import Actor
from domain.refusal import NotAllowed
from domain.words import Empty, TooLong
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    COMMUNITY,
    FOCAL_POINT,
    IMPORT,
    MODERATOR,
    Happened,
    History,
    given,
    office,
    thing,
    words,
)

WATER_USERS, ELSEWHERE = thing("water users"), thing("another community")
NAME = {"ar": "جمعية مستعملي الماء"}
community = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
neighbour = Happened(communities, ELSEWHERE, CommunityRegistered("04.421.02", {"ar": "تل"}, "UTC"))
registered = Happened(organisations, WATER_USERS, OrganisationRegistered(NAME, "association"), root=COMMUNITY)
named = Happened(organisations, WATER_USERS, OrganisationRepresentativeNamed(None, None, AMINA.id, words("Amina")))
dissolved = Happened(organisations, WATER_USERS, OrganisationDissolved(words("Assemblée du 3 mai")))

register = RegisterOrganisation(COMMUNITY, WATER_USERS, NAME, "association")
name_badr = NameRepresentative(COMMUNITY, WATER_USERS, BADR.id, words("Badr"))
dissolve = DissolveOrganisation(COMMUNITY, WATER_USERS, words("Assemblée du 3 mai"))


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_the_community_registers_its_partners(by: Actor) -> None:
    given(community).when(register, by=by).then(OrganisationRegistered(NAME, "association"))
    given(community, registered).when(register, by=by).then_refused(AlreadyRegistered)
    given().when(register, by=by).then_refused(NoCommunity)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, IMPORT])
def test_nobody_else_does(by: Actor) -> None:
    for command in (register, name_badr, dissolve):
        given(community, registered).when(command, by=by).then_refused(NotAllowed)


def test_a_new_representative_says_who_it_was_and_where_that_name_stands() -> None:
    for by in (FOCAL_POINT, ADMINISTRATOR):
        given(community, registered).when(name_badr, by=by).then(
            OrganisationRepresentativeNamed(None, None, BADR.id, words("Badr"))
        )
    given(community, registered, named).when(name_badr, by=FOCAL_POINT).then(
        OrganisationRepresentativeNamed(AMINA.id, 2, BADR.id, words("Badr"))
    )


def test_names_and_reasons_are_not_blank_nor_endless() -> None:
    for text, refusal in ((" ", Empty), ("x" * 2_001, TooLong)):
        for command in (
            NameRepresentative(COMMUNITY, WATER_USERS, BADR.id, words(text)),
            DissolveOrganisation(COMMUNITY, WATER_USERS, words(text)),
        ):
            given(community, registered).when(command, by=FOCAL_POINT).then_refused(refusal)


def test_a_dissolved_organisation_is_no_more() -> None:
    for by in (FOCAL_POINT, ADMINISTRATOR):
        given(community, registered).when(dissolve, by=by).then(OrganisationDissolved(dissolve.reason))
    for command in (dissolve, name_badr):
        given(community, registered, dissolved).when(command, by=FOCAL_POINT).then_refused(NotRegistered)
    given(community, registered, dissolved).when(register, by=FOCAL_POINT).then_refused(AlreadyRegistered)


def test_a_community_has_no_say_in_another_s_organisations() -> None:
    foreign = NameRepresentative(ELSEWHERE, WATER_USERS, BADR.id, words("Badr"))
    given(community, neighbour, registered).when(foreign, by=FOCAL_POINT).then_refused(NotAllowed)
    given(community, neighbour, registered).when(foreign, by=office("focal_point", ELSEWHERE)).then_refused(
        NotRegistered
    )
    given(community).when(name_badr, by=FOCAL_POINT).then_refused(NotRegistered)


def test_it_speaks_through_the_representative_that_it_named_last_and_no_more_once_dissolved() -> None:
    def known(*past: Happened) -> Organisation:
        return History(registered, *past).state(organisations, WATER_USERS)

    known(named).must_be_in(COMMUNITY)
    known(named).must_be_represented_by(AMINA.id)
    for state, representative in ((known(), AMINA.id), (known(named), BADR.id)):
        with pytest.raises(NotRepresented):
            state.must_be_represented_by(representative)
    for state, where in ((known(named), ELSEWHERE), (known(named, dissolved), COMMUNITY), (Organisation(), COMMUNITY)):
        with pytest.raises(NotRegistered):
            state.must_be_in(where)
