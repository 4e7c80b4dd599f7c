"""An advisory opinion: asked of an advisory body on one exact version of a plan, delivered by it, answered by the community."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from domain.decisions.deadline import due_of, official_text
from domain.decisions.subjects import PlanVersion
from domain.documents import Document, fit
from domain.kernel import PLATFORM, Act, Command, Entry, Event, Noun, Seen
from domain.refusal import Refusal
from domain.rules.law import NO_LAW, Law
from domain.rules.rulesets import RuleRef
from domain.rules.subjects import OPINION_DELIVERY
from domain.text import Words

QUESTION_LENGTH, TEXT_LENGTH, ANSWER_LENGTH = 2_000, 10_000, 5_000

Verdict = Literal["favourable", "reserved", "unfavourable"]
Followed = Literal["yes", "partly", "no"]


class RequestOpinion(Command, frozen=True, tag="decisions.opinion.RequestOpinion"):
    """Request an advisory body's opinion on one version of a plan. Without `due`, the rule sets the deadline."""

    by = frozenset({"focal_point", "president", "administrator"})
    creates = True
    community: UUID
    opinion: UUID
    body: UUID
    subject: PlanVersion
    question: Words
    due: datetime | None = None


class DeliverOpinion(Command, frozen=True, tag="decisions.opinion.DeliverOpinion"):
    """Deliver the requested opinion of an advisory body. Only a person with a seat in this body may do this."""

    by = frozenset({"advisory"})
    opinion: UUID
    verdict: Verdict
    text: Words
    document: Document | None = None


class AnswerOpinion(Command, frozen=True, tag="decisions.opinion.AnswerOpinion"):
    """Answer an opinion: whether the community follows it, with reasons."""

    by = frozenset({"focal_point", "president"})
    opinion: UUID
    answer: Words
    followed: Followed


class OpinionRequested(Event, frozen=True, tag="decisions.OpinionRequested.v1"):
    """`rule` says until when, if the request did not."""

    body: UUID
    subject: PlanVersion
    question: Words
    due: datetime | None = None
    rule: RuleRef | None = None


class OpinionDelivered(Event, frozen=True, tag="decisions.OpinionDelivered.v1"):
    verdict: Verdict
    text: Words
    document: Document | None = None


class OpinionAnswered(Event, frozen=True, tag="decisions.OpinionAnswered.v1"):
    answer: Words
    followed: Followed


class AlreadyRequested(Refusal):
    """This opinion has been asked for already."""

    code = "opinion.already-requested"


class Unknown(Refusal):
    """There is no such request for an opinion."""

    code = "opinion.unknown"


class AlreadyDelivered(Refusal):
    """This opinion has been delivered already."""

    code = "opinion.already-delivered"


class NotDelivered(Refusal):
    """An opinion is answered once it has been delivered."""

    code = "opinion.not-delivered"


class AlreadyAnswered(Refusal):
    """This opinion has been answered already."""

    code = "opinion.already-answered"


class Opinion(msgspec.Struct, frozen=True):
    community: UUID = PLATFORM
    body: UUID | None = None
    subject: PlanVersion | None = None
    verdict: Verdict | None = None
    followed: Followed | None = None

    @property
    def delivered(self) -> bool:
        return self.verdict is not None

    @property
    def answered(self) -> bool:
        return self.followed is not None

    def must_be_requested(self) -> None:
        if self.subject is None:
            raise Unknown


Commands = RequestOpinion | DeliverOpinion | AnswerOpinion


def decide(command: Commands, opinion: Opinion, act: Act, *, law: Law = NO_LAW) -> Sequence[Event]:
    if isinstance(command, RequestOpinion):
        if opinion.subject is not None:
            raise AlreadyRequested
        question = official_text(command.question, "question", QUESTION_LENGTH)
        due, rule = due_of(command.due, OPINION_DELIVERY, law, act)
        return [OpinionRequested(command.body, command.subject, question, due, rule)]
    opinion.must_be_requested()
    match command:
        case DeliverOpinion(_, verdict, text, document):
            if opinion.delivered:
                raise AlreadyDelivered
            return [OpinionDelivered(verdict, official_text(text, "text", TEXT_LENGTH), document and fit(document))]
        case AnswerOpinion(_, answer, followed):
            if not opinion.delivered:
                raise NotDelivered
            if opinion.answered:
                raise AlreadyAnswered
            return [OpinionAnswered(official_text(answer, "answer", ANSWER_LENGTH), followed)]


def evolve(opinion: Opinion, entry: Entry[Any]) -> Opinion:
    match entry.data:
        case OpinionRequested(body, subject):
            return Opinion(entry.community, body, subject)
        case OpinionDelivered(verdict):
            return msgspec.structs.replace(opinion, verdict=verdict)
        case OpinionAnswered(_, followed):
            return msgspec.structs.replace(opinion, followed=followed)
    return opinion


def community_of(command: Commands, seen: Seen) -> UUID:
    community: UUID = command.community if isinstance(command, RequestOpinion) else seen["itself"].community
    return community


opinions = Noun("decisions.opinion", Opinion(), evolve)
