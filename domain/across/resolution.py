"""Resolutions, and what they decide on: a version of a plan, that becomes the plan by their adoption; joining a network."""

from collections.abc import Iterator, Sequence
from typing import get_args
from uuid import UUID

from domain.across.law import law_of
from domain.across.versions import referred
from domain.communities.community import Community, communities
from domain.communities.membership import NETWORK, NotANetwork
from domain.decisions import resolution as rules
from domain.decisions.late_entry import must_be_in_time
from domain.decisions.numbering import Numbering, numbering_stream, numberings
from domain.decisions.resolution import CloseVote, Commands, Count, PutToVote, Table, resolutions
from domain.decisions.resolution_events import ResolutionAdopted
from domain.decisions.resolution_state import Resolution
from domain.decisions.session import community_of, session_of, sessions
from domain.decisions.session_state import Session
from domain.decisions.subjects import Joining, PlanVersion, Subject
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Seen
from domain.plans.plan import plans
from domain.plans.plan_events import PlanAdopted, PlanAmended
from domain.plans.plan_state import Plan
from domain.plans.stages import is_before_the_council, process_of
from domain.refusal import Refusal
from domain.rules.law import Law


class NotUpForAdoption(Refusal):
    """The plan has not reached the stage for adoption by the council."""

    code = "resolution.plan-not-up-for-adoption"


class OlderThanAdopted(Refusal):
    """The council has adopted version {adopted} of this plan: only a later version can amend it."""

    code = "resolution.older-than-adopted"


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks: list[Look] = [("session", command.session)]
    session: Session | None = seen.get("session")
    if session is None or session.body is None:
        return looks
    looks.append(("community", session.community))
    if isinstance(command, CloseVote) and "community" in seen:
        stream = numbering_stream(session.body, law_of(seen["community"], act).day(act.occurred_at).year)
        looks.append(("numbering", stream))
    match subject_of(command, seen["itself"]):
        case PlanVersion(plan):
            looks.append(("plan", plan))
        case Joining(network) if isinstance(command, Table):
            looks.append(("network", network))
    return looks


def subject_of(command: Commands, resolution: Resolution) -> Subject | None:
    """What a resolution decides on, as far as its command must know."""
    if isinstance(command, Table):
        return command.subject
    return resolution.subject if isinstance(command, PutToVote | CloseVote) else None


def decide(
    command: Commands,
    itself: Resolution,
    act: Act,
    *,
    session: Session,
    community: Community | None = None,
    plan: Plan | None = None,
    network: Community | None = None,
    numbering: Numbering | None = None,
) -> Sequence[Event | Elsewhere]:
    session.must_exist()
    assert community is not None
    law = law_of(community, act)
    must_be_in_time(act, law)
    count = None if numbering is None else Count(law.day(act.occurred_at).year, numbering)
    events = rules.decide(command, itself, act, session=session, law=law, count=count)
    if network is not None and (network.code is None or network.kind != NETWORK):
        raise NotANetwork
    subject = subject_of(command, itself)
    if plan is None or not isinstance(subject, PlanVersion):
        return events
    if isinstance(command, CloseVote):
        return [*events, *taking_effect(command, subject, plan, events)]
    must_be_up(subject, plan, session.community, law)
    if isinstance(command, Table):
        return [*events, referred(plan, session.community, subject, "resolution", command.resolution)]
    return events


def must_be_up(subject: PlanVersion, plan: Plan, community: UUID, law: Law) -> None:
    """Whether a version of a plan may be adopted now: it is published, and is the latest where the process has come to that,
    or later than the one that it takes the place of."""
    plan.must_be_of(community)
    plan.must_be_open()
    plan.must_have_version(subject.number, subject.sha256)
    if plan.adopted is None:
        if not is_before_the_council(subject.number, plan, process_of(plan, law)):
            raise NotUpForAdoption
    elif subject.number <= plan.adopted.number:
        raise OlderThanAdopted(adopted=plan.adopted.number)


def taking_effect(
    command: CloseVote, subject: PlanVersion, plan: Plan, events: Sequence[Event | Elsewhere]
) -> Iterator[Elsewhere]:
    """What the adoption of a resolution makes of the plan. One that was closed while the vote went on stays as it is, and so does
    one of which this version or a later one was adopted meanwhile."""
    was = plan.adopted
    if plan.closed or (was is not None and subject.number <= was.number):
        return
    if any(isinstance(event, ResolutionAdopted) for event in events):
        number, sha256, by = subject.number, subject.sha256, (command.resolution, command.session)
        adopted: Event = PlanAdopted(number, sha256, *by)
        if was is not None:
            adopted = PlanAmended(was.number, number, was.sha256, sha256, was.resolution, *by)
        yield Elsewhere("plan", adopted, root=subject.plan)


decider = Decider(
    noun=resolutions,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: command.resolution,
    root=session_of,
    community=community_of,
    looks={
        "session": sessions,
        "community": communities,
        "plan": plans,
        "network": communities,
        "numbering": numberings,
    },
    looks_at=looks_at,
)
"""Resolutions, tabled only on what can be adopted; their adoption is the plan's, in the same commit."""
