"""The process that keeps the read models comes back when it is killed, and goes when its server is."""

import signal
from pathlib import Path

import psutil

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
