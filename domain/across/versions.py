"""What is asked about one version of a plan: it must be there, and the plan knows that it was asked."""

from uuid import UUID

from domain.decisions.subjects import PlanVersion
from domain.kernel import Elsewhere
from domain.plans.plan_events import PlanReferred, What
from domain.plans.plan_state import Plan


def referred(plan: Plan, community: UUID, version: PlanVersion, what: What, thing: UUID) -> Elsewhere:
    """What is noted on a plan, looked at as `plan`, about something that is begun on a version of it. Raises the plan's
    refusals if it is not this community's, is closed, or has published no such version."""
    plan.must_be_of(community)
    plan.must_be_open()
    plan.must_have_version(version.number, version.sha256)
    return Elsewhere("plan", PlanReferred(what, thing, version.number), root=version.plan)
