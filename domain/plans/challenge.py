"""A challenge identified under an axis of a plan. Proposals and projects address challenges."""

from collections.abc import Sequence
from uuid import UUID

from domain.kernel import Command, Event
from domain.plans.drafting import DRAFTERS, TEXT_LENGTH, NotEmpty, must_be_new, title_and_description
from domain.plans.plan_events import (
    ChallengeIdentified,
    ChallengeRemoved,
    ChallengeRevised,
)
from domain.plans.plan_state import Plan
from domain.text import Words
from domain.words import named


class IdentifyChallenge(Command, frozen=True, tag="plans.plan.IdentifyChallenge"):
    """Add a challenge to an axis. Proposals and projects can address it."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    challenge: UUID
    title: Words
    description: Words


class ReviseChallenge(Command, frozen=True, tag="plans.plan.ReviseChallenge"):
    """Change a challenge, or move it to another axis."""

    by = DRAFTERS
    plan: UUID
    axis: UUID
    challenge: UUID
    title: Words
    description: Words


class RemoveChallenge(Command, frozen=True, tag="plans.plan.RemoveChallenge"):
    """Remove a challenge that no project addresses. Its proposals keep the reference to it."""

    by = DRAFTERS
    plan: UUID
    challenge: UUID
    reason: Words


Commands = IdentifyChallenge | ReviseChallenge | RemoveChallenge


def decide(command: Commands, plan: Plan) -> Sequence[Event]:
    id = command.challenge
    match command:
        case IdentifyChallenge(_, in_axis, _, title, description):
            must_be_new(id, plan, len(plan.challenges))
            plan.must_have_axis(in_axis)
            return [ChallengeIdentified(in_axis, id, *title_and_description(title, description))]
        case ReviseChallenge(_, in_axis, _, title, description):
            plan.must_have_challenge(id)
            plan.must_have_axis(in_axis)
            was = plan.challenges[id]
            if (in_axis, title, description) == (was.axis, was.title, was.description):
                return []
            title_and_description(title, description)
            return [ChallengeRevised(id, was.axis, in_axis, was.title, title, was.description, description)]
        case RemoveChallenge(_, _, reason):
            plan.must_have_challenge(id)
            if any(id in one.challenges for one in plan.projects.values()):
                raise NotEmpty
            return [ChallengeRemoved(id, named(reason, "reason", TEXT_LENGTH))]
