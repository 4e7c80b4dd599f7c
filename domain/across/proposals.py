"""Proposals, and the plan that they are taken up in: each knows of the other, in the same commit."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.kernel import Act, Elsewhere, Event, Look
from domain.participation import proposal as rules
from domain.participation.consultation import Consultation
from domain.participation.placing import Incorporate, MoveTo, ProposalIncorporated, ProposalMoved
from domain.participation.proposal import Commands, Submit
from domain.participation.proposal_events import Proposal
from domain.plans.plan import plans
from domain.plans.plan_events import ProposalTakenUp, TakenUpProposalMoved
from domain.plans.plan_state import Plan


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    looks = rules.proposals.looks_at(command, act, around)
    plan = plan_of(command, around)
    return [*looks] if plan is None else [*looks, ("plan", plans, plan)]


def plan_of(command: Commands, around: Mapping[str, Any]) -> UUID | None:
    """The plan that a command names, or that the challenge is of which it names, once that is known."""
    match command:
        case Incorporate() | MoveTo():
            return command.plan
        case Submit(challenge=UUID()) if "consultation" in around:
            consultation: Consultation = around["consultation"]
            return consultation.plan
    return None


def decide(
    command: Commands, proposal: Proposal, act: Act, *, plan: Plan | None = None, **around: Any
) -> Sequence[Event | Elsewhere]:
    events = rules.proposals.decide(command, proposal, act, **around)
    if plan is None:
        return events
    plan.must_be_of(around["consultation"].community)
    plan.must_be_open()
    match command:
        case Submit(challenge=UUID() as challenge):
            plan.must_have_challenge(challenge)
        case Incorporate() | MoveTo():
            plan.must_have_place(command.project, command.activity)
    return [*events, *(one for event in events for one in told(event, command.proposal))]


def told(event: Event | Elsewhere, proposal: UUID) -> Sequence[Elsewhere]:
    """What the plan is told of what happened to a proposal."""
    match event:
        case ProposalIncorporated(plan, project, activity):
            return [Elsewhere("plan", ProposalTakenUp(proposal, project, activity), root=plan)]
        case ProposalMoved(plan, project_was, project, activity_was, activity):
            moved = TakenUpProposalMoved(proposal, project_was, project, activity_was, activity)
            return [Elsewhere("plan", moved, root=plan)]
    return []


proposals_of_plans = msgspec.structs.replace(rules.proposals, looks_at=looks_at, decide=decide)
"""Proposals, which may answer to a challenge of the consultation's plan, and come to stand in a project or activity of an open
plan of the community."""
