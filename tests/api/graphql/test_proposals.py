"""Proposals as GraphQL shows them: words, tallies, lists, and the past."""

from typing import Any

import pytest

from domain.participation import comment, proposal
from domain.text import Sealed

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


async def test_hidden_words_are_shown_at_no_moment(client: Any, scene: Any) -> None:
    await scene.submit("rude", "Des mots blessants", title="Colère")
    before = scene.catch_up()
    query = """query ($id: ID!, $at: Moment) { proposal(id: $id, asOf: $at) {
        title body hidden erased moderation moderationReason } }"""
    asked = {"id": str(scene.ids["rude"])}
    shown = {"title": "Colère", "body": "Des mots blessants", "hidden": False, "erased": False}
    assert (await client.ask(query, asked | {"at": before}))["proposal"] == shown | {
        "moderation": "UNMODERATED",
        "moderationReason": None,
    }
    await scene.hide("rude", "Blessant")
    scene.catch_up()
    placeholder = {"title": None, "body": None, "hidden": True, "erased": False}
    assert (await client.ask(query, asked))["proposal"] == placeholder | {
        "moderation": "HIDDEN",
        "moderationReason": "Blessant",
    }
    then = (await client.ask(query, asked | {"at": before}))["proposal"]
    assert then == placeholder | {"moderation": "UNMODERATED", "moderationReason": None}
    restoring = proposal.Restore(scene.consultation, scene.ids["rude"], Sealed("fr", "Une erreur"))
    await scene.run(restoring, scene.moderator)
    scene.catch_up()
    assert (await client.ask(query, asked))["proposal"] == shown | {
        "moderation": "ACCEPTED",
        "moderationReason": "Une erreur",
    }


async def test_withdrawn_words_are_shown_at_no_moment(client: Any, scene: Any) -> None:
    await scene.submit("regretted", "Des mots que je regrette")
    before = scene.catch_up()
    await scene.run(proposal.Withdraw(scene.consultation, scene.ids["regretted"]), scene.citizens[0])
    scene.catch_up()
    query = "query ($id: ID!, $at: Moment) { proposal(id: $id, asOf: $at) { body hidden withdrawn } }"
    asked = {"id": str(scene.ids["regretted"])}
    assert (await client.ask(query, asked))["proposal"] == {"body": None, "hidden": True, "withdrawn": True}
    then = (await client.ask(query, asked | {"at": before}))["proposal"]
    assert then == {"body": None, "hidden": True, "withdrawn": False}
    found = await client.ask(
        'query ($id: ID!) { consultation(id: $id) { proposals(search: "regrette") { totalCount } } }',
        {"id": str(scene.consultation)},
    )
    assert found["consultation"]["proposals"]["totalCount"] == 0


async def test_erased_words_leave_a_place_behind(client: Any, scene: Any) -> None:
    await scene.submit("gone", "Des mots retirés")
    scene.catch_up()
    with scene.register.database.as_owner() as db:
        db.execute("delete from record.opening")
    found = await client.ask("query ($id: ID!) { proposal(id: $id) { body hidden erased } }", {
        "id": str(scene.ids["gone"])
    })  # fmt: skip
    assert found["proposal"] == {"body": None, "hidden": False, "erased": True}


async def test_merged_and_answered(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    await scene.submit("shade", "De l'ombre", by=1)
    merging = proposal.Merge(scene.consultation, scene.ids["shade"], scene.ids["trees"], Sealed("fr", "La même"))
    await scene.run(merging, scene.moderator)
    answer = proposal.GiveAnswer(
        scene.consultation, scene.ids["trees"], "partly_accepted", Sealed("fr", "Vingt arbres en 2027")
    )
    await scene.run(answer, scene.administrator)
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!) { proposal(id: $id) { author recordedBy origin withdrawn
            mergedInto { id answer reasons } consultation { id title(language: "ar") } } }""",
        {"id": str(scene.ids["shade"])},
    )
    assert data["proposal"] == {
        "author": str(scene.pseudonym(scene.consultation, scene.citizens[1])),
        "recordedBy": "person",
        "origin": "ONLINE",
        "withdrawn": False,
        "mergedInto": {
            "id": str(scene.ids["trees"]),
            "answer": "PARTLY_ACCEPTED",
            "reasons": "Vingt arbres en 2027",
        },
        "consultation": {"id": str(scene.consultation), "title": "تشاور حول الميزانية"},
    }


async def test_comments_in_threads(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    await scene.say("first", "trees", "Oui")
    await scene.say("reply", "trees", "Pourquoi ?", to="first", by=2)
    hiding = comment.Moderate(scene.consultation, scene.ids["reply"], Sealed("fr", "Insulte"))
    await scene.run(hiding, scene.moderator)
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!) { proposal(id: $id) {
            all: comments { totalCount }
            against: comments(stance: [AGAINST]) { totalCount }
            comments(threads: true) { totalCount nodes { body stance language author replies {
                nodes { body hidden moderation moderationReason parent { body } proposal { body } } } } } } }""",
        {"id": str(scene.ids["trees"])},
    )
    found = data["proposal"]
    assert (found["all"]["totalCount"], found["against"]["totalCount"], found["comments"]["totalCount"]) == (2, 0, 1)
    (first,) = found["comments"]["nodes"]
    assert (first["body"], first["stance"], first["language"]) == ("Oui", "FOR", "fr")
    assert first["author"] == str(scene.pseudonym(scene.consultation, scene.citizens[1]))
    assert first["replies"]["nodes"] == [
        {
            "body": None,
            "hidden": True,
            "moderation": "HIDDEN",
            "moderationReason": "Insulte",
            "parent": {"body": "Oui"},
            "proposal": {"body": "Des arbres"},
        }
    ]
