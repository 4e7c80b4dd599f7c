"""A proposal: submitted while the consultation is open (or received then), amended, merged, withdrawn, moderated, answered."""

from datetime import datetime
from uuid import UUID

import pytest

from domain.kernel import Actor, Event, NotAllowed, NoTimeZone, NotYetHappened, Organisation, Person, Sealed
from domain.participation.consultation import (
    ConsultationImportReached,
    Imported,
    NotOpen,
    OutOfOrder,
    consultations,
)
from domain.participation.consultation import Unknown as NoConsultation
from domain.participation.proposal import (
    AlreadyAnswered,
    AlreadySubmitted,
    Amend,
    Answer,
    GiveAnswer,
    IntoItself,
    Merge,
    Moderate,
    NotHidden,
    NotYours,
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalRestored,
    ProposalSubmitted,
    ProposalWithdrawn,
    ReasonNeeded,
    Restore,
    Settled,
    Submit,
    Unknown,
    Withdraw,
)
from domain.words import BadCharacters, BadLanguage, Empty, TooLong
from tests.facts import (
    BODY,
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
    reported,
    submitted,
)
from tests.scenario import (
    ADMINISTRATOR,
    AMINA,
    BADR,
    CLOCK,
    DAY,
    FOCAL_POINT,
    HOUR,
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


# Submitting


def test_anybody_submits_while_the_consultation_is_open() -> None:
    for at in (OPENS, NOON, CLOSES - HOUR):
        given(opened()).when(submit, at=at).then(ProposalSubmitted(None, BODY, "online"))


def test_nothing_is_submitted_before_opening_or_from_the_closing_instant_on() -> None:
    for at in (OPENS - HOUR, CLOSES, CLOSES + DAY):
        given(opened()).when(submit, at=at).then_refused(NotOpen)
    given(opened(), closed(at=NOON)).when(submit, at=NOON + HOUR).then_refused(NotOpen)
    given().when(submit).then_refused(NoConsultation)


def test_a_proposal_is_submitted_once() -> None:
    given(opened(), submitted()).when(submit).then_refused(AlreadySubmitted)


@pytest.mark.parametrize("by", [FOCAL_POINT, MODERATOR, CLOCK, IMPORT])
def test_no_office_and_no_process_submits_online(by: Actor) -> None:
    given(opened()).when(submit, by=by).then_refused(NotAllowed)


def test_nobody_submits_for_somebody_else_without_an_office() -> None:
    given(opened()).when(submit, by=AMINA, on_behalf_of=BADR).then_refused(NotAllowed)
    given(opened()).when(submit, by=AMINA, occurred_at=NOON - HOUR).then_refused(NotAllowed)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (words(" \n"), Empty),
        (words("x" * 10_001), TooLong),
        (words("a\0b"), BadCharacters),
        (words("\udfff"), BadCharacters),
        (words("x", "français"), BadLanguage),
        (words("x", "a" * 5_000), BadLanguage),
        (Sealed("fr", sha256="00" * 32), Empty),
    ],
)
def test_a_proposal_says_something_that_can_be_kept(body: Sealed, refusal: type) -> None:
    given(opened()).when(Submit(TALK, WATER, body)).then_refused(refusal)
    given(opened()).when(Submit(TALK, WATER, BODY, title=body)).then_refused(refusal)
    given(opened(), submitted()).when(Amend(TALK, WATER, body)).then_refused(refusal)


def test_words_keep_their_lines_and_their_script() -> None:
    body = words("اقتراح\n\tⴰⵎⴰⵣⵉⵖ 👍", "zgh-Tfng")
    given(opened()).when(Submit(TALK, WATER, body)).then(ProposalSubmitted(None, body, "online"))


# What a desk or a meeting received


@pytest.mark.parametrize("by", [FOCAL_POINT, ADMINISTRATOR])
def test_an_officer_enters_what_a_desk_received_in_the_name_of_its_author(by: Actor) -> None:
    given(opened()).when(paper, by=by, on_behalf_of=BADR).then(
        ProposalSubmitted(None, BODY, "registry_desk", "BO 2026/114")
    )


@pytest.mark.parametrize("by", [AMINA, MODERATOR, office("auditor"), IMPORT])
def test_nobody_else_says_that_something_came_by_a_desk(by: Actor) -> None:
    given(opened()).when(paper, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("over", [[closed()], []])
def test_what_came_in_time_may_be_entered_late_and_is_marked_so(over: list[Happened]) -> None:
    late = given(opened(), *over).when(paper, by=FOCAL_POINT, at=CLOSES + HOUR, occurred_at=NOON)
    late.then(ProposalSubmitted(None, BODY, "registry_desk", "BO 2026/114", after_closing=True))


def test_what_came_too_late_or_too_early_or_has_no_time_of_its_own_is_not_entered() -> None:
    for occurred_at in (CLOSES, CLOSES + HOUR, OPENS - HOUR):
        given(opened(), closed()).when(paper, by=FOCAL_POINT, at=CLOSES + DAY, occurred_at=occurred_at).then_refused(
            NotOpen
        )
    given(opened(), closed()).when(paper, by=FOCAL_POINT, at=CLOSES + DAY).then_refused(NotOpen)


def test_where_an_officer_closed_early_what_came_after_that_is_too_late() -> None:
    early = closed(at=NOON)
    for occurred_at in (NOON, NOON + HOUR):
        given(opened(), early).when(paper, by=FOCAL_POINT, at=CLOSES, occurred_at=occurred_at).then_refused(NotOpen)
    given(opened(), early).when(paper, by=FOCAL_POINT, at=CLOSES, occurred_at=NOON - HOUR).then(
        ProposalSubmitted(None, BODY, "registry_desk", "BO 2026/114", after_closing=True)
    )


def test_nothing_is_entered_once_the_report_is_published() -> None:
    given(opened(), closed(), reported()).when(
        paper, by=FOCAL_POINT, at=CLOSES + 2 * DAY, occurred_at=NOON
    ).then_refused(NotOpen)


def test_nothing_is_recorded_that_has_not_happened_yet() -> None:
    given(opened()).when(paper, by=FOCAL_POINT, occurred_at=NOON + HOUR).then_refused(NotYetHappened)
    given(opened()).when(paper, by=FOCAL_POINT, occurred_at=NOON.replace(tzinfo=None)).then_refused(NoTimeZone)


@pytest.mark.parametrize(("reference", "refusal"), [("", Empty), ("x" * 201, TooLong), ("a\0b", BadCharacters)])
def test_a_reference_stands_in_clear_and_is_short(reference: str, refusal: type) -> None:
    command = Submit(TALK, WATER, BODY, origin="meeting", reference=reference)
    given(opened()).when(command, by=FOCAL_POINT).then_refused(refusal)


# Amending and withdrawing


def test_an_amended_proposal_says_where_the_words_stand_that_it_replaces() -> None:
    other, title = words("Deux bornes-fontaines"), words("Eau potable")
    given(opened(), submitted()).when(Amend(TALK, WATER, other, title)).then(ProposalAmended(None, title, 1, other))
    amended = in_proposal(ProposalAmended(None, title, 1, other))
    given(opened(), submitted(), amended).when(Amend(TALK, WATER, BODY)).then(ProposalAmended(2, None, 2, BODY))


def test_only_its_author_amends_or_withdraws_it() -> None:
    for command in (Amend(TALK, WATER, BODY), Withdraw(TALK, WATER)):
        given(opened(), submitted()).when(command, by=BADR).then_refused(NotYours)
        given(opened(), submitted()).when(command, by=ADMINISTRATOR).then_refused(NotAllowed)
        given(opened(), submitted(by=IMPORT)).when(command, by=BADR).then_refused(NotYours)


def test_what_was_recorded_for_somebody_is_that_person_s() -> None:
    recorded = submitted(by=FOCAL_POINT, on_behalf_of=BADR, origin="meeting")
    given(opened(), recorded).when(Withdraw(TALK, WATER), by=BADR).then(ProposalWithdrawn())
    given(opened(), recorded).when(Withdraw(TALK, WATER), by=AMINA).then_refused(NotYours)


def test_an_organisation_s_proposal_stays_its_own_under_another_representative() -> None:
    before, now = (Organisation(thing("water users"), thing(name)) for name in ("Amina", "Badr"))
    given(opened(), submitted(by=before)).when(Withdraw(TALK, WATER), by=now).then(ProposalWithdrawn())
    person = Person(thing("water users"))
    given(opened(), submitted(by=before)).when(Withdraw(TALK, WATER), by=person).then_refused(NotYours)


@pytest.mark.parametrize("at", [CLOSES, CLOSES + DAY])
def test_nothing_is_amended_or_withdrawn_after_closing(at: datetime) -> None:
    for command in (Amend(TALK, WATER, BODY), Withdraw(TALK, WATER)):
        given(opened(), submitted()).when(command, at=at).then_refused(NotOpen)


@pytest.mark.parametrize("end", [withdrawn, merged, hidden])
def test_what_no_longer_stands_is_not_changed(end: Happened) -> None:
    past = (opened(), submitted(), submitted(TREES), end)
    for command in (Amend(TALK, WATER, BODY), Withdraw(TALK, WATER)):
        given(*past).when(command).then_refused(Settled)
    given(*past).when(Merge(TALK, WATER, TREES, REASON), by=MODERATOR).then_refused(Settled)
    given(*past).when(Merge(TALK, TREES, WATER, REASON), by=MODERATOR).then_refused(Settled)


def test_what_was_answered_is_not_amended() -> None:
    given(opened(), submitted(), answered).when(Amend(TALK, WATER, BODY)).then_refused(AlreadyAnswered)


# Merging


@pytest.mark.parametrize("by", [FOCAL_POINT, MODERATOR])
def test_a_proposal_is_merged_into_another_of_the_same_consultation_with_a_reason(by: Actor) -> None:
    both = (opened(), submitted(), submitted(TREES))
    given(*both).when(Merge(TALK, WATER, TREES, REASON), by=by).then(ProposalMerged(TREES, REASON))
    given(*both).when(Merge(TALK, WATER, TREES, words(" ")), by=by).then_refused(Empty)
    given(*both).when(Merge(TALK, WATER, WATER, REASON), by=by).then_refused(IntoItself)
    given(opened(), submitted()).when(Merge(TALK, WATER, TREES, REASON), by=by).then_refused(Unknown)
    foreign = submitted(TREES, root=thing("another consultation"))
    given(opened(), submitted(), foreign).when(Merge(TALK, WATER, TREES, REASON), by=by).then_refused(Unknown)
    given(*both).when(Merge(TALK, WATER, TREES, REASON), by=AMINA).then_refused(NotAllowed)


# Moderation


@pytest.mark.parametrize("by", [MODERATOR, ADMINISTRATOR])
def test_a_moderator_hides_with_a_reason_and_restores_with_a_reason(by: Actor) -> None:
    given(opened(), submitted()).when(hide, by=by).then(ProposalModerated("unmoderated", "hidden", REASON))
    given(opened(), submitted(), hidden).when(Restore(TALK, WATER, REASON), by=by).then(
        ProposalRestored("hidden", REASON)
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
    restored = in_proposal(ProposalRestored("hidden", REASON), by=MODERATOR)
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


@pytest.mark.parametrize("here", [[hidden], [hidden, in_proposal(ProposalRestored("hidden", REASON), by=MODERATOR)]])
def test_what_a_moderator_here_has_decided_no_import_overrules(here: list[Happened]) -> None:
    for verdict in ("accepted", "hidden"):
        given(imported(), submitted(), *here).when(Moderate(TALK, WATER, verdict), by=IMPORT).then_nothing()


def test_every_event_comes_back_as_it_was() -> None:
    events: list[Event] = [fact.event for fact in (hidden, withdrawn, merged, answered)]
    scenario = given(opened(), submitted(titled=True), hidden, withdrawn, merged, answered)
    assert [entry.data for entry in scenario.history.of(WATER)][1:] == events
