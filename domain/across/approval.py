"""Approvals, of a version of a plan that was published; asked of offices that are held where the request says."""

from collections.abc import Sequence
from typing import get_args

from domain.across.law import law_of
from domain.across.versions import referred
from domain.communities.community import Community, communities
from domain.decisions import approval as rules
from domain.decisions.approval import Approval, Commands, RequestApproval, approvals, held_at
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from domain.refusal import Refusal

OUTSIDE = frozenset({"network", "authority"})
"""The offices that are held in a community of their own, of the kind that they are named after."""


class NotHeldThere(Refusal):
    """The office of {role} does not exist there: only networks and supervising authorities hold offices of their own."""

    code = "approval.not-held-there"


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    if not isinstance(command, RequestApproval):
        return []
    return [
        ("community", command.community),
        ("holder", held_at(command)),
        ("plan", command.subject.plan),
    ]


def decide(
    command: Commands,
    approval: Approval,
    act: Act,
    *,
    community: Community | None = None,
    holder: Community | None = None,
    plan: Plan | None = None,
) -> Sequence[Event | Elsewhere]:
    if not isinstance(command, RequestApproval):
        return rules.decide(command, approval, act)
    assert community is not None
    assert holder is not None
    assert plan is not None
    must_be_held(command, holder)
    requested = rules.decide(command, approval, act, law=law_of(community, act))
    return [*requested, referred(plan, command.community, command.subject, "approval", command.approval)]


def must_be_held(command: RequestApproval, holder: Community) -> None:
    """Raises NotHeldThere, so that nobody is waited for who does not exist."""
    outside = holder.kind == command.role if command.role in OUTSIDE else held_at(command) == command.community
    if not outside:
        raise NotHeldThere(role=command.role)


decider = Decider(
    noun=approvals,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.approval,
    root=lambda command: command.approval,
    community=rules.community_of,
    looks={"community": communities, "holder": communities, "plan": plans},
    looks_at=looks_at,
    may=rules.may,
    held_in=rules.held_in,
)
