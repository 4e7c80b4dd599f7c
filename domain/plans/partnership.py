"""Partners of a project: communities that carry it together with the plan's own, once they have agreed.

The drafters of the plan name a community, and so ask it: nobody is shown as a partner before one of its offices accepts. It may
decline, or leave later; the drafters may withdraw the request. Each request is answered once, so that a community which was
asked can change the plan's stream only as often as its drafters ask.
"""

from collections.abc import Sequence
from uuid import UUID

from domain.kernel import Command, Event
from domain.plans.drafting import TEXT_LENGTH
from domain.plans.plan_events import (
    PartnershipAccepted,
    PartnershipDeclined,
    PartnershipEnded,
    PartnershipRequested,
    PartnershipWithdrawn,
)
from domain.plans.plan_state import Plan
from domain.refusal import Refusal
from domain.text import Words
from domain.words import named

PARTNERS = frozenset({"focal_point", "administrator"})


class AcceptPartnership(Command, frozen=True, tag="plans.plan.AcceptPartnership"):
    """Accept a request to carry a project as a partner. Only an office held in the community that was asked counts."""

    by = PARTNERS
    plan: UUID
    project: UUID
    partner: UUID


class EndPartnership(Command, frozen=True, tag="plans.plan.EndPartnership"):
    """Decline a request to be partner of a project, or stop being one. Only an office held in the community that was asked
    counts."""

    by = PARTNERS
    plan: UUID
    project: UUID
    partner: UUID
    reason: Words


class NotRequested(Refusal):
    """This community has not been asked to be a partner of this project, or has answered already."""

    code = "project.partner-not-requested"


class NotAPartner(Refusal):
    """This community is no partner of this project, and has not been asked to be one."""

    code = "project.not-a-partner"


Commands = AcceptPartnership | EndPartnership


def decide(command: Commands, plan: Plan) -> Sequence[Event]:
    plan.must_have_project(command.project)
    partner, asked = command.partner, (command.project, command.partner) in plan.requested
    match command:
        case AcceptPartnership():
            if not asked:
                raise NotRequested
            return [PartnershipAccepted(command.project, partner)]
        case EndPartnership():
            reason = named(command.reason, "reason", TEXT_LENGTH)
            if asked:
                return [PartnershipDeclined(command.project, partner, reason)]
            if partner in plan.projects[command.project].partners:
                return [PartnershipEnded(command.project, partner, reason)]
            raise NotAPartner


def requests(project: UUID, named: Sequence[UUID], plan: Plan) -> list[Event]:
    """The requests to communities that drafters name for the first time, and the end of those that they name no longer. A
    community is not asked to be its own partner."""
    requested = [partner for its, partner in sorted(plan.requested) if its == project]
    partners = plan.projects[project].partners if project in plan.projects else []
    new = [one for one in named if one != plan.community and one not in partners and one not in requested]
    return [
        *(PartnershipRequested(project, one) for one in new),
        *(PartnershipWithdrawn(project, one) for one in [*partners, *requested] if one not in named),
    ]
