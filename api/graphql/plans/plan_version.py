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
    """The status of a published plan version."""

    DRAFT = "draft", "Published, but not adopted."
    ADOPTED = "adopted", "In force, adopted by a resolution of the council."
    ATTESTED = "attested", "In force by attestation of an office holder, without votes recorded here."
    REPLACED = "replaced", "Formerly in force; a later version has been adopted."


async def standing(reading: Reading, rows: Objects) -> list[str]:
    found = await reading.of(plans, [row.plan for row in rows])
    return [standing_of(row, found[row.plan]) for row in rows]


def standing_of(row: PlanVersionRow, plan: PlanRow) -> str:
    if row.number == plan.adopted_number:
        return "attested" if plan.adoptions[-1].attested else "adopted"
    return "replaced" if any(one.number == row.number for one in plan.adoptions) else "draft"


@kind(PlanVersionRow)
class PlanVersion(Node):
    """A published version of a plan. Decisions refer to exactly one version."""

    plan: Annotated["Plan", strawberry.lazy("api.graphql.plans.plan")] | None = field(by=one(plans, "plan"))
    number: int
    sha256: str = field("The SHA-256 of the version's canonical bytes (docs/plans.md), in hex.")
    published_at: datetime = field(by=lambda reading, rows: [row.published for row in rows])
    standing: VersionStanding = field(by=standing)
    address: str = field(
        "The URL of the canonical bytes.",
        by=lambda reading, rows: [f"/api/v1/plans/{row.plan}/versions/{row.number}" for row in rows],
    )
