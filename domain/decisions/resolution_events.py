"""What happens to a resolution of a council."""

from uuid import UUID

from domain.decisions.subjects import Subject
from domain.documents import Document
from domain.kernel import Event
from domain.rules.rulesets import RuleRef
from domain.rules.values import Side
from domain.text import Words


class ResolutionTabled(Event, frozen=True, tag="decisions.ResolutionTabled.v1"):
    item: str
    title: Words
    text: Words
    subject: Subject | None = None


class ResolutionPutToVote(Event, frozen=True, tag="decisions.ResolutionPutToVote.v1"):
    """`rule` is the one on how members vote."""

    rule: RuleRef


class VoteRecorded(Event, frozen=True, tag="decisions.VoteRecorded.v1"):
    member: UUID
    choice_was: Side | None
    choice: Side


class ResolutionAdopted(Event, frozen=True, tag="decisions.ResolutionAdopted.v1"):
    """`by_president`: there was a tie, which the side of who presided decided, as the rule says. `number` is that of the year."""

    votes_for: int
    votes_against: int
    abstentions: int
    rule: RuleRef
    year: int
    number: int
    by_president: bool = False


class ResolutionRejected(Event, frozen=True, tag="decisions.ResolutionRejected.v1"):
    votes_for: int
    votes_against: int
    abstentions: int
    rule: RuleRef
    by_president: bool = False


class ResolutionSigned(Event, frozen=True, tag="decisions.ResolutionSigned.v1"):
    pass


class ResolutionPublished(Event, frozen=True, tag="decisions.ResolutionPublished.v1"):
    document: Document | None = None
