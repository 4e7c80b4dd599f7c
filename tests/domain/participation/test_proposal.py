"""A proposal: submitted while the consultation is open (or received then), amended, merged, withdrawn, moderated, answered."""

from datetime import datetime

import pytest

from domain.kernel import Act, Actor, Office, Organisation, Person
from domain.moment import NoTimeZone, NotYetHappened
from domain.participation.consultation import (
    NotOpen,
)
from domain.participation.consultation import Unknown as NoConsultation
from domain.participation.proposal import (
    AlreadyAnswered,
    AlreadySubmitted,
    Amend,
    IntoItself,
    Merge,
    Moderate,
    Submit,
    Withdraw,
)
from domain.participation.proposal_events import (
    ProposalAmended,
    ProposalAnswered,
    ProposalMerged,
    ProposalModerated,
    ProposalSubmitted,
    ProposalWithdrawn,
)
from domain.participation.proposal_state import NotYours, Settled, Unknown
from domain.refusal import NotAllowed
from domain.text import Sealed
from domain.words import BadCharacters, BadLanguage, Empty, TooLong
from tests.kit.participation_facts import (
    BODY,
    CLOSES,
    OPENS,
    REASON,
    TALK,
    TREES,
    WATER,
    closed,
    in_proposal,
    opened,
    reported,
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
    MODERATOR,
    NOON,
    Happened,
    History,
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


@pytest.mark.parametrize("by", [CLOCK, IMPORT])
def test_no_process_submits_online(by: Actor) -> None:
    given(opened()).when(submit, by=by).then_refused(NotAllowed)


@pytest.mark.parametrize("by", [FOCAL_POINT, MODERATOR])
def test_somebody_in_office_submits_online_as_a_person(by: Office) -> None:
    history = History(opened())
    history.play(submit, Act(by, NOON, NOON))
    assert history.entries[-1].actor == Person(by.id)


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
    given(opened(), submitted()).when(Amend(TALK, WATER, BODY, title=body)).then_refused(refusal)


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
        given(opened(), submitted()).when(command, by=ADMINISTRATOR).then_refused(NotYours)
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
