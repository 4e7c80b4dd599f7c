"""A ballot: cast once by a voter on a proposal, changed, withdrawn; only while the consultation is open."""

from datetime import datetime

import pytest

from domain.kernel import Act, Actor, Office, Organisation, Person
from domain.participation.allowance import (
    AllowanceReturned,
    AllowanceUsed,
    UsedUp,
    allowance_stream,
    allowances,
)
from domain.participation.ballot import (
    AlreadyCast,
    BallotCast,
    BallotChanged,
    BallotConfirmed,
    BallotWithdrawn,
    Cast,
    Change,
    Choice,
    Copy,
    NotCast,
    Withdraw,
    WrongKind,
    ballot_stream,
    ballots,
)
from domain.participation.consultation import (
    ConsultationImportReached,
    Imported,
    NotOpen,
    OutOfOrder,
    consultations,
)
from domain.participation.consultation import Unknown as NoConsultation
from domain.participation.proposal_events import ProposalMerged, ProposalModerated, ProposalWithdrawn
from domain.participation.proposal_state import Settled
from domain.participation.proposal_state import Unknown as NoProposal
from domain.refusal import NotAllowed
from tests.kit.participation_facts import (
    CLOSES,
    OPENS,
    REASON,
    TALK,
    TREES,
    WATER,
    closed,
    imported,
    in_proposal,
    opened,
    submitted,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    CLOCK,
    DAY,
    FOCAL_POINT,
    HOUR,
    IMPORT,
    NOON,
    Happened,
    History,
    Scenario,
    given,
    thing,
)

here = (opened(), submitted())


def on_ballot(event: object, *, by: Actor = AMINA) -> Happened:
    return Happened(ballots, ballot_stream(WATER, by.id), event, by=by, root=TALK)


agreed = on_ballot(BallotCast(WATER, "agree"))
taken_back = on_ballot(BallotWithdrawn(WATER, "agree"))


def test_a_voter_votes_once_on_a_proposal() -> None:
    given(*here).when(Cast(TALK, WATER, "agree")).then(BallotCast(WATER, "agree"))
    given(*here, agreed).when(Cast(TALK, WATER, "agree")).then_refused(AlreadyCast)
    given(*here, agreed).when(Cast(TALK, WATER, "pass")).then_refused(AlreadyCast)


def test_another_voter_and_another_proposal_are_other_ballots() -> None:
    given(*here, agreed).when(Cast(TALK, WATER, "disagree"), by=BADR).then(BallotCast(WATER, "disagree"))
    given(*here, submitted(TREES), agreed).when(Cast(TALK, TREES, "pass")).then(BallotCast(TREES, "pass"))


def test_a_changed_ballot_says_what_it_was() -> None:
    given(*here, agreed).when(Change(TALK, WATER, "pass")).then(BallotChanged(WATER, "agree", "pass"))
    changed = on_ballot(BallotChanged(WATER, "agree", "pass"))
    given(*here, agreed, changed).when(Change(TALK, WATER, "agree")).then(BallotChanged(WATER, "pass", "agree"))


def test_the_same_choice_again_records_nothing() -> None:
    given(*here, agreed).when(Change(TALK, WATER, "agree")).then_nothing()


def test_a_withdrawn_ballot_says_what_it_was_and_may_be_cast_again() -> None:
    given(*here, agreed).when(Withdraw(TALK, WATER)).then(BallotWithdrawn(WATER, "agree"))
    given(*here, agreed, taken_back).when(Cast(TALK, WATER, "disagree")).then(BallotCast(WATER, "disagree"))


def test_what_was_not_cast_is_not_changed_or_withdrawn() -> None:
    for past in (here, (*here, agreed, taken_back)):
        given(*past).when(Change(TALK, WATER, "agree")).then_refused(NotCast)
        given(*past).when(Withdraw(TALK, WATER)).then_refused(NotCast)


@pytest.mark.parametrize("at", [OPENS - HOUR, CLOSES, CLOSES + DAY])
def test_nothing_counts_before_opening_or_from_the_closing_instant_on(at: datetime) -> None:
    given(*here).when(Cast(TALK, WATER, "agree"), at=at).then_refused(NotOpen)
    given(*here, agreed).when(Change(TALK, WATER, "pass"), at=at).then_refused(NotOpen)
    given(*here, agreed).when(Withdraw(TALK, WATER), at=at).then_refused(NotOpen)


def test_nothing_counts_after_the_closing_event_whatever_the_hour() -> None:
    early = closed(at=NOON)
    given(*here, early).when(Cast(TALK, WATER, "agree"), at=NOON - HOUR).then_refused(NotOpen)
    given(*here, agreed, early).when(Change(TALK, WATER, "pass"), at=NOON + HOUR).then_refused(NotOpen)


@pytest.mark.parametrize("by", [CLOCK, IMPORT, Organisation(thing("users"), AMINA.id)])
def test_only_persons_vote(by: Actor) -> None:
    given(*here).when(Cast(TALK, WATER, "agree"), by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_somebody_in_office_votes_as_a_person(by: Office) -> None:
    history = History(*here)
    history.play(Cast(TALK, WATER, "agree"), Act(by, NOON, NOON))
    assert history.entries[-1].actor == Person(by.id)


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, CLOCK])
def test_nobody_votes_for_somebody_else(by: Actor) -> None:
    given(*here).when(Cast(TALK, WATER, "agree"), by=by, on_behalf_of=BADR).then_refused(NotAllowed)


def test_nobody_says_to_have_voted_at_another_time() -> None:
    given(*here).when(Cast(TALK, WATER, "agree"), occurred_at=NOON - HOUR).then_refused(NotAllowed)


@pytest.mark.parametrize(("kind", "choices"), [("choice", ["support"]), ("support", ["agree", "disagree", "pass"])])
def test_a_ballot_is_of_the_consultation_s_kind(kind: str, choices: list[Choice]) -> None:
    past = (opened(ballot=kind), submitted())
    for choice in choices:
        given(*past).when(Cast(TALK, WATER, choice)).then_refused(WrongKind)
        given(*past, agreed).when(Change(TALK, WATER, choice)).then_refused(WrongKind)


def test_a_sign_of_support_is_given_and_taken_back() -> None:
    past = (opened(ballot="support"), submitted())
    given(*past).when(Cast(TALK, WATER, "support")).then(BallotCast(WATER, "support"))
    supported = on_ballot(BallotCast(WATER, "support"))
    given(*past, supported).when(Withdraw(TALK, WATER)).then(BallotWithdrawn(WATER, "support"))


def test_there_must_be_such_a_consultation_and_such_a_proposal_in_it() -> None:
    given().when(Cast(TALK, WATER, "agree")).then_refused(NoConsultation)
    given(opened()).when(Cast(TALK, WATER, "agree")).then_refused(NoProposal)
    foreign = submitted(root=thing("another consultation"))
    given(opened(), foreign).when(Cast(TALK, WATER, "agree")).then_refused(NoProposal)


@pytest.mark.parametrize(
    "event",
    [ProposalWithdrawn(), ProposalMerged(TREES, REASON), ProposalModerated("unmoderated", "hidden", REASON)],
)
def test_no_vote_on_what_no_longer_stands_but_one_s_own_can_be_taken_back(event: object) -> None:
    end = in_proposal(event)
    given(*here, end).when(Cast(TALK, WATER, "agree")).then_refused(Settled)
    given(*here, agreed, end).when(Change(TALK, WATER, "pass")).then_refused(Settled)
    given(*here, agreed, end).when(Withdraw(TALK, WATER)).then(BallotWithdrawn(WATER, "agree"))


# A limit of ballots for each person


def allowance(event: object) -> Happened:
    return Happened(allowances, allowance_stream(TALK, AMINA.id), event, root=TALK)


def limited(*past: Happened) -> Scenario:
    return given(opened(limit=1), submitted(), submitted(TREES), *past)


def test_where_ballots_are_limited_each_uses_some_of_a_person_s_allowance() -> None:
    limited().when(Cast(TALK, WATER, "agree")).then(BallotCast(WATER, "agree"), AllowanceUsed(WATER))
    used = (agreed, allowance(AllowanceUsed(WATER)))
    refused = limited(*used).when(Cast(TALK, TREES, "agree")).then_refused(UsedUp)
    assert "1" in str(refused)
    limited(*used).when(Cast(TALK, TREES, "agree"), by=BADR).then(BallotCast(TREES, "agree"), AllowanceUsed(TREES))


def test_a_withdrawn_ballot_gives_its_part_back_and_a_changed_one_uses_no_more() -> None:
    used = (agreed, allowance(AllowanceUsed(WATER)))
    limited(*used).when(Withdraw(TALK, WATER)).then(BallotWithdrawn(WATER, "agree"), AllowanceReturned(WATER))
    limited(*used).when(Change(TALK, WATER, "pass")).then(BallotChanged(WATER, "agree", "pass"))
    returned = (*used, taken_back, allowance(AllowanceReturned(WATER)))
    limited(*returned).when(Cast(TALK, TREES, "agree")).then(BallotCast(TREES, "agree"), AllowanceUsed(TREES))


# What was held elsewhere


def copied(*past: Happened, choice: Choice = "agree", days: int = 850, by: Actor = IMPORT) -> Scenario:
    command, then = Copy(TALK, WATER, choice), NOON - days * DAY
    return given(imported(), submitted(by=IMPORT), *past).when(command, by=by, occurred_at=then, on_behalf_of=AMINA)


def test_each_row_of_an_import_casts_changes_or_confirms() -> None:
    copied().then(BallotCast(WATER, "agree"))
    copied(agreed, choice="pass").then(BallotChanged(WATER, "agree", "pass"))
    copied(agreed).then(BallotConfirmed(WATER, "agree"))


def test_an_import_counts_votes_on_what_its_source_has_hidden() -> None:
    copied(in_proposal(ProposalModerated("unmoderated", "hidden"), by=IMPORT)).then(BallotCast(WATER, "agree"))


def test_a_row_older_than_the_import_has_come_is_refused() -> None:
    reached = Happened(consultations, TALK, ConsultationImportReached(None, NOON - 850 * DAY), by=IMPORT)
    copied(reached, days=851).then_refused(OutOfOrder)
    copied(reached, days=850).then(BallotCast(WATER, "agree"))


def test_an_imported_consultation_takes_no_live_vote_and_a_live_one_no_imported_vote() -> None:
    given(imported(), submitted(by=IMPORT)).when(Cast(TALK, WATER, "agree")).then_refused(Imported)
    given(*here).when(Copy(TALK, WATER, "agree"), by=IMPORT, on_behalf_of=AMINA).then_refused(NotAllowed)
    for by in (AMINA, FOCAL_POINT):
        copied(by=by).then_refused(NotAllowed)
