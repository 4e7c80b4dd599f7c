"""All read models of the register."""

from typing import Any

from projections.audit import audit
from projections.communities.body import bodies
from projections.communities.community import communities
from projections.communities.membership import memberships
from projections.communities.office import offices
from projections.communities.organisation import organisations
from projections.communities.practice import practices
from projections.communities.seat import seats
from projections.decisions.approval import approvals
from projections.decisions.opinion import opinions
from projections.decisions.resolution import resolutions
from projections.decisions.session import sessions
from projections.decisions.vote import votes
from projections.documents import documents
from projections.entered_later import entered_later
from projections.participation.comment import comments
from projections.participation.consultation import consultations
from projections.participation.meeting import meetings
from projections.participation.proposal import proposals
from projections.participation.raised_challenge import raised_challenges
from projections.participation.recommendation import recommendations
from projections.participation.tally import tallies
from projections.plans.activity import activities
from projections.plans.axis import axes
from projections.plans.challenge import challenges
from projections.plans.evidence import evidence
from projections.plans.indicator import indicators
from projections.plans.measurement import measurements
from projections.plans.partnership import partnerships
from projections.plans.plan import plans
from projections.plans.plan_version import plan_versions
from projections.plans.project import projects
from projections.plans.referral import referrals
from projections.toolkit.kernel import Index, ReadModel
from projections.toolkit.listed import listed

MODELS: tuple[ReadModel[Any] | Index, ...] = (
    communities,
    organisations,
    offices,
    memberships,
    bodies,
    seats,
    practices,
    consultations,
    proposals,
    comments,
    tallies,
    meetings,
    recommendations,
    raised_challenges,
    activities,
    indicators,
    measurements,
    evidence,
    sessions,
    resolutions,
    votes,
    approvals,
    opinions,
    documents,
    plans,
    axes,
    challenges,
    projects,
    partnerships,
    plan_versions,
    referrals,
    listed,
    audit,
    entered_later,
)

BY_ROW: dict[type, ReadModel[Any]] = {model.row: model for model in MODELS if isinstance(model, ReadModel)}
