"""What becomes of a proposal: moderated, restored, answered with reasons; and what an import says of it."""

from uuid import UUID

import pytest

from domain.kernel import Actor, Event
from domain.participation.consultation import (
    ConsultationImportReached,
    Imported,
    OutOfOrder,
    consultations,
)
from domain.participation.proposal import (
    Amend,
    GiveAnswer,
    Merge,
    Moderate,
    NotHidden,
    ReasonNeeded,
    Restore,
    Submit,
    Withdraw,
)
from domain.participation.proposal_events import (
    Answer,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.proposal_state import Settled, Unknown
from domain.refusal import NotAllowed
from domain.text import Sealed
from domain.words import Empty, TooLong
from tests.kit.participation_facts import (
    BODY,
    CLOSES,
    REASON,
    TALK,
    TREES,
    WATER,
    closed,
    imported,
    in_proposal,
    opened,
    reported,
    submitted,
)
from tests.kit.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    DAY,
    FOCAL_POINT,
    IMPORT,
    MODERATOR,
    NOON,
    Happened,
    given,
    office,
    thing,
    words,
)

submit = Submit(TALK, WATER, BODY)
paper = Submit(TALK, WATER, BODY, origin="registry_desk", reference="BO 2026/114")
hide = Moderate(TALK, WATER, "hidden", REASON)
hidden = in_proposal(ProposalModerated("unmoderated", "hidden", REASON), by=MODERATOR)
withdrawn = in_proposal(ProposalWithdrawn())
merged = in_proposal(ProposalMerged(TREES, REASON), by=FOCAL_POINT)
answered = in_proposal(ProposalAnswered(None, None, "refused", REASON), by=FOCAL_POINT)


# Moderation


@pytest.mark.parametrize("by", [MODERATOR, ADMINISTRATOR])
def test_a_moderator_hides_with_a_reason_and_restores_with_a_reason(by: Actor) -> None:
    given(opened(), submitted()).when(hide, by=by).then(ProposalModerated("unmoderated", "hidden", REASON))
    given(opened(), submitted(), hidden).when(Restore(TALK, WATER, REASON), by=by).then(
        ProposalRestored("hidden", "accepted", REASON)
    )


def test_hiding_needs_a_reason() -> None:
    bare = Moderate(TALK, WATER, "hidden")
    given(opened(), submitted()).when(bare, by=MODERATOR).then_refused(ReasonNeeded)
    for command in (Moderate(TALK, WATER, "hidden", words("")), Restore(TALK, WATER, words(""))):
        given(opened(), submitted(), hidden).when(command, by=MODERATOR).then_refused(Empty)


def test_what_is_hidden_stays_hidden_until_it_is_restored() -> None:
    past = (opened(), submitted(), hidden)
    given(*past).when(hide, by=MODERATOR).then_nothing()
    given(*past).when(Moderate(TALK, WATER, "accepted", REASON), by=MODERATOR).then_refused(NotAllowed)
    restored = in_proposal(ProposalRestored("hidden", "accepted", REASON), by=MODERATOR)
    given(*past, restored).when(Restore(TALK, WATER, REASON), by=MODERATOR).then_refused(NotHidden)
    given(*past, restored).when(hide, by=MODERATOR).then(ProposalModerated("accepted", "hidden", REASON))


@pytest.mark.parametrize("by", [AMINA, FOCAL_POINT, office("auditor"), IMPORT])
def test_nobody_else_moderates(by: Actor) -> None:
    given(opened(), submitted()).when(hide, by=by).then_refused(NotAllowed)
    given(opened(), submitted(), hidden).when(Restore(TALK, WATER, REASON), by=by).then_refused(NotAllowed)


def test_moderation_waits_for_no_window() -> None:
    given(opened(), submitted(), closed(), reported()).when(hide, by=MODERATOR, at=CLOSES + 9 * DAY).then(
        ProposalModerated("unmoderated", "hidden", REASON)
    )


# Answers


@pytest.mark.parametrize("answer", ["accepted", "partly_accepted", "refused"])
@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_every_answer_has_its_reasons(answer: Answer, by: Actor) -> None:
    past = (opened(), submitted(), closed())
    given(*past).when(GiveAnswer(TALK, WATER, answer, REASON), by=by).then(ProposalAnswered(None, None, answer, REASON))
    for reasons, refusal in ((words(" "), Empty), (words("x" * 5_001), TooLong), (Sealed("fr"), Empty)):
        given(*past).when(GiveAnswer(TALK, WATER, answer, reasons), by=by).then_refused(refusal)


def test_a_new_answer_says_what_the_old_one_was() -> None:
    given(opened(), submitted(), answered).when(GiveAnswer(TALK, WATER, "accepted", BODY), by=FOCAL_POINT).then(
        ProposalAnswered("refused", 2, "accepted", BODY)
    )


def test_what_was_withdrawn_or_merged_is_not_answered() -> None:
    for end in (withdrawn, merged):
        given(opened(), submitted(), end).when(
            GiveAnswer(TALK, WATER, "accepted", REASON), by=FOCAL_POINT
        ).then_refused(Settled)


def test_nobody_else_answers() -> None:
    for by in (AMINA, MODERATOR, IMPORT):
        given(opened(), submitted()).when(GiveAnswer(TALK, WATER, "refused", REASON), by=by).then_refused(NotAllowed)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (Amend(TALK, WATER, BODY), AMINA),
        (Withdraw(TALK, WATER), AMINA),
        (hide, MODERATOR),
        (Restore(TALK, WATER, REASON), MODERATOR),
        (GiveAnswer(TALK, WATER, "refused", REASON), FOCAL_POINT),
        (Merge(TALK, WATER, TREES, REASON), MODERATOR),
    ],
)
@pytest.mark.parametrize("root", [None, thing("another consultation")])
def test_what_is_not_in_the_consultation_is_unknown_there(command: object, by: Actor, root: UUID | None) -> None:
    past = [opened()] if root is None else [opened(), submitted(root=root)]
    given(*past).when(command, by=by).then_refused(Unknown)


# What was held elsewhere


def test_an_import_submits_what_its_source_has_even_where_the_words_are_gone() -> None:
    then = NOON - 850 * DAY
    for body in (BODY, words("")):
        given(imported()).when(Submit(TALK, WATER, body), by=IMPORT, on_behalf_of=BADR, occurred_at=then).then(
            ProposalSubmitted(None, body, "online")
        )


def test_an_imported_consultation_takes_no_live_contribution() -> None:
    given(imported()).when(submit, by=AMINA).then_refused(Imported)
    given(imported(), submitted()).when(Amend(TALK, WATER, BODY)).then_refused(Imported)
    given(imported(), submitted()).when(Withdraw(TALK, WATER)).then_refused(Imported)
    given(imported()).when(paper, by=FOCAL_POINT, occurred_at=NOON - 850 * DAY).then_refused(Imported)


def test_what_is_older_than_the_import_has_come_is_refused() -> None:
    reached = Happened(consultations, TALK, ConsultationImportReached(None, NOON - 850 * DAY), by=IMPORT)
    given(imported(), reached).when(submit, by=IMPORT, occurred_at=NOON - 851 * DAY).then_refused(OutOfOrder)
    for days in (850, 849):
        given(imported(), reached).when(submit, by=IMPORT, occurred_at=NOON - days * DAY).then(
            ProposalSubmitted(None, BODY, "online")
        )


def test_an_import_says_how_its_source_moderated_without_a_reason() -> None:
    hides, accepts = Moderate(TALK, WATER, "hidden"), Moderate(TALK, WATER, "accepted")
    given(imported(), submitted()).when(hides, by=IMPORT).then(ProposalModerated("unmoderated", "hidden"))
    given(imported(), submitted()).when(accepts, by=IMPORT).then(ProposalModerated("unmoderated", "accepted"))
    there = in_proposal(ProposalModerated("unmoderated", "accepted"), by=IMPORT)
    given(imported(), submitted(), there).when(accepts, by=IMPORT).then_nothing()
    given(imported(), submitted(), there).when(hides, by=IMPORT).then(ProposalModerated("accepted", "hidden"))


@pytest.mark.parametrize(
    "here", [[hidden], [hidden, in_proposal(ProposalRestored("hidden", "accepted", REASON), by=MODERATOR)]]
)
def test_what_a_moderator_here_has_decided_no_import_overrules(here: list[Happened]) -> None:
    for verdict in ("accepted", "hidden"):
        given(imported(), submitted(), *here).when(Moderate(TALK, WATER, verdict), by=IMPORT).then_nothing()


def test_every_event_comes_back_as_it_was() -> None:
    events: list[Event] = [fact.event for fact in (hidden, withdrawn, merged, answered)]
    scenario = given(opened(), submitted(titled=True), hidden, withdrawn, merged, answered)
    assert [entry.data for entry in scenario.history.of(WATER)][1:] == events
