"""A community: registered once, renamed, moved to another time zone."""

import pytest

from domain.communities.community import (
    AlreadyRegistered,
    BadCode,
    CommunityRegistered,
    CommunityRenamed,
    CommunityTimeZoneChanged,
    NotRegistered,
    Register,
    Rename,
    SetTimeZone,
    UnknownTimeZone,
    communities,
    community_id,
)
from domain.kernel import NotAllowed
from domain.words import BadCharacters, BadLanguage, Empty, TooLong, TooManyLanguages
from tests.scenario import ADMINISTRATOR, AMINA, COMMUNITY, FOCAL_POINT, IMPORT, MODERATOR, OPERATOR, Happened, given

CODE = "04.421.01"
NAME = {"ar": "جماعة الغار", "fr": "Commune de Ghar"}
ZONE = "Africa/Casablanca"
OTHER = {"ar": "الغار", "fr": "Ghar"}
registered = Happened(communities, COMMUNITY, CommunityRegistered(CODE, NAME, ZONE))


@pytest.mark.parametrize("by", [OPERATOR, IMPORT, ADMINISTRATOR])
def test_a_community_is_registered_with_its_names_and_its_time_zone(by: object) -> None:
    given().when(Register(CODE, NAME), by=by).then(CommunityRegistered(CODE, NAME, ZONE))


@pytest.mark.parametrize("by", [AMINA, MODERATOR, FOCAL_POINT])
def test_nobody_else_registers_or_renames_one(by: object) -> None:
    given().when(Register(CODE, NAME), by=by).then_refused(NotAllowed)
    given(registered).when(Rename(COMMUNITY, OTHER), by=by).then_refused(NotAllowed)
    given(registered).when(SetTimeZone(COMMUNITY, "UTC"), by=by).then_refused(NotAllowed)


def test_a_code_is_given_once() -> None:
    given(registered).when(Register(CODE, OTHER), by=OPERATOR).then_refused(AlreadyRegistered)
    assert community_id(CODE) == community_id(CODE) != community_id("04.421.02")


@pytest.mark.parametrize("code", ["", " ", "a b", "a/b", "-a", "a\n", "a\0", "x" * 41])
def test_a_code_is_short_and_plain(code: str) -> None:
    given().when(Register(code, NAME), by=OPERATOR).then_refused(BadCode)
    longest = "المغرب:ar_1." + "x" * 28
    given().when(Register(longest, NAME), by=OPERATOR).then(CommunityRegistered(longest, NAME, ZONE))


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ({}, Empty),
        ({"ar": " "}, Empty),
        ({"ar": "جماعة", "fr": ""}, Empty),
        ({"ar": "x" * 201}, TooLong),
        ({"french": "x"}, BadLanguage),
        ({"FR": "x"}, BadLanguage),
        ({"": "x"}, BadLanguage),
        ({"fr\n": "x"}, BadLanguage),
        ({"fr": "a\0b"}, BadCharacters),
        ({"fr": "\x1b[31m"}, BadCharacters),
        ({"fr": "\ud800"}, BadCharacters),
        ({f"a{chr(97 + n)}": "x" for n in range(21)}, TooManyLanguages),
    ],
)
def test_a_name_is_said_in_languages_and_can_be_kept(name: dict[str, str], refusal: type) -> None:
    given().when(Register(CODE, name), by=OPERATOR).then_refused(refusal)
    given(registered).when(Rename(COMMUNITY, name), by=OPERATOR).then_refused(refusal)


@pytest.mark.parametrize("zone", ["", "Casablanca", "../../etc/passwd", "Africa", "a\0b", "x" * 10_000])
def test_a_time_zone_is_one_that_clocks_know(zone: str) -> None:
    given().when(Register(CODE, NAME, zone), by=OPERATOR).then_refused(UnknownTimeZone)
    given(registered).when(SetTimeZone(COMMUNITY, zone), by=OPERATOR).then_refused(UnknownTimeZone)


def test_a_new_name_says_what_it_was() -> None:
    given(registered).when(Rename(COMMUNITY, OTHER), by=ADMINISTRATOR).then(CommunityRenamed(NAME, OTHER))
    given(registered).when(Rename(COMMUNITY, NAME), by=ADMINISTRATOR).then_nothing()


def test_a_new_time_zone_says_what_it_was() -> None:
    changed = CommunityTimeZoneChanged(ZONE, "Europe/Paris")
    given(registered).when(SetTimeZone(COMMUNITY, "Europe/Paris"), by=ADMINISTRATOR).then(changed)
    given(registered).when(SetTimeZone(COMMUNITY, ZONE), by=ADMINISTRATOR).then_nothing()
    after = Happened(communities, COMMUNITY, changed)
    given(registered, after).when(SetTimeZone(COMMUNITY, ZONE), by=OPERATOR).then(
        CommunityTimeZoneChanged("Europe/Paris", ZONE)
    )


def test_only_what_is_registered_is_renamed() -> None:
    given().when(Rename(COMMUNITY, NAME), by=OPERATOR).then_refused(NotRegistered)
    given().when(SetTimeZone(COMMUNITY, ZONE), by=OPERATOR).then_refused(NotRegistered)
