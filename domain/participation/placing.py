"""What becomes of an accepted proposal: it stands in a project of a plan, or in one of its activities, and may be moved there.

Whatever happens to the plan or to the proposal, the link from the one to the other is kept.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from domain.kernel import Command, Event
from domain.refusal import Refusal


class Incorporate(Command, frozen=True, tag="participation.proposal.Incorporate"):
    """Take up an accepted proposal in a project of the plan, or in one of its activities."""

    by = frozenset({"focal_point", "committee"})
    consultation: UUID
    proposal: UUID
    plan: UUID
    project: UUID
    activity: UUID | None = None


class MoveTo(Command, frozen=True, tag="participation.proposal.MoveTo"):
    """Move a taken-up proposal to another project or activity of the plan."""

    by = frozenset({"focal_point", "committee"})
    consultation: UUID
    proposal: UUID
    plan: UUID
    project: UUID
    activity: UUID | None = None


class ProposalIncorporated(Event, frozen=True, tag="participation.ProposalIncorporated.v1"):
    plan: UUID
    project: UUID
    activity: UUID | None = None


class ProposalMoved(Event, frozen=True, tag="participation.ProposalMoved.v1"):
    plan: UUID
    project_was: UUID
    project: UUID
    activity_was: UUID | None = None
    activity: UUID | None = None


class NotAccepted(Refusal):
    """Only a proposal that was accepted, or partly, is taken up in a plan."""

    code = "proposal.not-accepted"


class OfAnotherPlan(Refusal):
    """The consultation is about another plan."""

    code = "proposal.of-another-plan"


class AlreadyIncorporated(Refusal):
    """A plan has taken the proposal up: it can be moved there, but no longer refused, merged or taken up again."""

    code = "proposal.already-incorporated"


class NotIncorporated(Refusal):
    """The plan has not taken up this proposal."""

    code = "proposal.not-incorporated"


class Place(msgspec.Struct, frozen=True):
    """Where in a plan a proposal stands."""

    plan: UUID
    project: UUID
    activity: UUID | None = None


def incorporated(command: Incorporate, place: Place | None, *, accepted: bool, about: UUID | None) -> Sequence[Event]:
    """`about` is the plan that the consultation is about, if it is about one."""
    new = Place(command.plan, command.project, command.activity)
    if place is not None:
        if place == new:
            return []
        raise AlreadyIncorporated
    if not accepted:
        raise NotAccepted
    if about not in {None, command.plan}:
        raise OfAnotherPlan
    return [ProposalIncorporated(new.plan, new.project, new.activity)]


def moved(command: MoveTo, place: Place | None) -> Sequence[Event]:
    if place is None or place.plan != command.plan:
        raise NotIncorporated
    if (place.project, place.activity) == (command.project, command.activity):
        return []
    return [ProposalMoved(place.plan, place.project, command.project, place.activity, command.activity)]
