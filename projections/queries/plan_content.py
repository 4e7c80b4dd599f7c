"""The content of a published version of a plan, computed from the log as it was when the version was published."""

from functools import partial
from uuid import UUID

from domain.plans.activity import activities
from domain.plans.plan import plans
from domain.plans.version import content, digest
from domain.read_set import ReadSet
from projections.plans.plan_version import plan_versions, version_id
from projections.queries.states import looked_up
from projections.toolkit.sql import Fetch


class Differs(Exception):
    """The content computed from the log does not have the hash of the published version: the log or the code was altered."""


async def content_of(fetch: Fetch, plan: UUID, number: int, position: int) -> tuple[str, bytes] | None:
    """The hash of a version, and what it says in the canonical form, if it was published by a position. Raises Differs."""
    found = await fetch(plan_versions.queries["published"], {"id": version_id(plan, number), "position": position})
    if not found:
        return None
    ((sha256, published),) = found
    (written,) = await looked_up(fetch, published, [partial(draft_of, plan)])
    if digest(written) != sha256:
        raise Differs(f"version {number} of {plan}")
    return sha256, written


def draft_of(plan: UUID, read_set: ReadSet) -> bytes:
    """The canonical form of what a plan says now. Raises Missing."""
    state = read_set.states([(plans, plan)])[0].state
    ids = list(state.activities)
    planned = read_set.states([(activities, id) for id in ids])
    return content(plan, state, {id: activity.state for id, activity in zip(ids, planned, strict=True)})
