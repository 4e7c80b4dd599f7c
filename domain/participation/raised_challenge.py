"""A challenge that was raised in a consultation, at a meeting or a desk: proposals answer it. It belongs to its consultation; a
plan's challenges are official, and stand in the plan."""

from collections.abc import Sequence
from uuid import UUID

from domain.kernel import Command, Event
from domain.participation.importers import IDEAS_IMPORTER
from domain.refusal import Refusal
from domain.text import Sealed
from domain.words import written

TEXT_LENGTH, AXIS_LENGTH, MOST = 4_000, 300, 2_000


class RaiseChallenge(Command, frozen=True, tag="participation.consultation.RaiseChallenge"):
    """Record a challenge raised by participants, and the axis that they put it under. Proposals can answer it."""

    by = frozenset({IDEAS_IMPORTER})
    consultation: UUID
    challenge: UUID
    text: Sealed
    axis: Sealed | None = None


class ChallengeRaised(Event, frozen=True, tag="participation.ChallengeRaised.v1"):
    challenge: UUID
    text: Sealed
    axis: Sealed | None = None


class TooManyRaised(Refusal):
    """A consultation has {most} challenges at most."""

    code = "consultation.too-many-challenges"


def raised(command: RaiseChallenge, challenges: frozenset[UUID]) -> Sequence[Event]:
    """The event of a challenge, unless it was raised before. Raises TooManyRaised, and the refusals of words."""
    if command.challenge in challenges:
        return []
    if len(challenges) >= MOST:
        raise TooManyRaised(most=MOST)
    written(command.text, "text", TEXT_LENGTH)
    if command.axis is not None:
        written(command.axis, "axis", AXIS_LENGTH)
    return [ChallengeRaised(command.challenge, command.text, command.axis)]
