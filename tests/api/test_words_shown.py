"""May these words be shown? GraphQL, the export, the pages, the report, the search and the openings give the same answer for
every moment: before a contribution was hidden, while it was, once it was restored, and once its words were erased."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from api.graphql.engine import readers
from domain.participation import comment, proposal
from domain.participation.withheld import Withheld, withheld
from domain.text import Sealed
from ops.wiring import Services
from projections.queries.as_of import over
from tests.kit.api_over_http import World, world
from tests.kit.consultation_scene import Scene
from tests.kit.planning_scene import Planning

pytestmark = pytest.mark.anyio

TITLE, BODY, REPLY = "Une borne-fontaine", "De l'eau au marché", "Oui, près de la mosquée"
ASKED = """query ($id: ID!, $reply: ID!, $at: Moment) {
  proposal(id: $id, asOf: $at) { title body hidden erased
    audit(events: ["participation.ProposalSubmitted"]) { nodes { changes { after { text hidden } } } } }
  node(id: $reply, asOf: $at) { ... on Comment { body hidden } }
  search(text: "marché", asOf: $at) { totalCount } }"""

State = tuple[str, bool]
"""What moderation says of a contribution, and whether its author has withdrawn it."""


class Reader:
    """Asks everything that shows words for those of one proposal, and of a comment on it, as of a position."""

    def __init__(self, api: World, ids: dict[str, UUID], title: UUID, reply: UUID) -> None:
        self.http, self.ids, self.title, self.reply = api.http, ids, title, reply

    async def get(self, path: str, **query: Any) -> Any:
        answer = await self.http.get(path, params=query, headers={"Accept-Language": "fr"})
        assert answer.status_code == 200, answer.text
        return answer

    async def opens(self, event: UUID, field: str) -> bool:
        return (await self.http.get(f"/api/v1/openings/{event}/{field}")).status_code == 200

    async def graphql(self, at: int) -> dict[str, bool]:
        given = {"id": str(self.ids["water"]), "reply": str(self.ids["yes"]), "at": at}
        answer = (await self.http.post("/graphql", json={"query": ASKED, "variables": given})).json()
        assert "errors" not in answer, answer
        data = answer["data"]
        found = data["proposal"]
        changes = [one["after"]["text"] for one in found["audit"]["nodes"][0]["changes"] if one["after"]]
        assert (found["title"] == TITLE) == (found["body"] == BODY) == (not found["hidden"] and not found["erased"])
        return {
            "GraphQL": found["title"] == TITLE,
            "audit trail": TITLE in changes and BODY in changes,
            "search": data["search"]["totalCount"] == 1,
            "GraphQL of the comment": data["node"]["body"] == REPLY,
        }

    async def export(self, kind: str, id: UUID, at: int) -> dict[str, Any]:
        lines = (await self.get(f"/api/v1/export/{kind}.jsonl", asOf=at)).text.splitlines()
        return next(row for row in map(json.loads, lines) if row["id"] == str(id))

    async def report(self, at: int) -> bool:
        path = f"/api/v1/plans/{self.ids['plan']}/accountability"
        report = (await self.get(path, asOf=at, format="json")).json()
        (title,) = {
            one["title"]
            for axis in report["axes"]
            for project in axis["projects"]
            for activity in project["activities"]
            for one in activity["proposals"]
        }
        return title is not None and await self.opens(UUID(title), "title")

    async def answers(self, at: int, *, now: bool) -> tuple[dict[str, bool], dict[str, bool]]:
        """Who shows the proposal's words, and who the comment's. An opening is asked for now: it knows no other moment."""
        asked = await self.graphql(at)
        page = (await self.get(f"/proposals/{self.ids['water']}", asOf=at)).text
        consultation = (await self.get(f"/consultations/{self.ids['talk']}", asOf=at)).text
        exported = await self.export("proposal", self.ids["water"], at)
        reply = await self.export("comment", self.ids["yes"], at)
        assert (exported["title"] == TITLE) == (exported["body"] == BODY) == (exported["words"] == "open")
        shown = {
            "export": exported["title"] == TITLE,
            "page of the proposal": TITLE in page,
            "page of the consultation": TITLE in consultation,
            "report": await self.report(at),
        }
        said = {
            "GraphQL": asked.pop("GraphQL of the comment"),
            "export": reply["body"] == REPLY,
            # Beside a proposal that moderation hides, the page shows no discussion.
            "page of the consultation": REPLY in consultation
            or (exported["words"] == "hidden" and reply["body"] == REPLY),
        }
        if now:
            shown["opening"] = await self.opens(self.title, "title")
            said["opening"] = await self.opens(self.reply, "body")
        return shown | asked, said


@pytest.fixture
async def scene(register: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """A proposal in the plan, and a comment on it."""
    monkeypatch.setattr(readers, "FRESH", 0)
    scene = await Scene(register).set()
    planning = await Planning(scene).begin()
    await scene.submit("water", BODY, title=TITLE)
    await scene.say("yes", "water", REPLY)
    accepted = proposal.GiveAnswer(scene.consultation, scene.ids["water"], "accepted", Sealed("fr", "Au budget"))
    await scene.run(accepted, scene.administrator)
    await planning.take_up("water", "wells", pumps=True)
    scene.catch_up()
    yield scene
    scene.close()


def why(states: dict[int, State], at: int, now: int) -> Withheld | None:
    """The rule: words are shown if nothing withholds them as the contribution stood then, nor as it stands now."""
    return withheld(*states[now]) or withheld(*states[at])


async def openings(scene: Scene) -> tuple[UUID, UUID]:
    """The events whose openings have the words of the proposal and of the comment."""
    async with scene.register.pool.connection() as db:
        query = (
            "select distinct proposal.title, comment.body from proposal join comment on comment.proposal = proposal.id"
        )
        ((title, reply),) = await over(db)(query, {})
    return title, reply


async def test_all_give_the_same_answer_at_every_moment(register: Services, scene: Scene) -> None:
    talk, water, yes = scene.consultation, scene.ids["water"], scene.ids["yes"]
    title, reply = await openings(scene)
    reason = Sealed("fr", "Publicité")
    steps = [
        (None, ("unmoderated", False), ("unmoderated", False)),
        (proposal.Moderate(talk, water, "hidden", reason), ("hidden", False), ("unmoderated", False)),
        (comment.Moderate(talk, yes, reason), ("hidden", False), ("hidden", False)),
        (proposal.Restore(talk, water, reason), ("accepted", False), ("hidden", False)),
        (comment.Restore(talk, yes, reason), ("accepted", False), ("accepted", False)),
        (comment.Withdraw(talk, yes), ("accepted", False), ("accepted", True)),
    ]
    proposals: dict[int, State] = {}
    comments: dict[int, State] = {}
    for command, of_proposal, of_comment in steps:
        if command is not None:
            by = scene.citizens[1] if isinstance(command, comment.Withdraw) else scene.moderator
            await scene.run(command, by)
        now = scene.catch_up()
        proposals[now], comments[now] = of_proposal, of_comment
        async with world(register) as api:
            reader = Reader(api, scene.ids, title, reply)
            for at in proposals:
                shown, said = await reader.answers(at, now=at == now)
                expected = why(proposals, at, now) is None, why(comments, at, now) is None
                assert shown == dict.fromkeys(shown, expected[0]), (of_proposal, of_comment, at, now)
                assert said == dict.fromkeys(said, expected[1]), (of_proposal, of_comment, at, now)

    with register.database.as_owner() as db:
        db.execute("delete from record.opening where event in (%s, %s)", [title, reply])
    async with world(register) as api:
        reader = Reader(api, scene.ids, title, reply)
        for at in proposals:
            shown, said = await reader.answers(at, now=at == now)
            assert not any([*shown.values(), *said.values()]), (shown, said, at)


async def test_a_placeholder_says_why(register: Services, scene: Scene) -> None:
    """The export and the page name the same cause, and the page gives the reason of the hiding, not that of the restoring."""
    talk, water = scene.consultation, scene.ids["water"]
    await scene.run(proposal.Moderate(talk, water, "hidden", Sealed("fr", "Publicité")), scene.moderator)
    hidden = scene.catch_up()
    await scene.run(proposal.Restore(talk, water, Sealed("fr", "Une erreur")), scene.moderator)
    scene.catch_up()
    async with world(register) as api:
        reader = Reader(api, scene.ids, water, water)
        assert (await reader.export("proposal", water, hidden))["words"] == "hidden"
        page = (await reader.get(f"/consultations/{talk}", asOf=hidden, lang="fr")).text
        assert "Publicité" in page
        assert "Une erreur" not in page
