"""Comments over REST: post, edit, withdraw; hide and restore."""

from uuid import UUID

from api.rest.forms import WORDS, Form, Language, Text
from api.rest.representation import REFUSALS, Behalf
from api.rest.routes import Commands
from domain.participation import comment as domain
from domain.participation import proposal_state as proposal
from domain.participation.consultation import Imported, NotOpen, Unknown

commands = Commands("comments", refusals=(Unknown, domain.Unknown))

ONE = "/consultations/{consultation:uuid}/comments/{comment:uuid}"


class NewComment(Form, frozen=True, kw_only=True):
    """`parent` is the comment on the same proposal that it answers."""

    body: Text
    language: Language
    stance: domain.Stance = "neutral"
    parent: UUID | None = None
    on_behalf_of: Behalf | None = None


commands.offers(
    domain.Post,
    "POST",
    "/consultations/{consultation:uuid}/proposals/{proposal:uuid}/comments",
    form=NewComment,
    behalf=True,
    at="/api/v1/consultations/{consultation}/comments/{thing}",
    says="Comments on a proposal, or answers a comment on it. For whoever may take part.",
    example={"body": "Et qui les entretiendra ?", "language": "fr", "stance": "for"},
    refusals=(
        NotOpen,
        Imported,
        proposal.Unknown,
        proposal.Settled,
        domain.AlreadyPosted,
        domain.Gone,
        *REFUSALS,
        *WORDS,
    ),
)
commands.offers(
    domain.Edit,
    "PUT",
    ONE,
    edits=True,
    form="CommentEdit",
    behalf=True,
    names_language=True,
    says="Edits one's own comment. For its author, while the consultation is open.",
    example={"body": "Et qui les entretiendra ? Le quartier ?", "language": "fr", "stance": "for"},
    refusals=(NotOpen, Imported, domain.NotYours, domain.Gone, *REFUSALS, *WORDS),
)
commands.offers(
    domain.Withdraw,
    "DELETE",
    ONE,
    behalf=True,
    says="Withdraws one's own comment. For its author, while the consultation is open.",
    refusals=(NotOpen, Imported, domain.NotYours, domain.Gone, *REFUSALS),
)
commands.offers(
    domain.Moderate,
    "PUT",
    ONE + "/moderation",
    name="hide",
    says="Hides a comment, with the reason. It can be undone.",
    example={"reason": "Attaque une personne", "language": "fr"},
    refusals=WORDS,
)
commands.offers(
    domain.Restore,
    "DELETE",
    ONE + "/moderation",
    says="Shows a hidden comment again, with the reason.",
    example={"reason": "N'attaquait personne", "language": "fr"},
    refusals=(domain.NotHidden, *WORDS),
)
