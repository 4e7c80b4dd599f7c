"""Two servers on one database: one of them keeps the read models for both, and when it is killed the other one does."""

import signal
from pathlib import Path

import httpx

from ops.demo.loader import id_of
from ops.settings import Settings
from tests.kit.server_process import Served, command, new_citizen

PROPOSAL = id_of("proposal", "live-sessions")
VOTE = f"/consultations/{id_of('consultation', 'openness-plan')}/proposals/{PROPOSAL}/ballot"
AT_LEAST = "query ($id: ID!, $position: Position!) { proposal(id: $id, atLeast: $position) { tally { agree } } }"


def vote(client: httpx.Client) -> int:
    cast = command(client, "POST", VOTE, {"choice": "agree"}, new_citizen(client))
    assert cast.status_code == 201, cast.text
    return int(cast.json()["position"])


def agreed(client: httpx.Client, position: int) -> int:
    asked = {"query": AT_LEAST, "variables": {"id": str(PROPOSAL), "position": position}}
    answer = client.post("/graphql", json=asked).json()
    assert "errors" not in answer, answer
    return int(answer["data"]["proposal"]["tally"]["agree"])


def test_one_keeps_the_read_models_and_both_answer(settings: Settings, tmp_path: Path) -> None:
    assert settings.database_url
    environment = {"SIJILL_DATABASE_URL": settings.database_url}
    servers = []
    try:
        for options in (["--demo"], []):
            servers.append(Served(tmp_path / "record", *options, environment=environment))
            servers[-1].until_ready()
        first, second = servers
        with first.client() as one, second.client() as other:
            before = agreed(other, vote(one))
            assert agreed(one, vote(other)) == before + 1
            first.stop(signal.SIGKILL)
            assert agreed(other, vote(other)) == before + 2
    finally:
        for server in servers:
            server.end()
