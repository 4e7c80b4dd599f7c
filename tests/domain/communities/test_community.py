"""A community: registered once, renamed, moved to another time zone."""

import pytest

from domain.codes import BadCode, BadJurisdiction, BadKind, UnknownTimeZone
from domain.communities.community import (
    IMPORTER,
    AlreadyRegistered,
    BadPopulation,
    CommunityJurisdictionSet,
    CommunityPlaced,
    CommunityPopulationCounted,
    CommunityRegistered,
    CommunityRenamed,
    CommunityTimeZoneChanged,
    CountPopulation,
    InACircle,
    NotRegistered,
    ParentNotRegistered,
    Place,
    Register,
    Rename,
    SetJurisdiction,
    SetTimeZone,
    communities,
    community_id,
)
from domain.kernel import PLATFORM, Command, System
from domain.refusal import NotAllowed
from domain.words import BadCharacters, BadLanguage, Empty, TooLong, TooManyLanguages
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    IMPORT,
    MODERATOR,
    OPERATOR,
    Happened,
    given,
    office,
)

CODE = "04.421.01"
NAME = {"ar": "جماعة الغار", "fr": "Commune de Ghar"}
ZONE = "Africa/Casablanca"
OTHER = {"ar": "الغار", "fr": "Ghar"}
REGION, PROVINCE = community_id("04"), community_id("04.421")
TERRITORIES = System(IMPORTER)
registered = Happened(communities, COMMUNITY, CommunityRegistered(CODE, NAME, ZONE))
region = Happened(communities, REGION, CommunityRegistered("04", NAME, ZONE))
province = Happened(communities, PROVINCE, CommunityRegistered("04.421", NAME, ZONE))
under_the_region = Happened(communities, PROVINCE, CommunityPlaced("province", REGION))
under_the_province = Happened(communities, COMMUNITY, CommunityPlaced("urban_commune", PROVINCE))


@pytest.mark.parametrize("by", [OPERATOR, IMPORT, TERRITORIES, ADMINISTRATOR])
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


def test_a_community_is_registered_with_its_kind_and_the_one_that_it_belongs_to() -> None:
    given(region, province, under_the_region).when(
        Register(CODE, NAME, kind="rural_commune", parent=PROVINCE), by=TERRITORIES
    ).then(CommunityRegistered(CODE, NAME, ZONE), CommunityPlaced("rural_commune", PROVINCE))
    given().when(Register("04", NAME, kind="region"), by=OPERATOR).then(
        CommunityRegistered("04", NAME, ZONE), CommunityPlaced("region")
    )


def test_another_place_says_what_it_was() -> None:
    given(registered, region).when(Place(COMMUNITY, "commune", REGION), by=TERRITORIES).then(
        CommunityPlaced("commune", REGION)
    )
    scenario = given(registered, region, province, under_the_province)
    scenario.when(Place(COMMUNITY, "rural_commune", PROVINCE), by=OPERATOR).then(
        CommunityPlaced("rural_commune", PROVINCE, "urban_commune", PROVINCE)
    )
    scenario.when(Place(COMMUNITY, "urban_commune", REGION), by=OPERATOR).then(
        CommunityPlaced("urban_commune", REGION, "urban_commune", PROVINCE)
    )
    scenario.when(Place(COMMUNITY, None, None), by=OPERATOR).then(
        CommunityPlaced(None, None, "urban_commune", PROVINCE)
    )
    scenario.when(Place(COMMUNITY, "urban_commune", PROVINCE), by=OPERATOR).then_nothing()


SAID_BY_THE_PLATFORM = (
    Place(COMMUNITY, "region", None),
    SetJurisdiction(COMMUNITY, "MA"),
    CountPopulation(COMMUNITY, 36_039, 2024),
)


@pytest.mark.parametrize("command", SAID_BY_THE_PLATFORM, ids=lambda one: type(one).__name__)
def test_no_community_says_of_itself_what_it_is_and_whose_rules_hold_for_it(command: Command) -> None:
    for by in (AMINA, MODERATOR, FOCAL_POINT, ADMINISTRATOR, office("administrator", REGION), office("network")):
        given(registered, region).when(command, by=by).then_refused(NotAllowed)
    for allowed in (OPERATOR, TERRITORIES, office("administrator", PLATFORM)):
        assert given(registered, region).when(command, by=allowed).outcome()


def test_whose_rules_hold_says_whose_did() -> None:
    given().when(Register(CODE, NAME, jurisdiction="MA"), by=OPERATOR).then(
        CommunityRegistered(CODE, NAME, ZONE), CommunityJurisdictionSet("MA")
    )
    given(registered).when(SetJurisdiction(COMMUNITY, "MA"), by=OPERATOR).then(CommunityJurisdictionSet("MA"))
    governed = Happened(communities, COMMUNITY, CommunityJurisdictionSet("MA"))
    scenario = given(registered, governed)
    scenario.when(SetJurisdiction(COMMUNITY, "MA"), by=OPERATOR).then_nothing()
    scenario.when(SetJurisdiction(COMMUNITY, None), by=OPERATOR).then(CommunityJurisdictionSet(None, "MA"))
    given().when(SetJurisdiction(COMMUNITY, "MA"), by=OPERATOR).then_refused(NotRegistered)


@pytest.mark.parametrize("jurisdiction", ["", " ", "م", "M A", "-MA", "MA\n", "1", "x" * 41])
def test_a_jurisdiction_is_a_short_name(jurisdiction: str) -> None:
    given().when(Register(CODE, NAME, jurisdiction=jurisdiction), by=OPERATOR).then_refused(BadJurisdiction)
    given(registered).when(SetJurisdiction(COMMUNITY, jurisdiction), by=OPERATOR).then_refused(BadJurisdiction)


def test_inhabitants_are_counted_in_a_year_and_counted_again() -> None:
    count = CountPopulation(COMMUNITY, 36_039, 2024)
    counted = CommunityPopulationCounted(36_039, 2024)
    given(registered).when(count, by=TERRITORIES).then(counted)
    scenario = given(registered, Happened(communities, COMMUNITY, counted))
    scenario.when(count, by=TERRITORIES).then_nothing()
    scenario.when(CountPopulation(COMMUNITY, 41_000, 2034), by=OPERATOR).then(
        CommunityPopulationCounted(41_000, 2034, 36_039, 2024)
    )
    scenario.when(CountPopulation(COMMUNITY, 36_040, 2024), by=OPERATOR).then(
        CommunityPopulationCounted(36_040, 2024, 36_039, 2024)
    )
    given(registered).when(CountPopulation(COMMUNITY, 0, 2024), by=OPERATOR).then(CommunityPopulationCounted(0, 2024))
    for population, year in ((-1, 2024), (2**31, 2024), (36_039, 24), (36_039, 20_240)):
        given(registered).when(CountPopulation(COMMUNITY, population, year), by=OPERATOR).then_refused(BadPopulation)
    given().when(count, by=OPERATOR).then_refused(NotRegistered)


@pytest.mark.parametrize("kind", ["", " ", "Region", "a-b", "a b", "1a", "جهة", "region\n", "x" * 41])
def test_a_kind_is_a_short_code(kind: str) -> None:
    given().when(Register(CODE, NAME, kind=kind), by=OPERATOR).then_refused(BadKind)
    given(registered).when(Place(COMMUNITY, kind, None), by=OPERATOR).then_refused(BadKind)


def test_a_community_belongs_to_one_that_is_registered() -> None:
    given(region).when(Register(CODE, NAME, parent=PROVINCE), by=OPERATOR).then_refused(ParentNotRegistered)
    given(registered).when(Place(COMMUNITY, "commune", PROVINCE), by=OPERATOR).then_refused(ParentNotRegistered)
    given().when(Place(COMMUNITY, "commune", None), by=OPERATOR).then_refused(NotRegistered)


def test_none_belongs_to_itself_however_many_lie_between() -> None:
    given().when(Register(CODE, NAME, parent=COMMUNITY), by=OPERATOR).then_refused(InACircle)
    scenario = given(registered, region, province, under_the_region, under_the_province)
    for parent in (REGION, PROVINCE, COMMUNITY):
        scenario.when(Place(REGION, "region", parent), by=OPERATOR).then_refused(InACircle)
