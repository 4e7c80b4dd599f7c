"""A record in which something of every kind waits for somebody."""

from typing import Any

from domain.communities import community, membership
from domain.documents import Document
from domain.kernel import System
from tests.kit.advice_scene import Asking

NETWORK = community.community_id("remacto")
RESOLUTION = Document("cd" * 32, {"fr": "Délibération"}, "application/pdf", 12_000)


class Waits:
    """A plan on which an office and a body are asked, with an activity that is promised and a proposal; and a community that
    has applied to a network."""

    def __init__(self, scene: Any) -> None:
        self.scene, self.asking = scene, Asking(scene)

    async def begin(self) -> "Waits":
        scene, operator = self.scene, System("operator")
        await self.asking.begin()
        await scene.run(community.Register("remacto", {"fr": "Réseau"}, kind="network"), operator)
        applying = membership.ApplyForMembership(scene.community, NETWORK, None, RESOLUTION)
        await scene.run(applying, scene.administrator)
        await scene.submit("trees", "Des arbres")
        return self
