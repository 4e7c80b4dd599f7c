"""Proposals over REST: submit, amend, withdraw; merge, hide, restore, answer."""

from datetime import datetime

from api.forms import WORDS, Form, Language, Reason, Text
from api.representation import REFUSALS, Behalf
from api.routes import Commands
from domain.kernel import NoTimeZone, NotYetHappened
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


commands.offers(
    domain.Submit,
    "POST",
    "/consultations/{consultation:uuid}/proposals",
    form=NewProposal,
    recorded=True,
    says="Submits a proposal. For whoever may take part. With another origin than `online`: for focal points and "
    "administrators, who enter what was received elsewhere, with the time at which it was.",
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, le long du chemin de l'école.", "language": "fr"},
    refusals=(NotOpen, Imported, domain.AlreadySubmitted, NotYetHappened, NoTimeZone, *REFUSALS, *WORDS),
)
commands.offers(
    domain.Amend,
    "PUT",
    ONE,
    edits=True,
    form="Amendment",
    behalf=True,
    names_language=True,
    says="Amends one's own proposal. For its author, while the consultation is open and the proposal is not answered.",
    example={"title": "Des bancs", "body": "Des bancs à l'ombre, et une fontaine.", "language": "fr"},
    refusals=(
        domain.Unknown, NotOpen, Imported, domain.NotYours, domain.Settled, domain.AlreadyAnswered, *REFUSALS, *WORDS,
    ),
)  # fmt: skip
commands.offers(
    domain.Withdraw,
    "DELETE",
    ONE,
    behalf=True,
    says="Withdraws one's own proposal. For its author, while the consultation is open.",
    refusals=(domain.Unknown, NotOpen, Imported, domain.NotYours, domain.Settled, *REFUSALS),
)
commands.offers(
    domain.Merge,
    "POST",
    ONE + "/merging",
    form="Merging",
    says="Merges a proposal into another one that asks for the same.",
    example={"into": "0d2b3a52-3d5e-5a0e-8a55-4b8d3ad1f0aa", "reason": "La même demande", "language": "fr"},
    refusals=(domain.Unknown, domain.Settled, domain.IntoItself, *WORDS),
)
commands.offers(
    domain.Moderate,
    "PUT",
    ONE + "/moderation",
    name="hide",
    form=Reason,
    given={"verdict": "hidden"},
    says="Hides a proposal, with the reason. It can be undone.",
    example={"reason": "Donne l'adresse privée d'une personne", "language": "fr"},
    refusals=(domain.Unknown, *WORDS),
)
commands.offers(
    domain.Restore,
    "DELETE",
    ONE + "/moderation",
    says="Shows a hidden proposal again, with the reason.",
    example={"reason": "L'adresse est celle de la mairie", "language": "fr"},
    refusals=(domain.Unknown, domain.NotHidden, *WORDS),
)
commands.offers(
    domain.GiveAnswer,
    "PUT",
    ONE + "/answer",
    edits=True,
    name="answer",
    form="ReasonedAnswer",
    says="Answers a proposal, always with reasons. If-Match says which text of the proposal is answered.",
    example={"answer": "accepted", "reasons": "Au budget de 2027.", "language": "fr"},
    refusals=(domain.Unknown, domain.Settled, *WORDS),
)
