"""The demonstration: loaded whole, whatever interrupts it, once, and never over somebody's record."""

from collections import Counter
from uuid import UUID

import pytest

from domain.communities import community
from domain.events import decode
from domain.kernel import System
from ops.demo import loader
from ops.demo.script import read_script
from ops.wiring import Register

pytestmark = pytest.mark.anyio


async def entries(register: Register) -> list[tuple[UUID, str]]:
    """The command and the event's name of every entry."""
    async with register.pool.connection() as db:
        rows = await (await db.execute("select entry from log order by position")).fetchall()
    read = [decode(entry) for (entry,) in rows]
    return [(entry.command_id, type(entry.data).__name__) for entry in read]


class Interrupted(Exception):
    pass


class Failing:
    """A record that is gone after so many commands."""

    def __init__(self, register: Register, after: int) -> None:
        self._execute, self._left = register.record.execute, after

    async def execute(self, *arguments: object, **named: object) -> object:
        if self._left == 0:
            raise Interrupted
        self._left -= 1
        return await self._execute(*arguments, **named)  # type: ignore[arg-type]


class WithFailing:
    def __init__(self, register: Register, after: int) -> None:
        self.record, self.keyring, self.pool = Failing(register, after), register.keyring, register.pool


async def test_it_shows_one_of_each(register: Register) -> None:
    assert await loader.is_wanted(register)
    await loader.load(register)
    assert not await loader.is_wanted(register)
    found = Counter(name for _, name in await entries(register))
    script = read_script()
    proposals = [made for held in script.consultations for made in held.proposals]
    assert found["ProposalSubmitted"] == len(proposals)
    assert found["CommentPosted"] == sum(len(made.comments) for made in proposals)
    assert found["ProposalAnswered"] == sum(made.answer is not None for made in proposals) > 0
    assert found["ConsultationOpened"] == 2
    once = (
        "CommunityRegistered",
        "ProposalModerated",
        "ProposalMerged",
        "ConsultationClosed",
        "ConsultationReportPublished",
    )
    assert {name: found[name] for name in once} == dict.fromkeys(once, 1)
    assert found["BallotCast"] > 300
    assert found["BallotChanged"] > 5


async def test_an_interrupted_load_goes_on_and_records_nothing_twice(register: Register) -> None:
    for after in (0, 1, 7, 60, 200, 350):
        with pytest.raises(Interrupted):
            await loader.load(WithFailing(register, after))  # type: ignore[arg-type]
        assert await loader.is_wanted(register)
    await loader.load(register)
    whole = await entries(register)
    await loader.load(register)
    assert await entries(register) == whole
    events = Counter(command for command, name in whole if name not in {"AllowanceUsed", "FocalPointAppointed"})
    assert set(events.values()) == {1}


async def test_it_leaves_somebodys_record_alone(register: Register) -> None:
    await register.record.execute(community.Register("01.001", {"ar": "جماعة"}), by=System("operator"))
    assert not await loader.is_wanted(register)
