"""A practice: published by a registered community in its languages, withdrawn by the same community, once."""

from domain.communities.community import CommunityRegistered, NotRegistered, communities
from domain.communities.practice import (
    AlreadyPublished,
    PracticePublished,
    PracticeWithdrawn,
    PublishPractice,
    Unknown,
    WithdrawPractice,
    practices,
)
from domain.words import Empty
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, Happened, given, office, thing

HEARING, ELSEWHERE = thing("a public hearing"), thing("another community")
TITLE, TEXT = {"ar": "جلسة علنية", "fr": "Séance publique"}, {"fr": "Avant chaque vote du budget"}
registered = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
neighbour = Happened(communities, ELSEWHERE, CommunityRegistered("04.421.02", {"ar": "تل"}, "UTC"))
published = Happened(practices, HEARING, PracticePublished(TITLE, TEXT))
withdrawn = Happened(practices, HEARING, PracticeWithdrawn(TEXT))
publish = PublishPractice(COMMUNITY, HEARING, TITLE, TEXT)
withdraw = WithdrawPractice(COMMUNITY, HEARING, TEXT)


def test_a_registered_community_publishes_a_practice_once() -> None:
    given(registered).when(publish, by=FOCAL_POINT).then(PracticePublished(TITLE, TEXT))
    given().when(publish, by=FOCAL_POINT).then_refused(NotRegistered)
    for past in ([published], [published, withdrawn]):
        given(registered, *past).when(publish, by=FOCAL_POINT).then_refused(AlreadyPublished)
    given(registered).when(PublishPractice(COMMUNITY, HEARING, {}, TEXT), by=FOCAL_POINT).then_refused(Empty)


def test_the_community_that_published_it_withdraws_it_once() -> None:
    given(registered, published).when(withdraw, by=FOCAL_POINT).then(PracticeWithdrawn(TEXT))
    for past in ([], [published, withdrawn]):
        given(registered, *past).when(withdraw, by=FOCAL_POINT).then_refused(Unknown)
    foreign = WithdrawPractice(ELSEWHERE, HEARING, TEXT)
    given(neighbour, published).when(foreign, by=office("focal_point", ELSEWHERE)).then_refused(Unknown)
