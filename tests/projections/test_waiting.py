"""What waits: since when, until when by which rule, and whose turn it is; at any moment."""

from datetime import UTC, datetime
from typing import Any

import pytest

from domain.communities.community import CommunityJurisdictionSet, CommunityTimeZoneChanged, communities
from domain.communities.membership import MembershipAccepted, MembershipAppliedFor
from domain.decisions.approval import ApprovalGranted, ApprovalRequested, approvals
from domain.decisions.opinion import OpinionAnswered, OpinionDelivered, OpinionRequested, opinions
from domain.participation.consultation import ConsultationOpened, consultations
from domain.participation.importers import Source
from domain.participation.proposal_events import (
    ProposalAnswered,
    ProposalModerated,
    ProposalRestored,
    ProposalWithdrawn,
)
from domain.rules.rulesets import Rulebook, RuleRef
from projections.queries.clocks import KINDS, NEVER, Waiting
from projections.queries.waiting import Part, WaitingFilter
from tests.kit.plan_facts import (
    BEFORE,
    COMMITTEE,
    MINUTES,
    NETWORK,
    PLAN,
    PROPOSAL,
    TALK,
    TEXT,
    TITLE,
    YOUTH,
    closed,
    community,
    consulted,
    drafted,
    in_plan,
    opened,
)
from tests.kit.scenario import COMMUNITY, DAY, HOUR, IMPORT, NOON, Happened, thing, words
from tests.projections.what_waits import (
    ADOPTED,
    APPROVAL,
    BY_MEMBERSHIP,
    BY_OPINION,
    BY_PROPOSAL,
    OPINION,
    VERSION,
    Kept,
    submitted,
    to_proposal,
)

pytestmark = pytest.mark.anyio


async def test_a_proposal_waits_for_its_answer_from_when_it_was_received(kept: Kept) -> None:
    """Thirty working days from Thursday, 1 October 2026: the 6th and 18th of November are off in Morocco, weekends too."""
    await kept.hold(*opened, *consulted(), submitted())
    assert await kept.waits() == [
        Waiting(
            *("proposal_answer", PROPOSAL, COMMUNITY, PLAN, "focal_point", COMMUNITY, None),
            *(NOON, datetime(2026, 11, 13, 23, tzinfo=UTC), BY_PROPOSAL, False),
        )
    ]


async def test_a_proposal_waits_no_more_once_it_is_answered_and_again_if_it_is_shown_again(kept: Kept) -> None:
    hidden, shown = (
        ProposalModerated("unmoderated", "hidden", words("Injures")),
        ProposalRestored("hidden", "accepted", words("Non")),
    )
    answered = ProposalAnswered(None, None, "refused", words("Trop cher"))
    past = [*opened, *consulted(), submitted(), to_proposal(hidden), to_proposal(shown), to_proposal(answered)]
    await kept.hold(*past)
    seen = [await kept.kinds(position) for position in range(len(past) - 5, len(past))]
    assert seen == [[], ["proposal_answer"], [], ["proposal_answer"], []]


async def test_nobody_answers_what_was_withdrawn_or_was_held_elsewhere(kept: Kept) -> None:
    source = Source("polis", "https://pol.is/2demo")
    elsewhere = ConsultationOpened(TITLE, {}, BEFORE, NOON, "anyone", "choice", None, source)
    await kept.hold(
        *opened,
        *consulted(),
        submitted(),
        to_proposal(ProposalWithdrawn()),
        Happened(consultations, thing("polis"), elsewhere, by=IMPORT),
        submitted(thing("old"), thing("polis")),
    )
    assert await kept.waits() == []


async def test_a_proposal_waits_in_a_consultation_about_no_plan_too(kept: Kept) -> None:
    here = ConsultationOpened(TITLE, {}, BEFORE, NOON, "anyone", "choice")
    await kept.hold(*community, Happened(consultations, TALK, here), submitted())
    assert [(one.kind, one.plan) for one in await kept.waits()] == [("proposal_answer", None)]
    assert await kept.kinds(plan=PLAN) == []


async def test_an_opinion_waits_first_for_its_body_and_then_for_its_answer(kept: Kept) -> None:
    due, rule = NOON + 30 * DAY, RuleRef("remacto", 2, "opinion.delivery")
    past = [
        *drafted,
        Happened(opinions, OPINION, OpinionRequested(YOUTH, VERSION, TEXT, due, rule), at=NOON),
        Happened(opinions, OPINION, OpinionDelivered("reserved", TEXT), at=NOON + DAY),
        Happened(opinions, OPINION, OpinionAnswered(TEXT, "partly"), at=NOON + 2 * DAY),
    ]
    await kept.hold(*past)
    base = len(drafted)
    assert await kept.waits(base) == [
        Waiting(
            *("opinion_delivery", OPINION, COMMUNITY, PLAN, "advisory", COMMUNITY, YOUTH, NOON, due, rule, False),
        )
    ]
    end_of_the_thirtieth_day = datetime(2026, 11, 1, 23, tzinfo=UTC)
    assert await kept.waits(base + 1) == [
        Waiting(
            *("opinion_answer", OPINION, COMMUNITY, PLAN, "focal_point", COMMUNITY, YOUTH, NOON + DAY),
            *(end_of_the_thirtieth_day, BY_OPINION, False),
        )
    ]
    assert await kept.waits() == []


async def test_an_approval_waits_for_the_office_that_was_asked_where_it_is_held(kept: Kept) -> None:
    past = [
        *drafted,
        Happened(approvals, APPROVAL, ApprovalRequested(VERSION, "network", NETWORK), at=NOON),
        Happened(approvals, APPROVAL, ApprovalGranted(TEXT), by=COMMITTEE, at=NOON + DAY),
    ]
    await kept.hold(*past)
    (one,) = await kept.waits(len(drafted))
    assert (one.kind, one.role, one.held_in, one.community) == ("approval", "network", NETWORK, COMMUNITY)
    assert (one.due, one.rule, one.overdue, one.place.due) == (None, None, False, NEVER)
    assert await kept.kinds() == []


async def test_an_application_waits_for_the_network(kept: Kept) -> None:
    past = [
        *community,
        Happened(communities, COMMUNITY, MembershipAppliedFor(NETWORK, None, MINUTES), at=NOON),
        Happened(communities, COMMUNITY, MembershipAccepted(NETWORK), at=NOON + DAY),
    ]
    await kept.hold(*past)
    (one,) = await kept.waits(len(past) - 2)
    assert await kept.kinds(len(past) - 2, plan=PLAN) == []
    assert (one.kind, one.role, one.held_in, one.rule) == ("membership_answer", "network", NETWORK, BY_MEMBERSHIP)
    assert (one.start, one.due) == (NOON, datetime(2026, 10, 31, 23, tzinfo=UTC))
    assert await kept.kinds() == []


async def test_it_is_too_late_from_the_first_moment_after_the_last_day(kept: Kept) -> None:
    await kept.hold(*drafted, in_plan(ADOPTED, NOON))
    over = datetime(2028, 10, 31, 23, tzinfo=UTC)
    asked = {"kinds": ["activity_completion"]}
    assert not (await kept.waits(moment=over.replace(hour=22, minute=59), **asked))[0].overdue
    assert (await kept.waits(moment=over, **asked))[0].overdue


async def test_only_what_is_too_late_or_due_before_a_moment_can_be_asked_for(kept: Kept) -> None:
    await kept.hold(*drafted, in_plan(ADOPTED, NOON), *consulted(), submitted())
    assert await kept.kinds() == ["proposal_answer", "activity_report", "activity_completion"]
    in_spring = {"moment": datetime(2027, 4, 1, tzinfo=UTC)}
    assert await kept.kinds(overdue_only=True) == []
    assert await kept.kinds(overdue_only=True, **in_spring) == ["proposal_answer", "activity_report"]
    assert await kept.kinds(due_before=datetime(2027, 1, 1, tzinfo=UTC)) == ["proposal_answer"]


async def test_of_one_community_plan_or_office(kept: Kept) -> None:
    await kept.hold(
        *drafted,
        *consulted(),
        submitted(),
        Happened(approvals, APPROVAL, ApprovalRequested(VERSION, "committee", COMMUNITY), at=NOON),
    )
    assert await kept.kinds(community=thing("another")) == await kept.kinds(plan=thing("another")) == []
    assert await kept.kinds(community=COMMUNITY, plan=PLAN) == ["proposal_answer", "approval"]
    assert await kept.kinds(role="committee") == ["approval"]
    assert await kept.kinds(role="committee", held_in=NETWORK) == []


async def test_the_list_in_parts_is_the_whole_list_from_both_ends(kept: Kept) -> None:
    """Proposals that came on several days, some of which are due at once, with what else waits; on each day more than a part
    has."""
    came = [NOON + number // 4 * DAY + number % 3 * HOUR / 2 for number in range(30)]
    names = [thing(f"proposal {number}") for number in range(len(came))]
    await kept.hold(
        *drafted, *consulted(), *(submitted(id, at=at) for id, at in zip(names, came, strict=True)),
        Happened(approvals, APPROVAL, ApprovalRequested(VERSION, "committee", COMMUNITY, NOON + 50 * DAY), at=NOON),
        Happened(opinions, OPINION, OpinionRequested(YOUTH, VERSION, TEXT), at=NOON),
    )  # fmt: skip
    late = NOON + 46 * DAY
    for asked in ({}, {"overdue_only": True}, {"due_before": NOON + 50 * DAY}, {"kinds": ["proposal_answer"]}):
        whole = await kept.part(Part(), late, **asked)
        assert (whole.total, whole.overdue) == (len(whole.waits), sum(one.overdue for one in whole.waits))
        total = await kept.part(Part(1, overdue=False), late, **asked)
        assert (total.waits, total.total) == (whole.waits[:1], whole.total)
        assert whole.waits == sorted(whole.waits, key=lambda one: one.place)
        for size in (1, 3, 40):
            for backward in (False, True):
                assert await in_parts(kept, size, backward, late, **asked) == whole.waits[:: -1 if backward else 1]
        low, high = whole.waits[2].place, whole.waits[-2].place
        between = await kept.part(Part(50, after=low, before=high, counted=False), late, **asked)
        assert (between.waits, between.total, between.overdue) == (whole.waits[3:-2], None, None)


async def in_parts(kept: Kept, size: int, backward: bool, moment: datetime, **asked: Any) -> list[Waiting]:
    found: list[Waiting] = []
    while True:
        last = found[-1].place if found else None
        cursors: dict[str, Any] = {"before" if backward else "after": last}
        part = await kept.part(Part(size, backward, **cursors, counted=False), moment, **asked)
        found += part.waits
        if len(part.waits) < size:
            return found


async def test_the_time_zone_and_the_jurisdiction_are_those_of_the_moment(kept: Kept) -> None:
    past = [
        *opened,
        *consulted(),
        submitted(),
        Happened(communities, COMMUNITY, CommunityTimeZoneChanged("Africa/Casablanca", "UTC")),
        Happened(communities, COMMUNITY, CommunityJurisdictionSet(None, "MA")),
    ]
    await kept.hold(*past)
    dues = [(await kept.waits(position))[0].due for position in range(len(past) - 3, len(past))]
    assert dues == [datetime(2026, 11, 13, 23, tzinfo=UTC), datetime(2026, 11, 14, tzinfo=UTC), None]


async def test_without_rules_it_waits_without_a_deadline(kept: Kept) -> None:
    await kept.hold(*opened, *consulted(), submitted(), closed())
    (one,) = await kept.waits(rules=Rulebook(), moment=NOON + 900 * DAY)
    assert (one.due, one.rule, one.overdue) == (None, None, False)


def test_each_kind_is_looked_for() -> None:
    assert WaitingFilter().kinds == KINDS
