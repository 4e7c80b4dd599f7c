"""Facts that make something wait, and the list of what waits by read models that have taken them in."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from domain.decisions.subjects import PlanVersion
from domain.kernel import Event
from domain.participation.proposal import proposals
from domain.participation.proposal_events import (
    ProposalSubmitted,
)
from domain.plans.activity import activities
from domain.plans.plan_events import PlanAdopted
from domain.rules.rulesets import Rulebook, RuleRef
from ops.wiring import Services
from projections.models import MODELS
from projections.queries.clocks import Waiting
from projections.queries.waiting import Listed, Part, WaitingFilter, waiting
from projections.toolkit.runner import Runner
from tests.kit.log import append
from tests.kit.plan_facts import (
    DIGEST,
    PLAN,
    PROPOSAL,
    TALK,
    WELLS,
)
from tests.kit.scenario import NOON, RULES, Happened, History, thing, words

VERSION = PlanVersion(PLAN, 1, DIGEST)
APPROVAL, OPINION = thing("approval"), thing("opinion")
BY_PROPOSAL, BY_REPORT, BY_OPINION, BY_MEMBERSHIP = (
    RuleRef("remacto", 2, name)
    for name in ("proposal.answer", "activity.report", "opinion.answer", "membership.answer")
)
ADOPTED = PlanAdopted(1, DIGEST, thing("resolution"), thing("session"))


class Kept:
    """Read models of what has happened, and what waits by them."""

    def __init__(self, register: Services) -> None:
        self.register = register

    async def hold(self, *past: Happened) -> "Kept":
        def run() -> None:
            with self.register.database.as_owner() as db:
                append(db, History(*past).entries)
            runner = Runner(self.register.database, MODELS)
            runner.catch_up()
            runner.close()

        await asyncio.to_thread(run)
        self.last = len(past) - 1
        return self

    async def fetch(self, query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        async with self.register.pool.connection() as db:
            return await (await db.execute(query, parameters, binary=True)).fetchall()

    async def waits(
        self, position: int | None = None, moment: datetime = NOON, rules: Rulebook = RULES, **asked: Any
    ) -> list[Waiting]:
        at = self.last if position is None else position
        found = await waiting(self.fetch, at, moment, rules, WaitingFilter(**asked))
        kept = await waiting(self.fetch, at, moment, rules, WaitingFilter(**asked), Part(0, overdue=False))
        assert (kept.waits, kept.total) == ([], len(found.waits))
        return found.waits

    async def part(self, part: Part, moment: datetime = NOON, **asked: Any) -> Listed:
        return await waiting(self.fetch, self.last, moment, RULES, WaitingFilter(**asked), part)

    async def kinds(self, position: int | None = None, **asked: Any) -> list[str]:
        return [one.kind for one in await self.waits(position, **asked)]


def submitted(stream: UUID = PROPOSAL, root: UUID = TALK, at: datetime = NOON) -> Happened:
    return Happened(proposals, stream, ProposalSubmitted(None, words("De l'eau"), "online"), root=root, at=at)


def to_proposal(event: Event) -> Happened:
    return Happened(proposals, PROPOSAL, event, root=TALK, at=NOON)


def to_activity(event: Event, activity: UUID = WELLS, at: datetime = NOON) -> Happened:
    return Happened(activities, activity, event, root=PLAN, at=at)
