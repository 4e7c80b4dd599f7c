"""Plans, by the law of their community; and what their stages need of what others do: membership, consultations, approvals,
opinions, activities.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_args
from uuid import UUID

from domain.across.law import law_of
from domain.communities.community import Community, communities
from domain.communities.membership import NETWORK, NotANetwork
from domain.decisions.approval import Approval, approvals
from domain.decisions.opinion import Opinion, opinions
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_state import Resolution
from domain.kernel import Act, Decider, Each, Elsewhere, Event, Look, Noun, Seen
from domain.participation.consultation import Consultation, consultations
from domain.participation.docket import Docket, docket_streams, dockets
from domain.plans import plan as rules
from domain.plans.activity import activities
from domain.plans.activity_state import Activity
from domain.plans.plan import Commands, EnterStage, OpenPlan, PublishDraft, SendBack, plans
from domain.plans.plan_events import What
from domain.plans.plan_state import Plan, Referred, Unknown
from domain.plans.project import DefineProject, ReviseProject
from domain.plans.stages import Approved, Consulted, Opined, Surroundings, process_of, within_reach
from domain.plans.take_up import take_ups
from domain.refusal import Refusal
from domain.rules.values import Requirement

T = TypeVar("T")

OF_CONSULTATIONS: frozenset[Requirement] = frozenset(
    {"consultation_reported", "draft_consulted", "proposals_answered", "proposals_taken_up"}
)


class VoteUnderWay(Refusal):
    """The council is voting on the plan: it is sent back once the vote is closed."""

    code = "plan.vote-under-way"


def looks_at(command: Commands, act: Act, seen: Seen) -> Sequence[Look]:
    looks = [*rules.looks_at(command, act, seen)]
    if isinstance(command, OpenPlan):
        looks.append(("community", command.community))
        if command.network is not None:
            looks.append(("network", command.network))
        return looks
    plan: Plan = seen["itself"]
    if plan.kind is None:
        return looks
    looks.append(("community", plan.community))
    match command:
        case DefineProject(partners=partners) | ReviseProject(partners=partners):
            looks += [("partners", partner) for partner in partners]
        case PublishDraft():
            looks += of_activities(plan)
        case SendBack():
            looks += [("resolutions", one.thing) for one in plan.about("resolution")]
        case EnterStage(_, key) if "community" in seen:
            reach = within_reach(plan, process_of(plan, law_of(seen["community"], act)))
            looks += looks_for({need for stage in reach if stage.key == key for need in stage.needs}, plan)
    return looks


def looks_for(needs: Iterable[Requirement], plan: Plan) -> list[Look]:
    """The streams that say whether what stages need is true of a plan, beside its own and its community's."""
    wanted = set(needs)
    looks: list[Look] = []
    if wanted & OF_CONSULTATIONS:
        for one in plan.about("consultation"):
            looks.append(("consultations", one.thing))
            looks += [("dockets", stream) for stream in docket_streams(one.thing)]
    if "committee_validated" in wanted:
        looks += on_latest(plan, "approval", "approvals")
    if "opinions_answered" in wanted:
        looks += on_latest(plan, "opinion", "opinions")
    if "activities_assessed" in wanted:
        looks += of_activities(plan)
    return looks


def on_latest(plan: Plan, what: What, look: str) -> Iterable[Look]:
    latest = plan.latest and plan.latest.number
    return [(look, one.thing) for one in plan.about(what) if one.number == latest]


def of_activities(plan: Plan) -> Iterable[Look]:
    return [("activities", activity) for activity in plan.activities]


def decide(
    command: Commands,
    itself: Plan,
    act: Act,
    *,
    community: Community | None = None,
    network: Community | None = None,
    previous: Plan | None = None,
    origin: Plan | None = None,
    take_up: bool = False,
    partners: Mapping[UUID, Community] = {},
    resolutions: Mapping[UUID, Resolution] = {},
    activities: Mapping[UUID, Activity] = {},
    consultations: Mapping[UUID, Consultation] = {},
    dockets: Mapping[UUID, Docket] = {},
    approvals: Mapping[UUID, Approval] = {},
    opinions: Mapping[UUID, Opinion] = {},
) -> Sequence[Event | Elsewhere]:
    if community is None:
        raise Unknown
    community.must_be_registered()
    if network is not None and (network.code is None or network.kind != NETWORK):
        raise NotANetwork
    if any(resolution.stage == "voting" for resolution in resolutions.values()):
        raise VoteUnderWay
    for partner in partners.values():
        partner.must_be_registered()
    return rules.decide(
        command,
        itself,
        act,
        law=law_of(community, act),
        surroundings=surroundings_of(
            itself,
            community,
            activities=activities,
            consultations=consultations,
            dockets=dockets,
            approvals=approvals,
            opinions=opinions,
        ),
        activities=activities,
        previous=previous,
        origin=origin,
        take_up=take_up,
    )


def surroundings_of(
    plan: Plan,
    community: Community,
    *,
    activities: Mapping[UUID, Activity] = {},
    consultations: Mapping[UUID, Consultation] = {},
    dockets: Mapping[UUID, Docket] = {},
    approvals: Mapping[UUID, Approval] = {},
    opinions: Mapping[UUID, Opinion] = {},
) -> Surroundings:
    """What stages need to know of what is not the plan's own, from what was looked at for them (`looks_for`)."""

    def seen(what: What, states: Mapping[UUID, T]) -> Iterable[tuple[Referred, T]]:
        return [(one, states[one.thing]) for one in plan.about(what) if one.thing in states]

    def pages_of(consultation: UUID) -> list[Docket]:
        return [dockets[stream] for stream in docket_streams(consultation)]

    return Surroundings(
        member=is_member(plan, community),
        focal_point=bool(community.focal_points),
        consulted=tuple(consulted(one, it, pages_of(one.thing)) for one, it in seen("consultation", consultations)),
        approved=tuple(approved(one, it) for one, it in seen("approval", approvals)),
        opined=tuple(opined(one, it) for one, it in seen("opinion", opinions)),
        assessed=frozenset(id for id, it in activities.items() if it.completion is not None),
    )


def is_member(plan: Plan, community: Community) -> bool:
    """Of the network whose programme it is; of any, where it names none."""
    standings = community.memberships
    return "accepted" in (standings.values() if plan.network is None else {standings.get(plan.network)})


def consulted(one: Referred, consultation: Consultation, dockets: Sequence[Docket]) -> Consulted:
    reported = consultation.closed and consultation.report_set_at is not None
    waiting = sum(len(docket.waiting) for docket in dockets)
    unplaced = sum(len(docket.unplaced) for docket in dockets)
    return Consulted(one.number, reported, waiting, unplaced)


def approved(one: Referred, approval: Approval) -> Approved:
    return Approved(one.number, approval.role or "", approval.decision == "granted")


def opined(one: Referred, opinion: Opinion) -> Opined:
    return Opined(one.number, opinion.answered)


LOOKS: Mapping[str, Noun[Any] | Each] = {
    "community": communities,
    "network": communities,
    "previous": plans,
    "origin": plans,
    "take_up": take_ups,
    "partners": Each(communities),
    "resolutions": Each(resolutions),
    "activities": Each(activities),
    "consultations": Each(consultations),
    "dockets": Each(dockets),
    "approvals": Each(approvals),
    "opinions": Each(opinions),
}

decider = Decider(
    noun=plans,
    decide=decide,
    commands=get_args(Commands),
    stream=lambda command, act: rules.plan_of(command),
    root=rules.plan_of,
    community=rules.community_of,
    looks=LOOKS,
    looks_at=looks_at,
    held_in=rules.held_in,
)
"""Plans, whose stages are held against all that others have done by then."""
