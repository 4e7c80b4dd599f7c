"""`sijill serve` from outside: it starts, says so, stops, starts again and finds all as it was, whatever was killed."""

import signal
import socket
import time
from base64 import b64encode
from pathlib import Path

import httpx
import psutil
import pytest

from ops.demo.loader import id_of
from tests.kit.server_process import PATIENCE, Served, command, copied, new_citizen, served

pytestmark = pytest.mark.e2e

VOTE = f"/consultations/{id_of('consultation', 'openness-plan')}/proposals/{id_of('proposal', 'live-sessions')}/ballot"


def until(condition: object, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.05)


def head(client: httpx.Client) -> int:
    answer = client.get("/readyz")
    return int(answer.json().get("head") or 0) if answer.status_code == 200 else -1


def another(server: Served, database: psutil.Process) -> bool:
    """Whether another database runs than the one that was killed."""
    try:
        return server.database() != database
    except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
        return False


@pytest.fixture
def record(demonstration: Path, tmp_path: Path) -> Path:
    """The folder of a record of one's own, with the demonstration in it."""
    return copied(demonstration, tmp_path / "record")


def test_a_second_start_finds_everything_as_it_was(tmp_path: Path) -> None:
    with served(tmp_path / "record", "--demo") as first, first.client() as client:
        until(lambda: head(client) > 500, "the demonstration")
        reached, page = head(client), client.get("/").text
        assert first.stop() == 0, first.errors
        assert not (tmp_path / "record" / "postgres" / "postmaster.pid").exists()  # nor does its database run on
    with served(tmp_path / "record", "--demo") as second, second.client() as client:
        assert head(client) == reached
        assert client.get("/").text == page
        assert second.stop(signal.SIGINT) == 0, second.errors
        assert second.errors.count("Loading the demonstration") == first.errors.count("Loading the demonstration")


def test_a_killed_server_has_lost_nothing(record: Path) -> None:
    with served(record) as first, first.client() as client:
        token = new_citizen(client)
        cast = command(client, "POST", VOTE, {"choice": "agree"}, token)
        assert cast.status_code == 201, cast.text
        assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    with served(record) as second, second.client() as client:
        own = client.get(f"/api/v1{VOTE}", headers={"Authorization": f"Bearer {token}"})
        assert own.json()["choice"] == "agree"
        assert command(client, "POST", VOTE, {"choice": "agree"}, token).json()["code"] == "ballot.already-cast"


def test_a_killed_database_comes_back_by_itself(record: Path) -> None:
    with served(record) as server, server.client() as client:
        token = new_citizen(client)
        first = server.database()
        first.kill()
        # A command waits the outage out, if it is not faster than the outage.
        cast = command(client, "POST", VOTE, {"choice": "agree"}, token)
        assert cast.status_code == 201, cast.text
        until(lambda: another(server, first), "the database's second start")
        second = server.database()
        second.kill()
        # Readers are told to come again, and then find all there.
        until(lambda: another(server, second) and client.get("/").status_code == 200, "reading again")
        position = cast.json()["position"]
        until(lambda: head(client) >= position, "the read models")
        assert server.process.poll() is None


def refused(data_dir: Path, *options: str, environment: dict[str, str] | None = None) -> str:
    """Starts a server that cannot start, and gives what it says."""
    server = Served(data_dir, *options, environment=environment)
    try:
        assert server.process.wait(PATIENCE) == 1, server.errors
    finally:
        server.end()
    assert "Traceback" not in server.errors
    return " ".join(server.errors.split())


def test_it_says_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"port {port}: Address already in use" in refused(tmp_path / "record", "--port", port)
    assert not (tmp_path / "record").exists()


def test_it_says_that_the_master_key_is_another_one(record: Path) -> None:
    other = {"SIJILL_MASTER_KEY": b64encode(bytes(32)).decode()}
    assert "belongs to another record" in refused(record, environment=other)
    assert "32 bytes" in refused(record, environment={"SIJILL_MASTER_KEY": "short"})


def test_it_says_that_the_database_is_not_there(tmp_path: Path) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:1/sijill"
    said = refused(tmp_path / "record", environment={"SIJILL_DATABASE_URL": url})
    assert "cannot be reached (127.0.0.1/sijill)" in said
    assert "secret" not in said
