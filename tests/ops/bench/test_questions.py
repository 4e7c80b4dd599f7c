"""The benchmark's questions are answered: GraphQL and the statement written by hand give the same, and no list is an error."""

import re
from datetime import datetime
from typing import Any

import httpx
import msgspec
import pytest

from ops.bench import list_growth, slow_database
from ops.bench.bare import WHICH
from ops.bench.questions import BY_HAND, request
from ops.bench.scene import cast, scene
from ops.wiring import Services
from tests.kit.api_over_http import World, world

pytestmark = pytest.mark.anyio


async def sent(api: World, raw: str) -> httpx.Response:
    """The answer to a raw request of the load generator."""
    head, body = raw.split("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ") for line in lines if not line.startswith("Host"))
    answer = await api.http.request(method, path, content=body, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def with_instants(data: Any) -> Any:
    nodes = data["data"]["consultation"]["proposals"]["nodes"]
    for node in nodes:
        node["occurredAt"] = datetime.fromisoformat(node["occurredAt"])
    return data


async def test_the_statement_written_by_hand_gives_what_graphql_gives(register: Services) -> None:
    stage = await scene(register, proposals=60, people=1)
    await cast(register.record, list_growth.some_votes(stage))
    await stage.cast(register.record, 20)
    async with world(register) as api, await register.database.connect() as db:
        await api.catch_up()
        ours = (await sent(api, request(stage.consultation))).json()
        ((consultation,),) = await (await db.execute(WHICH)).fetchall()
        ((by_hand,),) = await (await db.execute(BY_HAND, {"consultation": consultation})).fetchall()
    assert with_instants(ours) == with_instants(msgspec.json.decode(by_hand))
    proposals = ours["data"]["consultation"]["proposals"]
    assert (proposals["totalCount"], len(proposals["nodes"])) == (60, 50)
    assert {node["tally"]["ballots"] for node in proposals["nodes"]} >= {0, 1}


async def test_every_list_that_is_measured_has_its_rows_and_no_error(register: Services) -> None:
    stage = await scene(register, proposals=60, people=1)
    rows = {}
    async with world(register) as api:
        await api.catch_up()
        for name, question in list_growth.ASKED.items():
            one, other = question(stage.consultation, 1), question(stage.consultation, 2)
            assert one != other
            answer = await sent(api, one)
            if answer.headers["content-type"].startswith("text/html"):
                rows[name] = len(set(re.findall(r"/proposals/([0-9a-f-]{36})", answer.text)))
                continue
            assert "errors" not in answer.json(), answer.text
            data = answer.json()["data"]
            page = data.get("waiting") or data["consultation"]["proposals"]
            rows[name] = len(page["nodes"])
            assert page.get("totalCount", 60) == 60
            assert ("totalCount" in page) == name.endswith("totalCount")
    assert set(rows) == set(list_growth.ASKED)
    assert rows == {name: 5 if re.match(r"newest 5\b", name) else 50 for name in rows}


async def test_a_slow_database_that_takes_nothing_in_time_has_a_figure_too(
    register: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await scene(register, proposals=2, people=20)
    monkeypatch.setattr(slow_database, "DELAY", 60)
    assert await slow_database.rate(stage, 0.2) == 0


async def test_the_votes_that_a_slow_database_takes_are_counted_from_the_log(
    register: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await scene(register, proposals=2, people=20)
    before = await slow_database.entries(register)
    monkeypatch.setattr(slow_database, "DELAY", 0.001)
    assert await slow_database.rate(stage, 60) > 0
    assert await slow_database.entries(register) - before == 40
