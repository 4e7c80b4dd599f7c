"""Opinions, of advisory bodies of the community, on a version of a plan that was published."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain.across.law import law_of
from domain.across.versions import referred
from domain.communities.body import Body, bodies
from domain.communities.community import Community, communities
from domain.decisions.opinion import Commands, DeliverOpinion, Opinion, RequestOpinion, opinions
from domain.kernel import Act, Elsewhere, Event, Look, Office, Refusal
from domain.plans.plan import plans
from domain.plans.plan_state import Plan

ADVISORY = "advisory_"
"""What the kinds of the advisory bodies begin with."""


class NotAdvisory(Refusal):
    """An opinion is asked of an advisory body, not of another one."""

    code = "opinion.not-advisory"


class NotYours(Refusal):
    """The opinion of a body is delivered by one who has a seat in it."""

    code = "opinion.not-yours"


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    """The body that is asked is looked at again when its opinion is delivered: who speaks for it must be of it."""
    match command:
        case RequestOpinion():
            return [
                ("community", communities, command.community),
                ("body", bodies, command.body),
                ("plan", plans, command.subject.plan),
            ]
        case DeliverOpinion():
            looks: list[Look] = [("asked", opinions, command.opinion)]
            if "asked" in around and (body := around["asked"].body) is not None:
                looks += [("body", bodies, body), ("community", communities, around["asked"].community)]
            return looks
    return []


def decide(
    command: Commands,
    opinion: Opinion,
    act: Act,
    *,
    community: Community | None = None,
    body: Body | None = None,
    plan: Plan | None = None,
    asked: Opinion | None = None,
) -> Sequence[Event | Elsewhere]:
    if isinstance(command, RequestOpinion):
        assert community is not None
        assert body is not None
        assert plan is not None
        body.must_be_in(command.community)
        if not (body.kind or "").startswith(ADVISORY):
            raise NotAdvisory
        requested = opinions.decide(command, opinion, act, law=law_of(community, act))
        return [*requested, referred(plan, command.community, command.subject, "opinion", command.opinion)]
    delivered = opinions.decide(command, opinion, act)
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


opinions_of_bodies = msgspec.structs.replace(opinions, looks_at=looks_at, decide=decide)
