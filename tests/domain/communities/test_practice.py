"""A practice: published by a registered community in its languages, withdrawn by the same community, once."""

from domain.communities import community, practice
from domain.words import Empty
from tests.kit.scenario import COMMUNITY, FOCAL_POINT, Happened, given, office, thing

HEARING, ELSEWHERE, TEXT = thing("a public hearing"), thing("another community"), {"ar": "جلسة علنية", "fr": "Séance"}
registered = community.CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC")
here, there = (Happened(community.communities, place, registered) for place in (COMMUNITY, ELSEWHERE))
published, withdrawn = practice.PracticePublished(TEXT, TEXT), practice.PracticeWithdrawn(TEXT)
past = [Happened(practice.practices, HEARING, event) for event in (published, withdrawn)]
publish, withdraw = practice.PublishPractice, practice.WithdrawPractice


def test_a_registered_community_publishes_a_practice_once() -> None:
    given(here).when(publish(COMMUNITY, HEARING, TEXT, TEXT), by=FOCAL_POINT).then(published)
    given(here).when(publish(COMMUNITY, HEARING, {}, TEXT), by=FOCAL_POINT).then_refused(Empty)
    for before, refusal in (([], community.NotRegistered), ([here, *past], practice.AlreadyPublished)):
        given(*before).when(publish(COMMUNITY, HEARING, TEXT, TEXT), by=FOCAL_POINT).then_refused(refusal)


def test_the_community_that_published_it_withdraws_it_once() -> None:
    given(here, *past[:1]).when(withdraw(COMMUNITY, HEARING, TEXT), by=FOCAL_POINT).then(withdrawn)
    for before in ([here], [here, *past]):
        given(*before).when(withdraw(COMMUNITY, HEARING, TEXT), by=FOCAL_POINT).then_refused(practice.Unknown)
    neighbour = office("focal_point", ELSEWHERE)
    given(there, *past[:1]).when(withdraw(ELSEWHERE, HEARING, TEXT), by=neighbour).then_refused(practice.Unknown)
