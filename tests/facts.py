"""Things that have happened, for the tests of participation: a consultation of a day around noon, and what is in it."""

from datetime import datetime
from uuid import UUID

from domain.kernel import Actor
from domain.participation.comment import CommentPosted, Stance, comments
from domain.participation.consultation import (
    BallotKind,
    ConsultationClosed,
    ConsultationOpened,
    ConsultationReportPublished,
    Participants,
    Source,
    consultations,
)
from domain.participation.proposal import Origin, ProposalSubmitted, proposals
from tests.scenario import AMINA, DAY, FOCAL_POINT, HOUR, IMPORT, NOON, Happened, thing, words

TALK, WATER, TREES = thing("consultation"), thing("proposal on water"), thing("proposal on trees")
COMMENT, REPLY = thing("comment"), thing("reply")
TITLE = {"ar": "تشاور"}
OPENS, CLOSES = NOON - 12 * HOUR, NOON + 12 * HOUR
SOURCE = Source("polis", "https://pol.is/2demo")
BODY, REASON = words("Une borne-fontaine au marché"), words("Hors du sujet")


def opened(
    *,
    opens: datetime = OPENS,
    closes: datetime | None = CLOSES,
    participants: Participants = "anyone",
    ballot: BallotKind = "choice",
    limit: int | None = None,
    source: Source | None = None,
    stream: UUID = TALK,
) -> Happened:
    event = ConsultationOpened(TITLE, {}, opens, closes, participants, ballot, limit, source)
    return Happened(consultations, stream, event, by=IMPORT if source else FOCAL_POINT, at=NOON - DAY)


def imported() -> Happened:
    return opened(opens=NOON - 900 * DAY, closes=NOON - 800 * DAY, source=SOURCE)


def closed(at: datetime = CLOSES, due: datetime = CLOSES) -> Happened:
    return Happened(consultations, TALK, ConsultationClosed(due), by=FOCAL_POINT, at=at)


def reported(at: datetime = CLOSES + DAY) -> Happened:
    report = ConsultationReportPublished(None, {"fr": words("Rapport")})
    return Happened(consultations, TALK, report, by=FOCAL_POINT, at=at)


def submitted(
    stream: UUID = WATER,
    *,
    by: Actor = AMINA,
    on_behalf_of: Actor | None = None,
    origin: Origin = "online",
    root: UUID = TALK,
    titled: bool = False,
) -> Happened:
    event = ProposalSubmitted(words("Eau") if titled else None, BODY, origin)
    return Happened(proposals, stream, event, by=by, root=root, on_behalf_of=on_behalf_of)


def in_proposal(event: object, *, by: Actor = AMINA, stream: UUID = WATER) -> Happened:
    """Something else that has happened to a proposal."""
    return Happened(proposals, stream, event, by=by, root=TALK)


def posted(
    stream: UUID = COMMENT,
    *,
    by: Actor = AMINA,
    parent: UUID | None = None,
    stance: Stance = "for",
    about: UUID = WATER,
) -> Happened:
    return Happened(comments, stream, CommentPosted(about, parent, stance, BODY), by=by, root=TALK)


def in_comment(event: object, *, by: Actor = AMINA, stream: UUID = COMMENT) -> Happened:
    """Something else that has happened to a comment."""
    return Happened(comments, stream, event, by=by, root=TALK)
