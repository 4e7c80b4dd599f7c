"""What rules are about: each subject has a name, which files and references carry, and one kind of value."""

import re
from typing import Generic, TypeVar

import msgspec

from domain.rules.values import (
    AdvisoryBodies,
    Deadline,
    LateEntry,
    Majority,
    Parity,
    Process,
    Quorum,
    Reasons,
    Scale,
    SessionRequest,
    Sessions,
    Signatures,
    Spread,
    Value,
    Vote,
    WorkingDays,
)

V = TypeVar("V", bound=Value, covariant=True)


class Subject(msgspec.Struct, Generic[V], frozen=True):
    name: str
    kind: type[V]


ORDINARY_SESSIONS = Subject("session.ordinary", Sessions)
EXTRAORDINARY_SESSION = Subject("session.extraordinary", SessionRequest)

SESSION_ENTRY = Subject("session.entry", LateEntry)

FIRST_CALL = Subject("quorum.first_call", Quorum)
SECOND_CALL = Subject("quorum.second_call", Quorum)
THIRD_CALL = Subject("quorum.third_call", Quorum)
CALLS = (FIRST_CALL, SECOND_CALL, THIRD_CALL)
"""The quorum at each call of a session, in their order."""

MAJORITY = Subject("majority", Majority)
VOTE = Subject("vote", Vote)

ADVISORY_BODIES = Subject("advisory_bodies", AdvisoryBodies)
BODY_PARITY = Subject("body.parity", Parity)

PETITION_SIGNATURES = Subject("petition.signatures", Signatures)
PETITION_SPREAD = Subject("petition.spread", Spread)
PETITION_ADMISSIBILITY = Subject("petition.admissibility", Deadline)
PETITION_REASONS = Subject("petition.reasons", Reasons)

INFORMATION_ANSWER = Subject("information.answer", Deadline)
INFORMATION_URGENT_ANSWER = Subject("information.urgent_answer", Deadline)
INFORMATION_REASONS = Subject("information.reasons", Reasons)
INFORMATION_COMPLAINT_TO_HEAD = Subject("information.complaint_to_head", Deadline)
INFORMATION_COMPLAINT_TO_COMMISSION = Subject("information.complaint_to_commission", Deadline)

COMPLAINT_ACKNOWLEDGEMENT = Subject("complaint.acknowledgement", Deadline)
COMPLAINT_ANSWER = Subject("complaint.answer", Deadline)

ADMINISTRATIVE_ACT = Subject("administrative_act", Deadline)
INVESTMENT_ACT = Subject("administrative_act.investment", Deadline)

PLAN_DURATION = Subject("plan.duration", Deadline)
PLAN_COMPLETION = Subject("plan.completion", Scale)
PLAN_OPENNESS = Subject("plan.openness", Scale)
PLAN_AMBITION = Subject("plan.ambition", Scale)

PROPOSAL_ANSWER = Subject("proposal.answer", Deadline)
OPINION_DELIVERY = Subject("opinion.delivery", Deadline)
OPINION_ANSWER = Subject("opinion.answer", Deadline)
APPROVAL_ANSWER = Subject("approval.answer", Deadline)
MEMBERSHIP_ANSWER = Subject("membership.answer", Deadline)
ACTIVITY_REPORT = Subject("activity.report", Deadline)

WORKING_DAYS = Subject("working_days", WorkingDays)

SUBJECTS: dict[str, Subject[Value]] = {
    subject.name: subject
    for subject in (
        ORDINARY_SESSIONS,
        EXTRAORDINARY_SESSION,
        SESSION_ENTRY,
        *CALLS,
        MAJORITY,
        VOTE,
        ADVISORY_BODIES,
        BODY_PARITY,
        PETITION_SIGNATURES,
        PETITION_SPREAD,
        PETITION_ADMISSIBILITY,
        PETITION_REASONS,
        INFORMATION_ANSWER,
        INFORMATION_URGENT_ANSWER,
        INFORMATION_REASONS,
        INFORMATION_COMPLAINT_TO_HEAD,
        INFORMATION_COMPLAINT_TO_COMMISSION,
        COMPLAINT_ACKNOWLEDGEMENT,
        COMPLAINT_ANSWER,
        ADMINISTRATIVE_ACT,
        INVESTMENT_ACT,
        PLAN_DURATION,
        PLAN_COMPLETION,
        PLAN_OPENNESS,
        PLAN_AMBITION,
        PROPOSAL_ANSWER,
        OPINION_DELIVERY,
        OPINION_ANSWER,
        APPROVAL_ANSWER,
        MEMBERSHIP_ANSWER,
        ACTIVITY_REPORT,
        WORKING_DAYS,
    )
}

PROCESS = "plan.process."
_kind = re.compile(r"[a-z][a-z0-9_]*")


def process_of(kind: str) -> Subject[Process]:
    """The process that plans of a kind go through. Kinds of plan are data: whatever the rule sets have a process for."""
    return Subject(PROCESS + kind, Process)


def subject_named(name: str) -> Subject[Value] | None:
    """The subject of a name, if there is such a one."""
    kind = name.removeprefix(PROCESS)
    return process_of(kind) if kind != name and _kind.fullmatch(kind) else SUBJECTS.get(name)
