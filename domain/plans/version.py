"""A plan's content in a form that is the same for everybody, and the hash that names a version of it (docs/plans.md)."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from domain.plans.activity_state import Activity
from domain.plans.plan_state import Plan

FORM = 1
"""Which form the content is in. Another one would get another number; what was published stays as it is."""

_encoder = msgspec.json.Encoder(order="sorted")


def content(id: UUID, plan: Plan, activities: Mapping[UUID, Activity]) -> bytes:
    """What a plan says: canonical JSON (sorted keys, UTF-8, no blanks, no fractions), its parts in the order in which they
    came into it. `activities` are those of the plan, by id: what is planned of them, not what became of it."""
    said = {
        "form": FORM,
        "plan": id,
        "kind": plan.kind,
        "title": plan.title,
        "starts": plan.starts,
        "ends": plan.ends,
        "axes": [
            {
                "id": axis,
                "title": it.title,
                "description": it.description,
                "challenges": challenges(plan, axis),
                "projects": projects(plan, axis, activities),
            }
            for axis, it in plan.axes.items()
        ],
    }
    return _encoder.encode(said)


def challenges(plan: Plan, axis: UUID) -> list[dict[str, Any]]:
    return [
        {"id": id, "title": it.title, "description": it.description}
        for id, it in plan.challenges.items()
        if it.axis == axis
    ]


def projects(plan: Plan, axis: UUID, activities: Mapping[UUID, Activity]) -> list[dict[str, Any]]:
    return [
        {
            "id": id,
            "title": it.title,
            "description": it.description,
            "principles": it.principles,
            "challenges": it.challenges,
            "partners": it.partners,
            "taken_from": it.taken_from,
            "activities": [
                planned(activity, activities[activity])
                for activity, project in plan.activities.items()
                if project == id
            ],
        }
        for id, it in plan.projects.items()
        if it.axis == axis
    ]


def planned(id: UUID, activity: Activity) -> dict[str, Any]:
    return {
        "id": id,
        "title": activity.title,
        "description": activity.description,
        "responsible": activity.responsible,
        "body": activity.body,
        "starts": activity.starts,
        "ends": activity.ends,
        "budget": activity.budget,
        "indicators": [*activity.indicators.values()],
        "carried_from": activity.carried_from,
    }


def digest(content: bytes) -> str:
    """The SHA-256 of a content, in hex."""
    return sha256(content).hexdigest()
