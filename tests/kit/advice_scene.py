"""A committee and an advisory body that are asked about the draft of a plan."""

from datetime import date
from typing import Any
from uuid import uuid4

from domain.communities import body, office, seat
from domain.decisions import approval, opinion
from domain.decisions.subjects import PlanVersion
from domain.documents import Document
from domain.plans import plan
from domain.record import Account
from domain.text import Sealed
from tests.kit.planning_scene import Planning

PAPER = Document("ab" * 32, {"fr": "Avis"}, "application/pdf", 12_000)
TEXT, ANSWER = {"fr": "Avec un budget", "ar": "مع ميزانية"}, {"fr": "Prévu"}


class Asking:
    """A draft of the commune's plan, on which its committee and its youth body are asked."""

    def __init__(self, scene: Any) -> None:
        self.scene, self.advisor = scene, Account(uuid4())
        self.approval, self.opinion, self.body = uuid4(), uuid4(), uuid4()

    async def begin(self) -> "Asking":
        scene, commune = self.scene, self.scene.community
        self.planning = planning = await Planning(scene).begin()
        plan_id = planning.ids["plan"]
        await planning.run(plan.PublishDraft(plan_id))
        speaker = scene.pseudonym(commune, self.advisor)
        await planning.run(office.Grant(commune, speaker, "advisory"))
        await planning.run(body.EstablishBody(commune, self.body, "advisory_youth", {"fr": "Jeunesse"}, 5))
        began = date(2026, 1, 1)
        seated = ("female", "member", "civil_society", began)
        await planning.run(seat.SeatMember(commune, self.body, speaker, Sealed("fr", "Une membre"), *seated))
        known = await scene.register.record.read([(plan.plans, plan_id)])
        self.version = PlanVersion(plan_id, 1, known[plan_id].state.latest.sha256)
        asked = (commune, self.opinion, self.body, self.version, {"fr": "Qu'en pensez-vous ?"})
        await planning.run(approval.RequestApproval(commune, self.approval, self.version, "committee"))
        self.asked: int = await planning.run(opinion.RequestOpinion(*asked))
        return self

    async def adopted(self) -> None:
        """The draft was adopted, as is attested."""
        attesting = plan.AttestAdoption(self.version.plan, 1, PAPER, date(2025, 10, 7), "reported", TEXT)
        await self.planning.run(attesting)

    async def answered(self) -> None:
        run = self.scene.run
        await run(approval.GrantApproval(self.approval, TEXT), self.scene.moderator)
        await run(opinion.DeliverOpinion(self.opinion, "reserved", TEXT, PAPER), self.advisor)
        holder = self.scene.pseudonym(self.scene.community, self.scene.moderator)
        await run(office.Grant(self.scene.community, holder, "president"), self.scene.administrator)
        await run(opinion.AnswerOpinion(self.opinion, ANSWER, "yes"), self.scene.moderator)
