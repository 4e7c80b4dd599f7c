"""Who may not: for every command there is, whoever holds no office that it asks for, and whoever holds it elsewhere."""

from typing import Any

import msgspec
import pytest

from domain.communities.membership import AcceptMembership, EndMembership
from domain.communities.office import ROLES
from domain.decisions.approval import ApprovalRequested, GrantApproval, RefuseApproval, approvals
from domain.decisions.opinion import OpinionRequested, opinions
from domain.decisions.resolution import resolutions
from domain.decisions.resolution_events import ResolutionTabled
from domain.decisions.session import sessions
from domain.decisions.session_events import AgendaItem, SessionConvened
from domain.decisions.subjects import PlanVersion
from domain.kernel import Act, Actor, Command, named_by_command
from domain.participation.meeting import MeetingScheduled, meetings
from domain.refusal import NotAllowed
from domain.registry import DECIDER_OF
from domain.rules.rulesets import RuleRef
from tests.kit.plan_facts import (
    DIGEST,
    NAME,
    NEIGHBOUR,
    NETWORK,
    PLAN,
    PROPOSAL,
    TALK,
    TEXT,
    WELLS,
    YOUTH,
    consulted,
    drafted,
)
from tests.kit.scenario import AMINA, COMMUNITY, DAY, NOON, Happened, History, office, thing

SITTING, DRAFT, WORKSHOP, ASKED, WANTED = map(thing, ("sitting", "draft", "workshop", "asked", "wanted"))
VERSION = PlanVersion(PLAN, 1, DIGEST)
RULE = RuleRef("ma-communes", 1, "session.ordinary")
HISTORY = History(
    *drafted,
    *consulted(),
    Happened(
        sessions,
        SITTING,
        SessionConvened(thing("council"), "ordinary", NAME, NOON, [AgendaItem("1", NAME)], [], 5, RULE),
    ),
    Happened(resolutions, DRAFT, ResolutionTabled("1", NAME, TEXT, VERSION), root=SITTING),
    Happened(meetings, WORKSHOP, MeetingScheduled("workshop", NAME, NOON, NOON + DAY, NAME, None, PLAN)),
    Happened(approvals, ASKED, ApprovalRequested(VERSION, "committee", COMMUNITY)),
    Happened(opinions, WANTED, OpinionRequested(YOUTH, VERSION, TEXT)),
)
"""Something of every kind, all of it one community's."""

NAMED = {
    "code": "04",
    "community": COMMUNITY, "network": NETWORK, "plan": PLAN, "activity": WELLS, "session": SITTING, "resolution": DRAFT,
    "meeting": WORKSHOP, "approval": ASKED, "opinion": WANTED, "consultation": TALK, "proposal": PROPOSAL, "subject": VERSION,
}  # fmt: skip
ANSWERS = (GrantApproval, RefuseApproval)
OF_OFFICES = [
    command
    for command, decider in DECIDER_OF.items()
    if (decider.may is named_by_command or decider.noun is approvals) and not command.by & {"person", "citizen"}
]
"""What takes an office to ask: other commands are for everybody, or for whom a consultation is opened."""


def about(command: type[Command]) -> Command:
    """A command about those things. What else it says does not matter: who may not ask is told before that is looked at."""
    fields = msgspec.structs.fields(command)
    given: dict[str, Any] = {one.name: NAMED.get(one.name, thing(one.name)) for one in fields if one.required}
    return command(**given)


def asked(command: type[Command]) -> frozenset[str]:
    return frozenset({"committee"}) if command in ANSWERS else command.by


@pytest.mark.parametrize("command", OF_OFFICES, ids=lambda command: f"{command.__module__}.{command.__name__}")
def test_who_holds_no_office_that_it_asks_for_or_holds_it_elsewhere_may_not(command: type[Command]) -> None:
    by = asked(command)
    here = NETWORK if command in (AcceptMembership, EndMembership) else COMMUNITY
    others: list[Actor] = [office(role, here) for role in ROLES if role not in by]
    elsewhere: list[Actor] = [
        office(role, place) for role in ROLES for place in {COMMUNITY, NETWORK, NEIGHBOUR} - {here}
    ]
    for actor in (AMINA, *others, *elsewhere):
        with pytest.raises(NotAllowed):
            HISTORY.decide(about(command), Act(actor, NOON, NOON))
