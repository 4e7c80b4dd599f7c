"""Membership of a network: a community applies by resolution of its council, the network accepts, either of them ends it."""

from uuid import UUID

import pytest

from domain.communities.community import (
    CommunityPlaced,
    CommunityRegistered,
    NotRegistered,
    communities,
    community_id,
)
from domain.communities.membership import (
    AcceptMembership,
    AlreadyApplied,
    ApplyForMembership,
    EndMembership,
    LeaveNetwork,
    MembershipAccepted,
    MembershipAppliedFor,
    MembershipEnded,
    NotAMember,
    NotANetwork,
    NotAppliedFor,
    NotResolved,
)
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionRejected, ResolutionTabled
from domain.decisions.subjects import Joining
from domain.documents import BadDocument, Document
from domain.kernel import PLATFORM, Actor
from domain.refusal import NotAllowed
from domain.rules.rulesets import RuleRef
from domain.words import Empty, TooLong
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    COMMUNITY,
    FOCAL_POINT,
    MODERATOR,
    OPERATOR,
    Happened,
    History,
    given,
    office,
    thing,
)

NETWORK, ANOTHER = community_id("network.ma"), community_id("network.world")
RESOLUTION = thing("resolution")
RULE = RuleRef("neutral", 1, "majority")
SCAN = Document("ab" * 32, {"ar": "مقرر الانضمام"}, "application/pdf", 120_000)
REASON = {"ar": "بطلب من المجلس", "fr": "À la demande du conseil"}

community = Happened(communities, COMMUNITY, CommunityRegistered("04.421.01", {"ar": "الغار"}, "UTC"))
network = Happened(communities, NETWORK, CommunityRegistered("network.ma", {"ar": "الشبكة"}, "UTC"), community=NETWORK)
placed = Happened(communities, NETWORK, CommunityPlaced("network"), community=NETWORK)
applied = Happened(communities, COMMUNITY, MembershipAppliedFor(NETWORK, document=SCAN))
accepted = Happened(communities, COMMUNITY, MembershipAccepted(NETWORK))
ended = Happened(communities, COMMUNITY, MembershipEnded(NETWORK, REASON))
both = (community, network, placed)


def tabled(subject: Joining | None = Joining(NETWORK), community: UUID = COMMUNITY) -> Happened:
    event = ResolutionTabled("1", {"fr": "Adhésion"}, {"fr": "Le conseil adhère."}, subject)
    return Happened(resolutions, RESOLUTION, event, root=thing("session"), community=community)


ADOPTED = Happened(resolutions, RESOLUTION, ResolutionAdopted(9, 1, 0, RULE, 2026, 12))
rejected = Happened(resolutions, RESOLUTION, ResolutionRejected(1, 9, 0, RULE))

apply = ApplyForMembership(COMMUNITY, NETWORK, document=SCAN)
accept = AcceptMembership(COMMUNITY, NETWORK)
end = EndMembership(COMMUNITY, NETWORK, REASON)
leave = LeaveNetwork(COMMUNITY, NETWORK, REASON)

STAFF = [office("network", NETWORK), office("administrator", NETWORK), office("administrator", PLATFORM)]
OTHERS = [AMINA, MODERATOR, FOCAL_POINT, ADMINISTRATOR, office("network"), office("network", ANOTHER), OPERATOR]


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_a_community_applies_with_the_document_of_its_resolution(by: Actor) -> None:
    given(*both).when(apply, by=by).then(MembershipAppliedFor(NETWORK, document=SCAN))


@pytest.mark.parametrize("by", [AMINA, MODERATOR, office("president"), office("network", NETWORK), OPERATOR])
def test_nobody_applies_for_it(by: Actor) -> None:
    given(*both).when(apply, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("by", STAFF)
def test_the_network_accepts_and_ends(by: Actor) -> None:
    given(*both, applied).when(accept, by=by).then(MembershipAccepted(NETWORK))
    given(*both, applied, accepted).when(end, by=by).then(MembershipEnded(NETWORK, REASON))
    given(*both, applied).when(end, by=by).then(MembershipEnded(NETWORK, REASON))


@pytest.mark.parametrize("by", OTHERS)
def test_nobody_accepts_or_ends_in_its_place(by: Actor) -> None:
    given(*both, applied).when(accept, by=by).then_refused(NotAllowed)
    given(*both, applied, accepted).when(end, by=by).then_refused(NotAllowed)


def test_a_member_leaves_by_itself_and_takes_an_application_back() -> None:
    for past in ((applied,), (applied, accepted)):
        for by in (FOCAL_POINT, ADMINISTRATOR):
            given(*both, *past).when(leave, by=by).then(MembershipEnded(NETWORK, REASON))
        given(*both, *past).when(leave, by=office("network", NETWORK)).then_refused(NotAllowed)


def test_a_step_is_taken_once_and_in_order() -> None:
    staff = office("network", NETWORK)
    for past in ((applied,), (applied, accepted)):
        given(*both, *past).when(apply, by=FOCAL_POINT).then_refused(AlreadyApplied)
    for past in ((), (applied, accepted), (applied, accepted, ended)):
        given(*both, *past).when(accept, by=staff).then_refused(NotAppliedFor)
    for past in ((), (applied, ended), (applied, accepted, ended)):
        given(*both, *past).when(end, by=staff).then_refused(NotAMember)
        given(*both, *past).when(leave, by=FOCAL_POINT).then_refused(NotAMember)
    given(*both, applied, accepted, ended).when(apply, by=FOCAL_POINT).then(
        MembershipAppliedFor(NETWORK, document=SCAN)
    )


def test_only_what_is_registered_as_a_network_is_joined() -> None:
    given(community, network).when(apply, by=FOCAL_POINT).then_refused(NotANetwork)
    given(community).when(apply, by=FOCAL_POINT).then_refused(NotANetwork)
    given(network, placed).when(apply, by=FOCAL_POINT).then_refused(NotRegistered)
    itself = ApplyForMembership(NETWORK, NETWORK, document=SCAN)
    given(*both).when(itself, by=office("administrator", NETWORK)).then_refused(NotANetwork)


def test_a_network_may_belong_to_a_wider_one() -> None:
    wider = Happened(communities, ANOTHER, CommunityRegistered("network.world", {"en": "World"}, "UTC"))
    is_one = Happened(communities, ANOTHER, CommunityPlaced("network"))
    joins = ApplyForMembership(NETWORK, ANOTHER, document=SCAN)
    given(*both, wider, is_one).when(joins, by=office("administrator", NETWORK)).then(
        MembershipAppliedFor(ANOTHER, document=SCAN)
    )


def test_a_resolution_counts_if_the_council_has_adopted_it_on_joining_this_network() -> None:
    by_resolution = ApplyForMembership(COMMUNITY, NETWORK, RESOLUTION)
    given(*both, tabled(), ADOPTED).when(by_resolution, by=FOCAL_POINT).then(MembershipAppliedFor(NETWORK, RESOLUTION))
    for past in (
        [],
        [tabled()],
        [tabled(), rejected],
        [tabled(Joining(ANOTHER)), ADOPTED],
        [tabled(None), ADOPTED],
        [tabled(community=ANOTHER), ADOPTED],
    ):
        given(*both, *past).when(by_resolution, by=FOCAL_POINT).then_refused(NotResolved)


@pytest.mark.parametrize(("resolution", "document"), [(None, None), (RESOLUTION, SCAN)])
def test_it_is_a_resolution_or_a_document_and_one_of_them(resolution: object, document: object) -> None:
    command = ApplyForMembership(COMMUNITY, NETWORK, resolution, document)  # type: ignore[arg-type]
    given(*both).when(command, by=FOCAL_POINT).then_refused(NotResolved)


def test_documents_and_reasons_are_fit_to_be_kept() -> None:
    nameless = Document("ab" * 32, {}, "application/pdf", 1)
    given(*both).when(ApplyForMembership(COMMUNITY, NETWORK, None, nameless), by=FOCAL_POINT).then_refused(Empty)
    broken = Document("ab", {"fr": "x"}, "application/pdf", 1)
    given(*both).when(ApplyForMembership(COMMUNITY, NETWORK, None, broken), by=FOCAL_POINT).then_refused(BadDocument)
    for reason, refusal in (({}, Empty), ({"fr": "x" * 2_001}, TooLong)):
        given(*both, applied).when(LeaveNetwork(COMMUNITY, NETWORK, reason), by=FOCAL_POINT).then_refused(refusal)


def test_a_member_is_one_from_its_acceptance_to_its_end() -> None:
    def member(*past: Happened) -> bool:
        state = History(*both, *past).state(communities, COMMUNITY)
        assert not state.is_member_of(ANOTHER)
        return bool(state.is_member_of(NETWORK))

    assert [member(), member(applied), member(applied, accepted), member(applied, accepted, ended)] == [
        False,
        False,
        True,
        False,
    ]
