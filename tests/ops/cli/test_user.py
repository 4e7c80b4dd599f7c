"""`sijill user`, as an operator uses it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ops.settings import Settings
from ops.wiring import opened

pytestmark = pytest.mark.integration

COMMAND = [sys.executable, "-c", "from ops.cli.main import main; main()", "user"]
PASSWORD = "a long sentence of one's own"


class Cli:
    def __init__(self, settings: Settings, folder: Path) -> None:
        assert settings.database_url
        self._environment = {
            "SIJILL_DATABASE_URL": settings.database_url,
            "SIJILL_MASTER_KEY_FILE": str(settings.master_key),
            "SIJILL_DATA_DIR": str(folder),
        }

    def __call__(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words], input=typed, capture_output=True, text=True, env=self._environment, check=False
        )


@pytest.fixture
def cli(settings: Settings, tmp_path: Path) -> Cli:
    return Cli(settings, tmp_path)


def test_an_account_its_token_and_its_end(cli: Cli) -> None:
    made = cli("create", "amina@example.org", typed=PASSWORD + "\n")
    assert made.returncode == 0, made.stderr
    again = cli("create", "AMINA@example.org", typed=PASSWORD)
    assert (again.returncode, again.stderr) == (1, "This login is already in use.\n")
    short = cli("create", "badr", typed="short\n")
    assert short.returncode == 1
    assert "password" in short.stderr
    issued = cli("token", "amina@example.org", "--json")
    assert len(json.loads(issued.stdout)["token"]) == 43
    (listed,) = json.loads(cli("list", "--json").stdout)["accounts"]
    assert (listed["tokens"], listed["disabled"]) == (1, False)
    assert "person" not in listed
    assert cli("disable", "amina@example.org").returncode == 0
    (listed,) = json.loads(cli("list", "--json").stdout)["accounts"]
    assert (listed["tokens"], listed["disabled"]) == (0, True)
    unknown = cli("token", "nobody")
    assert (unknown.returncode, unknown.stderr) == (1, "There is no account with this login.\n")


@pytest.mark.anyio
async def test_offices_are_recorded_as_the_operators_act(cli: Cli, settings: Settings) -> None:
    assert cli("create", "amina", "--no-password").returncode == 0
    assert cli("grant", "amina", "administrator", "--platform").returncode == 0
    again = cli("grant", "amina", "administrator", "--platform")
    assert (again.returncode, again.stderr) == (1, "This person holds the office of administrator already.\n")
    nowhere = cli("grant", "amina", "moderator", "--community", "nowhere")
    assert (nowhere.returncode, nowhere.stderr) == (1, "No such community is registered.\n")
    assert cli("grant", "amina", "moderator").returncode == 2
    assert cli("revoke", "amina", "administrator", "--platform").returncode == 0
    async with opened(settings) as register, register.pool.connection() as db:
        rows = await (
            await db.execute("select entry->'data'->>'type', entry->'actor' from entries order by 1")
        ).fetchall()
    operator = {"kind": "system", "name": "operator"}
    assert rows == [("communities.OfficeGranted.v1", operator), ("communities.OfficeRevoked.v1", operator)]


def test_a_record_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    listed = subprocess.run(
        [*COMMAND, "list", "--data-dir", str(tmp_path / "nowhere")], capture_output=True, text=True, check=False
    )
    assert listed.returncode == 1
    assert "No record found" in listed.stderr
    assert not (tmp_path / "nowhere").exists()
