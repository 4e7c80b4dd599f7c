"""kill -9 of server, database and relay, under load: nothing acknowledged is lost, doubled, or missing in its topic.

Two rounds by default; `make soak` runs twenty (`--rounds`). SIJILL_SEED repeats the choices of a run.
"""

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.soak import held
from tests.soak.processes import Postgres, Process, Server, wait_for
from tests.soak.voters import Voters, scene

PROGRESS = 30
"""Commands that must be acknowledged after a kill, before what comes next."""

pytestmark = [pytest.mark.anyio, pytest.mark.kafka]


class Platform:
    """Server, database and relay of one record."""

    def __init__(self, folder: Path, kafka: str) -> None:
        self.server, self.database = Server(folder), Postgres(folder)
        self.relay = Process(folder, "relay", "--kafka", kafka)
        self.killed = {"server": 0, "database": 0, "relay": 0}

    def start(self) -> None:
        self.server.start()
        self.server.wait_until_ready()
        self.relay.start()

    async def kill(self, victim: str, pause: float) -> None:
        """Kills one of the three. Server and relay are started again, as a supervisor does; the database is not."""
        self.killed[victim] += 1
        if victim == "database":
            await asyncio.to_thread(self.database.kill)
            return
        process: Process = getattr(self, victim)
        await asyncio.to_thread(process.kill)
        await asyncio.sleep(pause)
        process.start()

    def must_run(self) -> None:
        """Nobody but us ends server or relay: not even a database that is away."""
        self.server.must_run()
        self.relay.must_run()

    def published(self) -> bool:
        """Whether the relay has come to where the log ends by now."""
        try:
            with psycopg.connect(self.database.url) as db:
                asked = "select (select next from record.head), (select max(next) from record.follower)"
                row = db.execute(asked).fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and row[0] == row[1]

    async def until(self, condition: Callable[[], bool], what: str) -> None:
        await asyncio.to_thread(wait_for, condition, what, self.relay.output)


async def test_kills_under_load_lose_nothing_and_double_nothing(
    tmp_path: Path, kafka: str, pytestconfig: pytest.Config, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds = pytestconfig.getoption("--rounds")
    seed = int(os.environ.get("SIJILL_SEED") or random.SystemRandom().randrange(10**6))
    rng = random.Random(seed)

    def say(text: str) -> None:
        with capsys.disabled():
            print(text, flush=True)

    say(f"\nkills under load: {rounds} rounds, SIJILL_SEED={seed}")
    folder = tmp_path / "record"
    setting = await scene(folder)
    platform = Platform(folder, kafka)
    try:
        await asyncio.to_thread(platform.start)
        async with Voters(platform.server.url, setting, seed) as voters:
            for number in range(1, rounds + 1):
                for victim in rng.sample(list(platform.killed), 3):
                    await asyncio.sleep(rng.uniform(0, 0.8))
                    await platform.kill(victim, rng.uniform(0, 0.5))
                    if rng.random() < 0.6:  # else the next is killed before this one has recovered
                        await voters.more(PROGRESS, platform.must_run)
                await voters.more(PROGRESS, platform.must_run)
                again = f"{voters.asked_again} requests repeated"
                say(f"  round {number}: {platform.killed} killed, {len(voters.said)} commands acknowledged, {again}")
        await platform.until(platform.published, "the relay has published all")
        assert platform.relay.end() == 0
        assert platform.server.end() == 0
        say(f"  {await asyncio.to_thread(held.check, folder, kafka, voters.said)}")
        say(
            f"  {sum(one.repeated for one in voters.said)} acknowledgements were of commands already recorded when asked again"
        )
    finally:
        for process in (platform.relay, platform.server):
            if process.running:
                process.end()
