"""Proposals as GraphQL shows them: words, tallies, lists, and the past."""

from typing import Any

import pytest

pytestmark = pytest.mark.anyio


async def test_a_consultation_with_its_proposals(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres devant l'école", title="Arbres")
    await scene.submit("lamps", "إنارة الشارع", "ar", by=1)
    for voter, choice in enumerate(("agree", "agree", "disagree", "pass")):
        await scene.vote("trees", choice, voter)
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!) { consultation(id: $id) {
            title open community { code name(language: "fr") }
            totals { proposals comments ballots }
            proposals(first: 50, order: MOST_SUPPORTED) { totalCount edges { node {
                id title body language moderation hidden erased tally { agree disagree pass ballots }
            } } } } }""",
        {"id": str(scene.consultation)},
        accept_language="fr-MA, en;q=0.5",
    )
    found = data["consultation"]
    assert found["title"] == "Concertation sur le budget"
    assert found["open"] is True
    assert found["community"] == {"code": "01.001", "name": "Commune d'Oujda"}
    assert found["totals"] == {"proposals": 2, "comments": 0, "ballots": 4}
    assert found["proposals"]["totalCount"] == 2
    trees, lamps = (edge["node"] for edge in found["proposals"]["edges"])
    assert trees == {
        "id": str(scene.ids["trees"]),
        "title": "Arbres",
        "body": "Des arbres devant l'école",
        "language": "fr",
        "moderation": "UNMODERATED",
        "hidden": False,
        "erased": False,
        "tally": {"agree": 2, "disagree": 1, "pass": 1, "ballots": 4},
    }
    assert (lamps["title"], lamps["body"], lamps["tally"]["ballots"]) == (None, "إنارة الشارع", 0)
