"""Published versions of plans, and what has become of each."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.engine.kinds import Objects, Word, field, kind, words
from api.graphql.engine.reading import Reading, one
from api.graphql.types import Node
from projections.plans.plan import PlanRow, plans
from projections.plans.plan_version import PlanVersionRow

if TYPE_CHECKING:
    from api.graphql.plans.plan import Plan


@words
class VersionStanding(Word):
    """What has become of a published version of a plan."""

    DRAFT = "draft", "It was published, and is not the plan."
    ADOPTED = "adopted", "A resolution of the council has made it the plan."
    ATTESTED = "attested", "It is the plan by what somebody in office attests, not by votes that were recorded here."
    REPLACED = "replaced", "It was the plan, until a later version was adopted."


async def standing(reading: Reading, rows: Objects) -> list[str]:
    found = await reading.of(plans, [row.plan for row in rows])
    return [standing_of(row, found[row.plan]) for row in rows]


def standing_of(row: PlanVersionRow, plan: PlanRow) -> str:
    if row.number == plan.adopted_number:
        return "attested" if plan.adoptions[-1].attested else "adopted"
    return "replaced" if any(one.number == row.number for one in plan.adoptions) else "draft"


@kind(PlanVersionRow)
class PlanVersion(Node):
    """A plan as it was published: what is decided on it is decided on nothing else."""

    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    number: int
    sha256: str = field("The SHA-256, in hex, of what it says in the canonical form (docs/plans.md).")
    published_at: datetime = field(by=lambda reading, rows: [row.published for row in rows])
    standing: VersionStanding = field(by=standing)
    address: str = field(
        "Where those bytes can be fetched.",
        by=lambda reading, rows: [f"/api/v1/plans/{row.plan}/versions/{row.number}" for row in rows],
    )
