"""The demonstration region, and what the chapters of its story share: ids, days, offices, files."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from domain.communities.community import community_id
from domain.documents import Document
from domain.kernel import Command
from domain.record import Outcome, Represented
from domain.text import Sealed, Words
from ops.demo.region.script import Plan, Record, read
from ops.demo.telling import OnProgress, Telling, id_of
from ops.wiring import Services

PLACE = "region/"
HOUR_OF_WORK = time(10, tzinfo=UTC)


class Region(Telling):
    """The demonstration region. `id` is its own, `network` that of the network which it joins, `plan` that of its plan."""

    def __init__(self, register: Services, on_progress: OnProgress) -> None:
        super().__init__(register)
        self.script, self.content = read("record.json", Record), read("plan.json", Plan)
        self.on_progress = on_progress
        self.id, self.network = community_id(self.script.community.code), community_id(self.script.network.code)
        self.name = self.script.community.name
        self.plan, self.next_plan = self.thing("plan"), self.thing("next plan")
        self._files: dict[str, Document] = {}

    def thing(self, *names: str) -> UUID:
        return id_of(PLACE + names[0], *names[1:])

    async def act(
        self, name: str, command: Command, by: str, on: date | datetime, *, behalf: Represented | None = None
    ) -> Outcome:
        """Runs a command as somebody in an office of the region, as what happened on a day."""
        moment = on if isinstance(on, datetime) else datetime.combine(on, HOUR_OF_WORK)
        return await self.do(PLACE + name, command, PLACE + by, on=moment, on_behalf_of=behalf)

    def known_as(self, name: str) -> UUID:
        """How somebody is known in the region."""
        return self.pseudonym(self.id, PLACE + name)

    async def state(self, noun: Any, stream: UUID) -> Any:
        """What something has come to."""
        return (await self.register.record.read([(noun, stream)]))[stream].state

    async def document(self, name: Words) -> Document:
        """A file of the demonstration: it says what it stands for, and no more."""
        text = "\n".join([*name.values(), "Demonstration. Démonstration. عرض.", ""]).encode()
        if name["fr"] not in self._files:

            async def whole() -> AsyncIterator[bytes]:
                yield text

            kept = await self.register.files.keep(whole())
            self._files[name["fr"]] = Document(kept.sha256, name, "text/plain", kept.size)
        return self._files[name["fr"]]


def sealed(words: Words) -> dict[str, Sealed]:
    return {language: Sealed(language, text) for language, text in words.items()}
