"""The same question at another moment."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from domain.kernel import System
from domain.participation import ballot, consultation, proposal
from domain.participation.importers import Source
from domain.record import Outsider
from domain.text import Sealed

pytestmark = pytest.mark.anyio

STATE = """query ($id: ID!, $at: Moment) { consultation(id: $id, asOf: $at) {
    title closes totals { proposals comments ballots }
    proposals(order: OLDEST) { totalCount nodes { title body version tally { agree disagree pass } } } } }"""


async def test_as_of_a_position_is_what_was_answered_then(client: Any, scene: Any) -> None:
    ask = {"id": str(scene.consultation)}
    then: dict[int, Any] = {}

    async def noted() -> None:
        position = scene.catch_up()
        answer = await client.post(STATE, ask | {"at": position})
        assert answer.headers["sijill-position"] == str(position)
        then[position] = answer.json()["data"]

    await noted()
    await scene.submit("trees", "Des arbres")
    await noted()
    await scene.vote("trees", "agree", 0)
    await noted()
    await scene.change("trees", "disagree", 0)
    amending = proposal.Amend(scene.consultation, scene.ids["trees"], Sealed("fr", "Des platanes"))
    await scene.run(amending, scene.citizens[0])
    await noted()
    closes = datetime.now(UTC) + timedelta(days=9)
    await scene.run(consultation.Extend(scene.consultation, closes), scene.administrator)
    await noted()
    assert len({repr(answer) for answer in then.values()}) == len(then)
    for position, answer in then.items():
        assert await client.ask(STATE, ask | {"at": position}) == answer
        assert await client.ask(STATE, ask | {"at": str(position)}) == answer


async def test_as_of_an_instant_is_log_time(client: Any, scene: Any) -> None:
    await scene.submit("trees", "Des arbres")
    await scene.submit("lamps", "Des lampes")
    scene.catch_up()
    trail = await client.ask("query ($id: ID!) { audit(subject: $id, order: OLDEST) { nodes { position at } } }", {
        "id": str(scene.consultation)
    })  # fmt: skip
    for entry in trail["audit"]["nodes"]:
        found = await client.post(STATE, {"id": str(scene.consultation), "at": entry["at"]})
        assert found.headers["sijill-position"] == str(entry["position"])
    before = await client.post(STATE, {"id": str(scene.consultation), "at": "2001-01-01T00:00:00Z"})
    assert before.json()["data"] == {"consultation": None}
    (error,) = before.json()["errors"]
    assert error["extensions"] == {
        "code": "moment.before-beginning", "begins": trail["audit"]["nodes"][0]["at"],
        "position": trail["audit"]["nodes"][0]["position"],
    }  # fmt: skip
    ahead = {"id": str(scene.consultation), "at": "2901-01-01T00:00:00+01:00"}
    assert await client.refusal(STATE, ahead) == "moment.ahead"


async def test_at_least_waits_for_ones_own_write(client: Any, scene: Any) -> None:
    scene.catch_up()
    await client.ask("{ position }")
    await scene.submit("trees", "Des arbres")
    vote = await scene.vote("trees", "agree", 0)
    asked = asyncio.create_task(
        client.ask(
            "query ($id: ID!, $p: Position!) { proposal(id: $id, atLeast: $p) { tally { agree } } }",
            {"id": str(scene.ids["trees"]), "p": vote.position},
        )
    )
    done, _ = await asyncio.wait([asked], timeout=0.2)
    assert not done
    await asyncio.to_thread(scene.catch_up)
    assert (await asked)["proposal"]["tally"]["agree"] == 1


async def test_a_position_that_is_not_in_the_log_is_refused(client: Any, scene: Any) -> None:
    last = scene.catch_up()
    assert await client.refusal(f"{{ position(atLeast: {last + 1}) }}") == "position.not-reached"
    assert await client.refusal(f'{{ node(id: "{uuid4()}", asOf: {last + 5}) {{ id }} }}') == "position.not-reached"


async def test_fields_of_one_query_may_be_read_at_different_moments(client: Any, scene: Any) -> None:
    before = scene.catch_up()
    await scene.submit("trees", "Des arbres")
    scene.catch_up()
    data = await client.ask(
        """query ($id: ID!, $before: Moment) {
            then: consultation(id: $id, asOf: $before) { totals { proposals } }
            now: consultation(id: $id) { totals { proposals } }
        }""",
        {"id": str(scene.consultation), "before": before},
    )
    assert (data["then"]["totals"]["proposals"], data["now"]["totals"]["proposals"]) == (0, 1)


async def test_what_was_imported_is_read_as_of_its_own_time(client: Any, scene: Any) -> None:
    importer, day = System("polis-import"), datetime(2019, 5, 1, tzinfo=UTC)
    imported, question = uuid4(), uuid4()
    source = Source("polis", "https://pol.is/abc")
    opening = consultation.Open(scene.community, imported, {"en": "Old"}, {}, day, None, source=source)
    await scene.run(opening, importer, occurred_at=day)
    asking = proposal.Submit(imported, question, Sealed("en", "Lights"))
    await scene.run(asking, importer, on_behalf_of=Outsider("0"), occurred_at=day)
    for number, choice in enumerate(("agree", "agree", "disagree")):
        await scene.run(
            ballot.Copy(imported, question, choice),
            importer,
            on_behalf_of=Outsider(str(number)),
            occurred_at=day + timedelta(days=number, hours=1),
        )
    scene.catch_up()
    query = """query ($id: ID!, $day: Instant!) { consultation(id: $id, occurredAsOf: $day) {
        proposals { nodes { tally { agree disagree } } } } }"""
    agreed = []
    for days in range(4):
        data = await client.ask(query, {"id": str(imported), "day": (day + timedelta(days=days)).isoformat()})
        (node,) = data["consultation"]["proposals"]["nodes"]
        agreed.append((node["tally"]["agree"], node["tally"]["disagree"]))
    assert agreed == [(0, 0), (1, 0), (2, 0), (2, 1)]
    course = await client.ask("query ($id: ID!) { proposal(id: $id) { course { at agree ballots } } }", {
        "id": str(question)
    })  # fmt: skip
    assert [(point["at"][:10], point["agree"], point["ballots"]) for point in course["proposal"]["course"]] == [
        ("2019-05-01", 1, 1),
        ("2019-05-02", 2, 2),
        ("2019-05-03", 2, 3),
    ]
    here = {"id": str(scene.consultation), "day": day.isoformat()}
    assert await client.refusal(query, here) == "moment.before-beginning"


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
async def test_an_instant_beyond_the_calendar_is_told(client: Any, edge: str) -> None:
    code = await client.refusal("query ($at: Moment) { communities(asOf: $at) { totalCount } }", {"at": edge})
    assert code == "query.invalid"
