"""Proposals, and the plan that they are taken up in: each knows of the other, in the same commit."""

from collections.abc import Sequence
from typing import get_args
from uuid import UUID

from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.participation import proposal as rules
from domain.participation.consultation import Consultation, community_of, consultation_of, consultations
from domain.participation.docket import Docket, dockets
from domain.participation.meeting import Meeting, meetings
from domain.participation.placing import Incorporate, MoveTo, ProposalIncorporated, ProposalMoved
from domain.participation.proposal import Commands, Submit
from domain.participation.proposal_state import Proposal
from domain.plans.plan import plans
from domain.plans.plan_events import ProposalTakenUp, TakenUpProposalMoved
from domain.plans.plan_state import Plan


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks = rules.looks_at(command, act, seen)
    plan = plan_of(command, seen)
    return [*looks] if plan is None else [*looks, ("plan", plan)]


def plan_of(command: Commands, seen: Seen) -> UUID | None:
    """The plan that a command names, or that the challenge is of which it names, once that is known."""
    match command:
        case Incorporate() | MoveTo():
            return command.plan
        case Submit(challenge=UUID()) if "consultation" in seen:
            consultation: Consultation = seen["consultation"]
            return None if command.challenge in consultation.challenges else consultation.plan
    return None


def decide(
    command: Commands,
    proposal: Proposal,
    act: Act,
    *,
    consultation: Consultation,
    plan: Plan | None = None,
    into: Proposal | None = None,
    meeting: Meeting | None = None,
    docket: Docket | None = None,
) -> Sequence[Event | Elsewhere]:
    events = rules.decide(command, proposal, act, consultation=consultation, into=into, meeting=meeting, docket=docket)
    if plan is None:
        return events
    plan.must_be_of(consultation.community)
    plan.must_be_open()
    match command:
        case Submit(challenge=UUID() as challenge):
            plan.must_have_challenge(challenge)
        case Incorporate() | MoveTo():
            plan.must_have_place(command.project, command.activity)
    return [*events, *(one for event in events for one in events_for_plan(event, command.proposal))]


def events_for_plan(event: Event | Elsewhere, proposal: UUID) -> Sequence[Elsewhere]:
    """What the plan is told of what happened to a proposal."""
    match event:
        case ProposalIncorporated(plan, project, activity):
            return [Elsewhere("plan", ProposalTakenUp(proposal, project, activity), root=plan)]
        case ProposalMoved(plan, project_was, project, activity_was, activity):
            moved = TakenUpProposalMoved(proposal, project_was, project, activity_was, activity)
            return [Elsewhere("plan", moved, root=plan)]
    return []


decider = Decider(
    noun=rules.proposals,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.proposal,
    root=consultation_of,
    community=community_of,
    looks={
        "consultation": consultations,
        "plan": plans,
        "into": rules.proposals,
        "meeting": meetings,
        "docket": dockets,
    },
    looks_at=looks_at,
    may=rules.may,
)
"""Proposals, which may answer to a challenge of the consultation's plan, and come to stand in a project or activity of an open
plan of the community."""
