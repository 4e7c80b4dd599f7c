"""People who vote over HTTP as good clients do: with an idempotency key, asking again under the same key until answered."""

import asyncio
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec

from api.accounts import account, token
from domain.communities import community, office
from domain.kernel import System
from domain.participation import consultation, proposal
from domain.record import Account
from domain.text import Sealed
from ops.settings import Settings
from ops.wiring import opened
from tests.soak.processes import LIMIT

CHOICES = ("agree", "disagree", "pass")
VOTERS, CONSULTATIONS, PROPOSALS = 24, 4, 3

Question = tuple[UUID, UUID]
"""A consultation and a proposal in it."""


class Acknowledged(msgspec.Struct, frozen=True):
    """What the server has said yes to: which event of which ballot, where in the log."""

    ballot: UUID
    version: int
    position: int
    repeated: bool


class Refused(Exception):
    """A command that should have been taken was not."""


class Scene(msgspec.Struct, frozen=True):
    tokens: list[str]
    questions: list[Question]


async def scene(folder: Path) -> Scene:
    """A record with open consultations and people with accounts, made before the server runs."""
    async with opened(Settings(data_dir=folder)) as register:
        ports, execute, place = register.ports(), register.record.execute, community.community_id("01.001")
        administrator, now = Account(uuid4()), datetime.now(UTC)
        holder = register.keyring.pseudonym(place, administrator.person.bytes)
        await execute(community.Register("01.001", {"ar": "جماعة"}), by=System("operator"))
        await execute(office.Grant(place, holder, "administrator"), by=System("operator"))
        questions: list[Question] = []
        for _ in range(CONSULTATIONS):
            id = uuid4()
            opening = consultation.Open(place, id, {"ar": "تشاور"}, {}, now, now + timedelta(days=1))
            await execute(opening, by=administrator)
            for _ in range(PROPOSALS):
                questions.append((id, uuid4()))
                await execute(proposal.Submit(*questions[-1], Sealed("fr", "Un banc")), by=administrator)
        tokens = []
        for number in range(VOTERS):
            made = await account.create(ports, f"voter-{number}", None)
            assert made is not None
            tokens.append((await token.issue(ports, made.id, 1)).token)
        return Scene(tokens, questions)


class Voters:
    """They vote until they are told to stop; what was acknowledged is kept in `said`. A context manager."""

    def __init__(self, url: str, scene: Scene, seed: int) -> None:
        self._url, self._scene, self._seed = url, scene, seed
        self.said: list[Acknowledged] = []
        self.asked_again = 0
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "Voters":
        self._tasks = [asyncio.create_task(self._vote(number)) for number in range(len(self._scene.tokens))]
        return self

    async def __aexit__(self, *reason: object) -> None:
        """Ends when everybody has an answer to the last question. Raises what went wrong."""
        self._stopping.set()
        await asyncio.gather(*self._tasks)

    async def more(self, count: int, watch: Callable[[], None]) -> None:
        """Waits until so many more commands are acknowledged. Raises what went wrong; `watch` may raise too."""
        wanted, deadline = len(self.said) + count, time.monotonic() + LIMIT
        while len(self.said) < wanted:
            watch()
            assert time.monotonic() < deadline, f"no {count} commands were acknowledged in {LIMIT:.0f} s"
            for task in self._tasks:
                if task.done():
                    await task
            await asyncio.sleep(0.02)

    async def _vote(self, number: int) -> None:
        rng = random.Random(f"{self._seed}/{number}")
        held: dict[Question, str] = {}
        headers = {"Authorization": f"Bearer {self._scene.tokens[number]}"}
        async with httpx.AsyncClient(base_url=self._url, headers=headers, timeout=30) as client:
            while not self._stopping.is_set():
                question = rng.choice(self._scene.questions)
                choice = rng.choice([choice for choice in CHOICES if choice != held.get(question)])
                if question not in held:
                    await self._until_answered(client, "POST", question, choice)
                    held[question] = choice
                elif rng.random() < 0.2:
                    await self._until_answered(client, "DELETE", question, None)
                    del held[question]
                else:
                    await self._until_answered(client, "PUT", question, choice)
                    held[question] = choice

    async def _until_answered(
        self, client: httpx.AsyncClient, method: str, question: Question, choice: str | None
    ) -> None:
        where = "/api/v1/consultations/{}/proposals/{}/ballot".format(*question)
        body: dict[str, Any] = {} if choice is None else {"json": {"choice": choice}}
        key = {"Idempotency-Key": str(uuid4())}
        while True:
            try:
                answer = await client.request(method, where, headers=key, **body)
            except httpx.TransportError:
                self.asked_again += 1
                await asyncio.sleep(0.1)
                continue
            if answer.is_success:
                done = answer.json()
                assert done["events"] == 1
                said = Acknowledged(UUID(done["id"]), done["version"], done["position"], done["repeated"])
                self.said.append(said)
                return
            busy = answer.status_code == 409 and answer.json()["code"] == "idempotency-key.in-progress"
            if not (busy or answer.status_code == 429 or answer.status_code >= 500):
                raise Refused(f"{method} {where}: {answer.status_code} {answer.text}")
            self.asked_again += answer.status_code != 429
            await asyncio.sleep(min(float(answer.headers.get("Retry-After", "0.1")), 1.0))
