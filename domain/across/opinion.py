"""Opinions, of advisory bodies of the community, on a version of a plan that was published."""

from collections.abc import Sequence
from typing import get_args

from domain.across.law import law_of
from domain.across.versions import referred
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.decisions import opinion as rules
from domain.decisions.opinion import Commands, DeliverOpinion, Opinion, RequestOpinion, opinions
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Office, Seen
from domain.plans.plan import plans
from domain.plans.plan_state import Plan
from domain.refusal import Refusal

ADVISORY = "advisory_"
"""What the kinds of the advisory bodies begin with."""


class NotAdvisory(Refusal):
    """An opinion is asked of an advisory body, not of another one."""

    code = "opinion.not-advisory"


class NotYours(Refusal):
    """The opinion of a body is delivered by one who has a seat in it."""

    code = "opinion.not-yours"


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    """The body that is asked is looked at again when its opinion is delivered: who speaks for it must be of it."""
    match command:
        case RequestOpinion():
            return [
                ("community", command.community),
                ("body", command.body),
                ("plan", command.subject.plan),
            ]
        case DeliverOpinion():
            opinion: Opinion = seen["itself"]
            return [] if opinion.body is None else [("body", opinion.body), ("community", opinion.community)]
    return []


def decide(
    command: Commands,
    opinion: Opinion,
    act: Act,
    *,
    community: Community | None = None,
    body: Body | None = None,
    plan: Plan | None = None,
) -> Sequence[Event | Elsewhere]:
    if isinstance(command, RequestOpinion):
        assert community is not None
        assert body is not None
        assert plan is not None
        body.must_be_in(command.community)
        if not (body.kind or "").startswith(ADVISORY):
            raise NotAdvisory
        requested = rules.decide(command, opinion, act, law=law_of(community, act))
        return [*requested, referred(plan, command.community, command.subject, "opinion", command.opinion)]
    delivered = rules.decide(command, opinion, act)
    if isinstance(command, DeliverOpinion):
        assert community is not None
        assert body is not None
        must_speak_for(body, community, act)
    return delivered


def must_speak_for(body: Body, community: Community, act: Act) -> None:
    """The office says that somebody speaks for an advisory body, the seat for which one. Raises NotYours."""
    day = law_of(community, act).day(act.at)
    if not isinstance(act.actor, Office) or act.actor.id not in body.members_on(day):
        raise NotYours


decider = Decider(
    noun=opinions,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.opinion,
    root=lambda command: command.opinion,
    community=rules.community_of,
    looks={"community": communities, "body": bodies, "plan": plans},
    looks_at=looks_at,
)
