"""Consultations over REST: open, extend, close, publish the report."""

from datetime import datetime
from uuid import UUID

from api.commands import Asked
from api.forms import WORDS_BY_LANGUAGE, ByLanguage, Form, sealed
from api.routes import Commands
from domain.communities.community import community_id
from domain.kernel import Command, NoTimeZone, SealedWords
from domain.participation import consultation as domain

commands = Commands("consultations")


class NewConsultation(Form, frozen=True, kw_only=True):
    title: ByLanguage
    description: ByLanguage = {}
    opens: datetime
    closes: datetime
    participants: domain.Participants = "anyone"
    ballot: domain.BallotKind = "choice"
    ballots_per_person: int | None = None


class Extension(Form, frozen=True, kw_only=True):
    closes: datetime


class Report(Form, frozen=True, kw_only=True):
    report: ByLanguage


def sealed_each(words: dict[str, str]) -> SealedWords:
    return {language: sealed(text, language) for language, text in words.items()}


def of(asked: Asked) -> UUID:
    consultation: UUID = asked.path["consultation"]
    return consultation


@commands.creates(
    "/communities/{code}/consultations",
    at="/api/v1/consultations/{thing}",
    example={
        "title": {"ar": "أي حديقة نريد؟", "fr": "Quel jardin voulons-nous ?"},
        "description": {"fr": "Le terrain de l'ancienne gare sera un jardin public."},
        "opens": "2026-12-01T08:00:00Z",
        "closes": "2026-12-31T23:00:00Z",
        "participants": "citizens",
        "ballot": "choice",
    },
    refusals=(domain.AlreadyOpened, domain.BadWindow, domain.BadLimit, NoTimeZone, *WORDS_BY_LANGUAGE),
)
def open_one(asked: Asked, body: NewConsultation) -> Command:
    """Opens a consultation.

    For focal points and administrators of the community. It takes contributions from `opens` to just before `closes`.
    """
    return domain.Open(
        community_id(asked.path["code"]),
        asked.new,
        body.title,
        sealed_each(body.description),
        body.opens,
        body.closes,
        body.participants,
        body.ballot,
        body.ballots_per_person,
    )


@commands.does(
    "POST",
    "/consultations/{consultation:uuid}/extension",
    example={"closes": "2027-01-15T23:00:00Z"},
    refusals=(domain.Unknown, domain.NotOpen, domain.BadWindow, domain.Imported, NoTimeZone),
)
def extend(asked: Asked, body: Extension) -> Command:
    """Extends a consultation that is open.

    For focal points and administrators.
    """
    return domain.Extend(of(asked), body.closes)


@commands.does(
    "POST",
    "/consultations/{consultation:uuid}/closing",
    refusals=(domain.Unknown, domain.Imported),
)
def close(asked: Asked) -> Command:
    """Closes a consultation, before its time if need be.

    For focal points and administrators. When its time comes, it closes by itself.
    """
    return domain.Close(of(asked))


@commands.does(
    "PUT",
    "/consultations/{consultation:uuid}/report",
    edits=True,
    example={"report": {"fr": "412 personnes ont pris part."}},
    refusals=(domain.Unknown, domain.NotYet, domain.Imported, *WORDS_BY_LANGUAGE),
)
def publish_report(asked: Asked, body: Report) -> Command:
    """Publishes the report of a closed consultation, or a new text of it.

    For focal points and administrators.
    """
    return domain.PublishReport(of(asked), sealed_each(body.report))
