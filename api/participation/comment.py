"""Comments over REST: post, edit, withdraw; hide and restore."""

from uuid import UUID

from api.commands import Asked, Wanted
from api.forms import WORDS, Form, Language, Reason, Text, sealed
from api.participation.representation import REFUSALS, Behalf, represented
from api.routes import Commands
from domain.kernel import Command
from domain.participation import comment as domain
from domain.participation import proposal
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


class CommentEdit(Form, frozen=True, kw_only=True):
    body: Text
    language: Language
    stance: domain.Stance = "neutral"
    on_behalf_of: Behalf | None = None


def of(asked: Asked) -> tuple[UUID, UUID]:
    return asked.path["consultation"], asked.path["comment"]


@commands.creates(
    "/consultations/{consultation:uuid}/proposals/{proposal:uuid}/comments",
    at="/api/v1/consultations/{consultation}/comments/{thing}",
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
async def post(asked: Asked, body: NewComment) -> Wanted:
    """Comments on a proposal, or answers a comment on it.

    For whoever may take part.
    """
    consultation, on = asked.path["consultation"], asked.path["proposal"]
    words = sealed(body.body, body.language)
    return Wanted(
        domain.Post(consultation, on, asked.new, words, body.stance, body.parent),
        on_behalf_of=await represented(asked, body.on_behalf_of),
    )


@commands.does(
    "PUT",
    ONE,
    edits=True,
    example={"body": "Et qui les entretiendra ? Le quartier ?", "language": "fr", "stance": "for"},
    refusals=(NotOpen, Imported, domain.NotYours, domain.Gone, *REFUSALS, *WORDS),
)
async def edit(asked: Asked, body: CommentEdit) -> Wanted:
    """Edits one's own comment.

    For its author, while the consultation is open.
    """
    command = domain.Edit(*of(asked), sealed(body.body, body.language), body.stance)
    return Wanted(command, on_behalf_of=await represented(asked, body.on_behalf_of))


@commands.does(
    "DELETE", ONE, refusals=(NotOpen, Imported, domain.NotYours, domain.Gone, *REFUSALS), query=["organisation"]
)
async def withdraw(asked: Asked) -> Wanted:
    """Withdraws one's own comment.

    For its author, while the consultation is open.
    """
    return Wanted(domain.Withdraw(*of(asked)), on_behalf_of=await represented(asked, None))


@commands.does(
    "PUT",
    ONE + "/moderation",
    example={"reason": "Attaque une personne", "language": "fr"},
    refusals=WORDS,
)
def hide(asked: Asked, body: Reason) -> Command:
    """Hides a comment, with the reason.

    For moderators and administrators. It can be undone.
    """
    return domain.Moderate(*of(asked), sealed(body.reason, body.language))


@commands.does(
    "DELETE",
    ONE + "/moderation",
    example={"reason": "N'attaquait personne", "language": "fr"},
    refusals=(domain.NotHidden, *WORDS),
)
def restore(asked: Asked, body: Reason) -> Command:
    """Shows a hidden comment again, with the reason.

    For moderators and administrators.
    """
    return domain.Restore(*of(asked), sealed(body.reason, body.language))
