"""The process that keeps the read models comes back when it is killed, and goes when its server is."""

import signal
from pathlib import Path

import msgspec
import psutil
import psycopg
from typer.testing import CliRunner

from ops.cli.main import app
from ops.follower import MODULE
from ops.settings import Settings
from tests.kit.server_process import PATIENCE, Served
from tests.ops.test_two_servers import agreed, vote


def follower_of(server: Served) -> psutil.Process:
    (found,) = [child for child in psutil.Process(server.process.pid).children() if MODULE in child.cmdline()]
    return found


def test_it_is_started_again_and_ends_with_its_server(settings: Settings, tmp_path: Path) -> None:
    assert settings.database_url
    environment = {"SIJILL_DATABASE_URL": settings.database_url}
    server = Served(tmp_path / "record", "--demo", environment=environment)
    try:
        with server.until_ready().client() as client:
            before = agreed(client, vote(client))
            follower_of(server).kill()
            assert agreed(client, vote(client)) == before + 1
            assert "has ended with status -9" in server.errors
        follower = follower_of(server)
        server.stop(signal.SIGKILL)
        follower.wait(PATIENCE)
    finally:
        server.end()


def test_read_models_ahead_of_the_log_are_not_served(settings: Settings, tmp_path: Path) -> None:
    """The server said that it was ready, and passed over the next events."""
    environment = {"SIJILL_DATABASE_URL": str(settings.database_url)}
    server = Served(tmp_path / "record", "--demo", environment=environment)
    try:
        with server.until_ready().client() as client, psycopg.connect(str(settings.database_url)) as db:
            db.execute("update views.read_model set next = next + 1")
            db.commit()
            answer = client.get("/readyz")
            assert answer.status_code == 503
            assert "the log does not have the entry there" in answer.json()["reason"]
    finally:
        server.end()
    again = Served(tmp_path / "record", environment=environment)
    assert again.process.wait(PATIENCE) == 1
    assert "`sijill replay`" in " ".join(again.errors.split())
    done = CliRunner().invoke(app, ["status", "--json"], env=environment)
    assert "the log does not have the entry there" in msgspec.json.decode(done.stdout)["fault"]
    assert CliRunner().invoke(app, ["replay"], env=environment).exit_code == 0
    healed = Served(tmp_path / "record", environment=environment)
    try:
        with healed.until_ready().client() as client:
            assert client.get("/readyz").json()["reason"] is None
    finally:
        healed.end()
