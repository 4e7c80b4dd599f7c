"""What happens to a proposal."""

from typing import Literal
from uuid import UUID

import msgspec

from domain.kernel import Event, Moderation
from domain.text import Sealed

Origin = Literal["online", "meeting", "registry_desk", "petition", "recommendation", "advisory_body", "unknown"]
Answer = Literal["accepted", "partly_accepted", "refused"]


class Recommended(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The recommendation from which a proposal came, and the meeting that made it."""

    meeting: UUID
    recommendation: UUID


class ProposalSubmitted(Event, frozen=True, tag="participation.ProposalSubmitted.v2"):
    """`submitter` is the name of a person without an account, as it stood on a list: sealed, and never shown."""

    title: Sealed | None
    body: Sealed
    origin: Origin
    reference: str | None = None
    after_closing: bool = False
    challenge: UUID | None = None
    recommendation: Recommended | None = None
    submitter: Sealed | None = None


class ProposalAmended(Event, frozen=True, tag="participation.ProposalAmended.v1"):
    title_was: int | None
    title: Sealed | None
    body_was: int
    body: Sealed


class ProposalMerged(Event, frozen=True, tag="participation.ProposalMerged.v1"):
    into: UUID
    reason: Sealed


class ProposalWithdrawn(Event, frozen=True, tag="participation.ProposalWithdrawn.v1"):
    pass


class ProposalModerated(Event, frozen=True, tag="participation.ProposalModerated.v2"):
    moderation_was: Moderation
    moderation: Moderation
    reason: Sealed | None = None


class ProposalRestored(Event, frozen=True, tag="participation.ProposalRestored.v2"):
    moderation_was: Moderation
    moderation: Moderation
    reason: Sealed


class ProposalAnswered(Event, frozen=True, tag="participation.ProposalAnswered.v2"):
    answer_was: Answer | None
    reasons_was: int | None
    answer: Answer
    reasons: Sealed
