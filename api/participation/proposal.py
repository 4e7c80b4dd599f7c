"""Proposals over REST: submit, amend, withdraw; merge, hide, restore, answer."""

from datetime import datetime
from uuid import UUID

from api.commands import Asked, Wanted
from api.forms import UNDETERMINED, WORDS, Form, Language, Reason, Text, sealed
from api.participation.representation import REFUSALS, Behalf, represented
from api.routes import Commands
from domain.kernel import Command, NoTimeZone, NotYetHappened, Sealed
from domain.participation import proposal as domain
from domain.participation.consultation import Imported, NotOpen, Unknown

commands = Commands("proposals", refusals=(Unknown,))

ONE = "/consultations/{consultation:uuid}/proposals/{proposal:uuid}"


class NewProposal(Form, frozen=True, kw_only=True):
    """`origin` and what follows it are for officers who enter what a meeting or a desk received: under which reference, for
    whom, when. Whoever represents an organisation names it in `on_behalf_of`."""

    body: Text
    language: Language
    title: Text | None = None
    origin: domain.Origin = "online"
    reference: Text | None = None
    on_behalf_of: Behalf | None = None
    occurred_at: datetime | None = None


class Amendment(Form, frozen=True, kw_only=True):
    body: Text
    language: Language
    title: Text | None = None
    on_behalf_of: Behalf | None = None


class Merging(Form, frozen=True, kw_only=True):
    into: UUID
    reason: Text
    language: Language = UNDETERMINED


class ReasonedAnswer(Form, frozen=True, kw_only=True):
    answer: domain.Answer
    reasons: Text
    language: Language = UNDETERMINED


def titled(body: NewProposal | Amendment) -> Sealed | None:
    return sealed(body.title, body.language) if body.title is not None else None


def of(asked: Asked) -> tuple[UUID, UUID]:
    return asked.path["consultation"], asked.path["proposal"]


@commands.creates(
    "/consultations/{consultation:uuid}/proposals",
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, le long du chemin de l'école.", "language": "fr"},
    refusals=(NotOpen, Imported, domain.AlreadySubmitted, NotYetHappened, NoTimeZone, *REFUSALS, *WORDS),
)
async def submit(asked: Asked, body: NewProposal) -> Wanted:
    """Submits a proposal.

    For whoever may take part. With another origin than `online`: for focal points and administrators, who enter what was
    received elsewhere, with the time at which it was.
    """
    words, title = sealed(body.body, body.language), titled(body)
    return Wanted(
        domain.Submit(asked.path["consultation"], asked.new, words, title, body.origin, body.reference),
        on_behalf_of=await represented(asked, body.on_behalf_of),
        occurred_at=body.occurred_at,
    )


@commands.does(
    "PUT",
    ONE,
    edits=True,
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, et une fontaine.", "language": "fr"},
    refusals=(
        domain.Unknown, NotOpen, Imported, domain.NotYours, domain.Settled, domain.AlreadyAnswered, *REFUSALS, *WORDS,
    ),
)  # fmt: skip
async def amend(asked: Asked, body: Amendment) -> Wanted:
    """Amends one's own proposal.

    For its author, while the consultation is open and the proposal is not answered.
    """
    command = domain.Amend(*of(asked), sealed(body.body, body.language), titled(body))
    return Wanted(command, on_behalf_of=await represented(asked, body.on_behalf_of))


@commands.does(
    "DELETE",
    ONE,
    refusals=(domain.Unknown, NotOpen, Imported, domain.NotYours, domain.Settled, *REFUSALS),
    query=["organisation"],
)
async def withdraw(asked: Asked) -> Wanted:
    """Withdraws one's own proposal.

    For its author, while the consultation is open.
    """
    return Wanted(domain.Withdraw(*of(asked)), on_behalf_of=await represented(asked, None))


@commands.does(
    "POST",
    ONE + "/merging",
    example={"into": "0d2b3a52-3d5e-5a0e-8a55-4b8d3ad1f0aa", "reason": "La même demande", "language": "fr"},
    refusals=(domain.Unknown, domain.Settled, domain.IntoItself, *WORDS),
)
def merge(asked: Asked, body: Merging) -> Command:
    """Merges a proposal into another one that asks for the same.

    For focal points and moderators.
    """
    return domain.Merge(*of(asked), body.into, sealed(body.reason, body.language))


@commands.does(
    "PUT",
    ONE + "/moderation",
    example={"reason": "Donne l'adresse privée d'une personne", "language": "fr"},
    refusals=(domain.Unknown, *WORDS),
)
def hide(asked: Asked, body: Reason) -> Command:
    """Hides a proposal, with the reason.

    For moderators and administrators. It can be undone.
    """
    return domain.Moderate(*of(asked), "hidden", sealed(body.reason, body.language))


@commands.does(
    "DELETE",
    ONE + "/moderation",
    example={"reason": "L'adresse est celle de la mairie", "language": "fr"},
    refusals=(domain.Unknown, domain.NotHidden, *WORDS),
)
def restore(asked: Asked, body: Reason) -> Command:
    """Shows a hidden proposal again, with the reason.

    For moderators and administrators.
    """
    return domain.Restore(*of(asked), sealed(body.reason, body.language))


@commands.does(
    "PUT",
    ONE + "/answer",
    edits=True,
    example={"answer": "accepted", "reasons": "Au budget de 2027.", "language": "fr"},
    refusals=(domain.Unknown, domain.Settled, *WORDS),
)
def answer(asked: Asked, body: ReasonedAnswer) -> Command:
    """Answers a proposal, always with reasons.

    For focal points and administrators. If-Match says which text of the proposal is answered.
    """
    return domain.GiveAnswer(*of(asked), body.answer, sealed(body.reasons, body.language))
