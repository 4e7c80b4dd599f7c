"""Offices: granted, revoked, granted again. Who holds what is in the record."""

import pytest

from domain.communities.community import (
    CommunityRegistered,
    FocalPointAppointed,
    FocalPointLeft,
    NotRegistered,
    communities,
)
from domain.communities.office import (
    ROLES,
    AlreadyHeld,
    Grant,
    NotHeld,
    OfficeGranted,
    OfficeRevoked,
    Revoke,
    office_stream,
    offices,
)
from domain.kernel import PLATFORM, Act, Actor
from domain.refusal import NotAllowed
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    CLOCK,
    COMMUNITY,
    FOCAL_POINT,
    IMPORT,
    MODERATOR,
    NOON,
    OPERATOR,
    Happened,
    History,
    given,
)

registered = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
HOLDER = AMINA.id
STREAM = office_stream(COMMUNITY, HOLDER)
granted = Happened(offices, STREAM, OfficeGranted(HOLDER, "moderator"))
revoked = Happened(offices, STREAM, OfficeRevoked(HOLDER, "moderator"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("by", [OPERATOR, ADMINISTRATOR])
def test_an_administrator_grants_every_office(role: str, by: Actor) -> None:
    appointed = [FocalPointAppointed(HOLDER)] if role == "focal_point" else []
    given(registered).when(Grant(COMMUNITY, HOLDER, role), by=by).then(OfficeGranted(HOLDER, role), *appointed)


@pytest.mark.parametrize("by", [AMINA, MODERATOR, FOCAL_POINT, IMPORT, CLOCK])
def test_nobody_else_does(by: Actor) -> None:
    given(registered).when(Grant(COMMUNITY, HOLDER, "administrator"), by=by).then_refused(NotAllowed)
    given(registered, granted).when(Revoke(COMMUNITY, HOLDER, "moderator"), by=by).then_refused(NotAllowed)


def test_an_office_is_granted_once_and_revoked_once() -> None:
    given(registered, granted).when(Grant(COMMUNITY, HOLDER, "moderator"), by=OPERATOR).then_refused(AlreadyHeld)
    for by in (OPERATOR, ADMINISTRATOR):
        given(registered, granted).when(Revoke(COMMUNITY, HOLDER, "moderator"), by=by).then(
            OfficeRevoked(HOLDER, "moderator")
        )
    given(registered, granted, revoked).when(Revoke(COMMUNITY, HOLDER, "moderator"), by=OPERATOR).then_refused(NotHeld)


def test_what_was_revoked_can_be_granted_again() -> None:
    again = Grant(COMMUNITY, HOLDER, "moderator")
    given(registered, granted, revoked).when(again, by=OPERATOR).then(OfficeGranted(HOLDER, "moderator"))


def test_somebody_may_hold_several_and_loses_only_the_one_revoked() -> None:
    also = Happened(offices, STREAM, OfficeGranted(HOLDER, "auditor"))
    given(registered, granted, also, revoked).when(Revoke(COMMUNITY, HOLDER, "auditor"), by=OPERATOR).then(
        OfficeRevoked(HOLDER, "auditor")
    )


def test_another_person_s_office_is_another_matter() -> None:
    given(registered, granted).when(Revoke(COMMUNITY, BADR.id, "moderator"), by=OPERATOR).then_refused(NotHeld)


def test_the_community_must_be_there_but_for_the_platform_itself() -> None:
    given().when(Grant(COMMUNITY, HOLDER, "citizen"), by=OPERATOR).then_refused(NotRegistered)
    given().when(Grant(PLATFORM, HOLDER, "administrator"), by=OPERATOR).then(OfficeGranted(HOLDER, "administrator"))


def test_a_community_knows_its_focal_points() -> None:
    history, act = History(registered), Act(OPERATOR, NOON, NOON)
    for holder in (AMINA.id, BADR.id):
        (_, appointed) = history.decide(Grant(COMMUNITY, holder, "focal_point"), act)
        assert (appointed.stream, appointed.root, appointed.community) == (COMMUNITY, COMMUNITY, COMMUNITY)
        history.play(Grant(COMMUNITY, holder, "focal_point"), act)
    assert history.state(communities, COMMUNITY).focal_points == {AMINA.id, BADR.id}
    left = history.play(Revoke(COMMUNITY, AMINA.id, "focal_point"), act)
    assert left == [OfficeRevoked(AMINA.id, "focal_point"), FocalPointLeft(AMINA.id)]
    assert history.state(communities, COMMUNITY).focal_points == {BADR.id}


def test_a_focal_point_that_was_granted_before_communities_kept_account_leaves_no_trace_there() -> None:
    before = Happened(offices, STREAM, OfficeGranted(HOLDER, "focal_point"))
    given(registered, before).when(Revoke(COMMUNITY, HOLDER, "focal_point"), by=OPERATOR).then(
        OfficeRevoked(HOLDER, "focal_point")
    )


def test_the_platform_has_no_focal_points_of_its_own() -> None:
    given().when(Grant(PLATFORM, HOLDER, "focal_point"), by=OPERATOR).then(OfficeGranted(HOLDER, "focal_point"))
