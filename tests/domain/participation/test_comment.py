"""A comment: posted with a stance, answered, edited, withdrawn, moderated."""

from datetime import datetime

import pytest

from domain.kernel import Act, Actor, Office, Person
from domain.participation.comment import (
    AlreadyPosted,
    CommentEdited,
    CommentModerated,
    CommentPosted,
    CommentRestored,
    CommentWithdrawn,
    Edit,
    Gone,
    Moderate,
    NotHidden,
    NotYours,
    Post,
    Restore,
    Unknown,
    Withdraw,
)
from domain.participation.consultation import Imported, NotOpen
from domain.participation.proposal_events import ProposalWithdrawn
from domain.participation.proposal_state import Settled
from domain.participation.proposal_state import Unknown as NoProposal
from domain.refusal import NotAllowed
from domain.text import Sealed
from domain.words import BadCharacters, BadLanguage, Empty, TooLong
from tests.kit.participation_facts import (
    BODY,
    CLOSES,
    COMMENT,
    OPENS,
    REASON,
    REPLY,
    TALK,
    TREES,
    WATER,
    closed,
    imported,
    in_comment,
    in_proposal,
    opened,
    posted,
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
    History,
    given,
    thing,
    words,
)

here = (opened(), submitted())
post = Post(TALK, WATER, COMMENT, BODY, "for")
reply = Post(TALK, WATER, REPLY, BODY, "against", parent=COMMENT)
hide = Moderate(TALK, COMMENT, REASON)
hidden = in_comment(CommentModerated("unmoderated", "hidden", REASON), by=MODERATOR)
withdrawn = in_comment(CommentWithdrawn())


def test_anybody_comments_on_a_proposal_and_says_for_or_against() -> None:
    given(*here).when(post).then(CommentPosted(WATER, None, "for", BODY))
    given(*here).when(Post(TALK, WATER, COMMENT, BODY)).then(CommentPosted(WATER, None, "neutral", BODY))


def test_a_comment_answers_another() -> None:
    given(*here, posted()).when(reply, by=BADR).then(CommentPosted(WATER, COMMENT, "against", BODY))


def test_it_answers_a_comment_on_the_same_proposal_that_still_stands() -> None:
    given(*here).when(reply).then_refused(Unknown)
    given(*here, submitted(TREES), posted(about=TREES)).when(reply).then_refused(Unknown)
    for end in (hidden, withdrawn):
        given(*here, posted(), end).when(reply).then_refused(Gone)


def test_a_comment_is_posted_once() -> None:
    given(*here, posted()).when(post).then_refused(AlreadyPosted)


def test_it_is_about_a_proposal_of_this_consultation_that_still_stands() -> None:
    given(opened()).when(post).then_refused(NoProposal)
    given(opened(), submitted(root=thing("another consultation"))).when(post).then_refused(NoProposal)
    given(*here, in_proposal(ProposalWithdrawn())).when(post).then_refused(Settled)


@pytest.mark.parametrize("at", [OPENS.replace(year=2025), CLOSES, CLOSES + DAY])
def test_nothing_is_posted_edited_or_withdrawn_before_opening_or_from_the_closing_instant_on(at: datetime) -> None:
    given(*here).when(post, at=at).then_refused(NotOpen)
    for command in (Edit(TALK, COMMENT, BODY), Withdraw(TALK, COMMENT)):
        given(*here, posted()).when(command, at=at).then_refused(NotOpen)


def test_no_process_comments() -> None:
    given(*here).when(post, by=IMPORT).then_refused(NotAllowed)


@pytest.mark.parametrize("by", [FOCAL_POINT, MODERATOR])
def test_somebody_in_office_comments_as_a_person(by: Office) -> None:
    history = History(*here)
    history.play(post, Act(by, NOON, NOON))
    assert history.entries[-1].actor == Person(by.id)


def test_nobody_comments_for_somebody_else() -> None:
    given(*here).when(post, on_behalf_of=BADR).then_refused(NotAllowed)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (words(""), Empty),
        (words("x" * 5_001), TooLong),
        (words("a\0b"), BadCharacters),
        (words("x", "FR"), BadLanguage),
        (Sealed("fr"), Empty),
    ],
)
def test_a_comment_says_something_that_can_be_kept(body: Sealed, refusal: type) -> None:
    given(*here).when(Post(TALK, WATER, COMMENT, body)).then_refused(refusal)
    given(*here, posted()).when(Edit(TALK, COMMENT, body)).then_refused(refusal)


def test_an_edited_comment_says_what_it_was() -> None:
    other = words("Deux bornes-fontaines")
    given(*here, posted()).when(Edit(TALK, COMMENT, other, "against")).then(CommentEdited("for", "against", 1, other))
    edited = in_comment(CommentEdited("for", "against", 1, other))
    given(*here, posted(), edited).when(Edit(TALK, COMMENT, BODY, "neutral")).then(
        CommentEdited("against", "neutral", 2, BODY)
    )


def test_only_its_author_edits_or_withdraws_it() -> None:
    given(*here, posted()).when(Withdraw(TALK, COMMENT)).then(CommentWithdrawn())
    for command in (Edit(TALK, COMMENT, BODY), Withdraw(TALK, COMMENT)):
        given(*here, posted()).when(command, by=BADR).then_refused(NotYours)
        given(*here, posted()).when(command, by=MODERATOR).then_refused(NotYours)


@pytest.mark.parametrize("end", [hidden, withdrawn])
def test_what_was_withdrawn_or_hidden_is_not_changed(end: Happened) -> None:
    for command in (Edit(TALK, COMMENT, BODY), Withdraw(TALK, COMMENT)):
        given(*here, posted(), end).when(command).then_refused(Gone)


@pytest.mark.parametrize("by", [MODERATOR, ADMINISTRATOR])
def test_a_moderator_hides_with_a_reason_and_restores_with_a_reason(by: Actor) -> None:
    restore = Restore(TALK, COMMENT, REASON)
    given(*here, posted()).when(hide, by=by).then(CommentModerated("unmoderated", "hidden", REASON))
    given(*here, posted(), hidden).when(hide, by=by).then_nothing()
    given(*here, posted(), hidden).when(restore, by=by).then(CommentRestored("hidden", "accepted", REASON))
    restored = in_comment(CommentRestored("hidden", "accepted", REASON), by=MODERATOR)
    given(*here, posted(), hidden, restored).when(restore, by=by).then_refused(NotHidden)
    given(*here, posted(), hidden, restored).when(hide, by=by).then(CommentModerated("accepted", "hidden", REASON))


def test_moderation_needs_a_reason_and_waits_for_no_window() -> None:
    for command in (Moderate(TALK, COMMENT, words(" ")), Restore(TALK, COMMENT, words(" "))):
        given(*here, posted(), hidden).when(command, by=MODERATOR).then_refused(Empty)
    given(*here, posted(), closed()).when(hide, by=MODERATOR, at=CLOSES + DAY).then(
        CommentModerated("unmoderated", "hidden", REASON)
    )


def test_nobody_else_moderates() -> None:
    for by in (AMINA, FOCAL_POINT, IMPORT):
        for command in (hide, Restore(TALK, COMMENT, REASON)):
            given(*here, posted(), hidden).when(command, by=by).then_refused(NotAllowed)


def test_what_is_not_in_the_consultation_is_unknown_there() -> None:
    elsewhere = thing("another consultation")
    for command, by in (
        (Edit(elsewhere, COMMENT, BODY), AMINA),
        (Withdraw(elsewhere, COMMENT), AMINA),
        (Moderate(elsewhere, COMMENT, REASON), MODERATOR),
        (Restore(elsewhere, COMMENT, REASON), MODERATOR),
    ):
        given(*here, opened(stream=elsewhere), posted()).when(command, by=by).then_refused(Unknown)


def test_an_imported_consultation_takes_no_comment() -> None:
    given(imported(), submitted(by=IMPORT)).when(post, at=NOON).then_refused(Imported)
