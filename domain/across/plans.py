"""Plans, by the law of their community; and what their stages need of what others do: membership, consultations, approvals,
opinions, activities.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec

from domain.across.law import law_of
from domain.communities.community import Community, communities
from domain.communities.membership import NETWORK, NotANetwork
from domain.decisions.approval import Approval, approvals
from domain.decisions.opinion import Opinion, opinions
from domain.decisions.resolution import resolutions
from domain.kernel import Act, Decider, Elsewhere, Event, Look, Refusal
from domain.participation.consultation import Consultation, consultations
from domain.participation.docket import Docket, docket_streams, dockets
from domain.plans.activity import activities
from domain.plans.activity_events import Activity
from domain.plans.parts import DefineProject, ReviseProject
from domain.plans.plan import Commands, EnterStage, OpenPlan, PublishDraft, SendBack, plans
from domain.plans.plan_events import What
from domain.plans.plan_state import Plan, Referred, Unknown
from domain.plans.stages import Approved, Around, Consulted, Opined, process_of, within_reach
from domain.rules.values import Requirement

OF_CONSULTATIONS: frozenset[Requirement] = frozenset(
    {"consultation_reported", "draft_consulted", "proposals_answered", "proposals_taken_up"}
)


class VoteUnderWay(Refusal):
    """The council is voting on the plan: it is sent back once the vote is closed."""

    code = "plan.vote-under-way"


def looks_at(command: Commands, act: Act, around: Mapping[str, Any]) -> Sequence[Look]:
    looks = [*plans.looks_at(command, act, around)]
    if isinstance(command, OpenPlan):
        looks.append(("community", communities, command.community))
        if command.network is not None:
            looks.append(("network", communities, command.network))
        return looks
    looks.append(("plan", plans, command.plan))
    plan: Plan | None = around.get("plan")
    if plan is None or plan.kind is None:
        return looks
    looks.append(("community", communities, plan.community))
    match command:
        case DefineProject(partners=partners) | ReviseProject(partners=partners):
            looks += [(f"partner {partner}", communities, partner) for partner in partners]
        case PublishDraft():
            looks += of_activities(plan)
        case SendBack():
            looks += [(name("resolution", one.thing), resolutions, one.thing) for one in plan.about("resolution")]
        case EnterStage(_, key) if "community" in around:
            reach = within_reach(plan, process_of(plan, law_of(around["community"], act)))
            looks += looks_for({need for stage in reach if stage.key == key for need in stage.needs}, plan)
    return looks


def looks_for(needs: Iterable[Requirement], plan: Plan) -> list[Look]:
    """The streams that say whether what stages need is true of a plan, beside its own and its community's."""
    wanted = set(needs)
    looks: list[Look] = []
    if wanted & OF_CONSULTATIONS:
        for one in plan.about("consultation"):
            looks.append((name("consultation", one.thing), consultations, one.thing))
            looks += [(name("docket", stream), dockets, stream) for stream in docket_streams(one.thing)]
    if "committee_validated" in wanted:
        looks += on_latest(plan, "approval", approvals)
    if "opinions_answered" in wanted:
        looks += on_latest(plan, "opinion", opinions)
    if "activities_assessed" in wanted:
        looks += of_activities(plan)
    return looks


def on_latest(plan: Plan, what: What, noun: Decider[Any]) -> Iterable[Look]:
    latest = plan.latest and plan.latest.number
    return [(name(what, one.thing), noun, one.thing) for one in plan.about(what) if one.number == latest]


def of_activities(plan: Plan) -> Iterable[Look]:
    return [(name("activity", activity), activities, activity) for activity in plan.activities]


def name(what: str, thing: UUID) -> str:
    return f"{what} {thing}"


def decide(
    command: Commands,
    itself: Plan,
    act: Act,
    *,
    community: Community | None = None,
    network: Community | None = None,
    previous: Plan | None = None,
    origin: Plan | None = None,
    **seen: Any,
) -> Sequence[Event | Elsewhere]:
    if community is None:
        raise Unknown
    community.must_be_registered()
    if network is not None and (network.code is None or network.kind != NETWORK):
        raise NotANetwork
    if any(seen[one].stage == "voting" for one in seen if one.startswith("resolution ")):
        raise VoteUnderWay
    for partner in (one for one in seen if one.startswith("partner ")):
        seen[partner].must_be_registered()
    return plans.decide(
        command,
        itself,
        act,
        law=law_of(community, act),
        around=around_of(itself, community, seen),
        activities=activities_of(itself, seen),
        previous=previous,
        origin=origin,
    )


def activities_of(plan: Plan, seen: Mapping[str, Any]) -> dict[UUID, Activity]:
    """The activities of a plan, as far as they were looked at."""
    return {id: seen[name("activity", id)] for id in plan.activities if name("activity", id) in seen}


def around_of(plan: Plan, community: Community, seen: Mapping[str, Any]) -> Around:
    """What stages need to know of what is not the plan's own, from what was looked at for them (`looks_for`)."""

    def found(what: What) -> Iterable[tuple[Referred, Any]]:
        return [(one, seen[name(what, one.thing)]) for one in plan.about(what) if name(what, one.thing) in seen]

    return Around(
        member=is_member(plan, community),
        focal_point=bool(community.focal_points),
        consulted=tuple(consulted(one, it, pages_of(one.thing, seen)) for one, it in found("consultation")),
        approved=tuple(approved(one, it) for one, it in found("approval")),
        opined=tuple(opined(one, it) for one, it in found("opinion")),
        assessed=frozenset(id for id, it in activities_of(plan, seen).items() if it.completion is not None),
    )


def is_member(plan: Plan, community: Community) -> bool:
    """Of the network whose programme it is; of any, where it names none."""
    standings = community.memberships
    return "accepted" in (standings.values() if plan.network is None else {standings.get(plan.network)})


def pages_of(consultation: UUID, seen: Mapping[str, Any]) -> list[Docket]:
    return [seen[name("docket", stream)] for stream in docket_streams(consultation)]


def consulted(one: Referred, consultation: Consultation, dockets: Sequence[Docket]) -> Consulted:
    reported = consultation.closed and consultation.report_set_at is not None
    waiting = sum(len(docket.waiting) for docket in dockets)
    unplaced = sum(len(docket.unplaced) for docket in dockets)
    return Consulted(one.number, reported, waiting, unplaced)


def approved(one: Referred, approval: Approval) -> Approved:
    return Approved(one.number, approval.role or "", approval.decision == "granted")


def opined(one: Referred, opinion: Opinion) -> Opined:
    return Opined(one.number, opinion.answered)


plans_of_communities = msgspec.structs.replace(plans, looks_at=looks_at, decide=decide)
"""Plans, whose stages are held against all that others have done by then."""
