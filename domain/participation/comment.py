"""A comment on a proposal: for, against or neither, on the proposal itself or in answer to another comment."""

from collections.abc import Sequence
from typing import Any, Literal, get_args
from uuid import UUID

import msgspec

from domain.kernel import Act, Actor, Command, Decider, Entry, Event, Look, Moderation, Noun, Seen, same
from domain.participation.consultation import Consultation, community_of, consultation_of, consultations
from domain.participation.proposal import proposals
from domain.participation.proposal_state import Proposal
from domain.participation.withheld import withheld
from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import written

BODY_LENGTH, REASON_LENGTH = 5_000, 5_000

Stance = Literal["for", "against", "neutral"]


class Post(Command, frozen=True, tag="participation.comment.Post"):
    creates = True
    consultation: UUID
    proposal: UUID
    comment: UUID
    body: Sealed
    stance: Stance = "neutral"
    parent: UUID | None = None


class Edit(Command, frozen=True, tag="participation.comment.Edit"):
    by = frozenset({"person"})
    consultation: UUID
    comment: UUID
    body: Sealed
    stance: Stance = "neutral"


class Withdraw(Command, frozen=True, tag="participation.comment.Withdraw"):
    by = frozenset({"person"})
    consultation: UUID
    comment: UUID


class Moderate(Command, frozen=True, tag="participation.comment.Moderate"):
    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    comment: UUID
    reason: Sealed


class Restore(Command, frozen=True, tag="participation.comment.Restore"):
    by = frozenset({"moderator", "administrator"})
    consultation: UUID
    comment: UUID
    reason: Sealed


class CommentPosted(Event, frozen=True, tag="participation.CommentPosted.v1"):
    proposal: UUID
    parent: UUID | None
    stance: Stance
    body: Sealed


class CommentEdited(Event, frozen=True, tag="participation.CommentEdited.v1"):
    stance_was: Stance
    stance: Stance
    body_was: int
    body: Sealed


class CommentWithdrawn(Event, frozen=True, tag="participation.CommentWithdrawn.v1"):
    pass


class CommentModerated(Event, frozen=True, tag="participation.CommentModerated.v2"):
    moderation_was: Moderation
    moderation: Moderation
    reason: Sealed


class CommentRestored(Event, frozen=True, tag="participation.CommentRestored.v2"):
    moderation_was: Moderation
    moderation: Moderation
    reason: Sealed


class AlreadyPosted(Refusal):
    """This comment has been posted already."""

    code = "comment.already-posted"


class Unknown(Refusal):
    """There is no such comment here."""

    code = "comment.unknown"


class NotYours(Refusal):
    """Only the author may do this."""

    code = "comment.not-yours"


class Gone(Refusal):
    """The comment was withdrawn or hidden."""

    code = "comment.gone"


class NotHidden(Refusal):
    """Only what is hidden can be restored."""

    code = "comment.not-hidden"


class Comment(msgspec.Struct, frozen=True):
    consultation: UUID | None = None
    proposal: UUID | None = None
    author: Actor | None = None
    stance: Stance = "neutral"
    body_set_at: int = 0
    moderation: Moderation = "unmoderated"
    withdrawn: bool = False

    def must_stand(self) -> None:
        if withheld(self.moderation, self.withdrawn):
            raise Gone

    def must_be_of(self, author: Actor) -> None:
        if not same(self.author, author):
            raise NotYours


Commands = Post | Edit | Withdraw | Moderate | Restore


def decide(
    command: Commands,
    comment: Comment,
    act: Act,
    *,
    consultation: Consultation,
    proposal: Proposal | None = None,
    parent: Comment | None = None,
) -> Sequence[Event]:
    if isinstance(command, Post):
        assert proposal is not None
        consultation.must_take(act)
        proposal.must_be_in(command.consultation)
        proposal.must_stand()
        if comment.consultation is not None:
            raise AlreadyPosted
        if parent is not None:
            if parent.proposal != command.proposal:
                raise Unknown
            parent.must_stand()
        written(command.body, "body", BODY_LENGTH)
        return [CommentPosted(command.proposal, command.parent, command.stance, command.body)]
    if comment.consultation != command.consultation:
        raise Unknown
    match command:
        case Edit(_, _, body, stance):
            consultation.must_take(act)
            comment.must_be_of(act.author)
            comment.must_stand()
            written(body, "body", BODY_LENGTH)
            return [CommentEdited(comment.stance, stance, comment.body_set_at, body)]
        case Withdraw():
            consultation.must_take(act)
            comment.must_be_of(act.author)
            comment.must_stand()
            return [CommentWithdrawn()]
        case Moderate(_, _, reason):
            written(reason, "reason", REASON_LENGTH)
            if comment.moderation == "hidden":
                return []
            return [CommentModerated(comment.moderation, "hidden", reason)]
        case Restore(_, _, reason):
            written(reason, "reason", REASON_LENGTH)
            if comment.moderation != "hidden":
                raise NotHidden
            return [CommentRestored(comment.moderation, "accepted", reason)]


def evolve(comment: Comment, entry: Entry[Any]) -> Comment:
    replace = msgspec.structs.replace
    match entry.data:
        case CommentPosted(proposal, _, stance):
            return Comment(entry.root, proposal, entry.author, stance, entry.version)
        case CommentEdited(_, stance):
            return replace(comment, stance=stance, body_set_at=entry.version)
        case CommentWithdrawn():
            return replace(comment, withdrawn=True)
        case CommentModerated(_, moderation) | CommentRestored(_, moderation):
            return replace(comment, moderation=moderation)
    return comment


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks: list[Look] = [("consultation", command.consultation)]
    if isinstance(command, Post):
        looks.append(("proposal", command.proposal))
        if command.parent:
            looks.append(("parent", command.parent))
    return looks


def may(command: Commands, seen: Seen) -> frozenset[str]:
    if not isinstance(command, Post):
        return type(command).by
    consultation: Consultation = seen["consultation"]
    return consultation.contributors()


comments: Noun[Comment] = Noun("participation.comment", Comment(), evolve)

decider = Decider(
    noun=comments,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.comment,
    root=consultation_of,
    community=community_of,
    looks={"consultation": consultations, "proposal": proposals, "parent": comments},
    looks_at=looks_at,
    may=may,
)
