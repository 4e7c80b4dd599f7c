"""The demonstration: loaded whole, whatever interrupts it, once, and never over somebody's record."""

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.communities import community
from domain.kernel import System
from domain.registry import decode
from ops.demo import loader
from ops.demo.region.script import Plan, Record, read
from ops.demo.region.succession import UNFINISHED
from ops.demo.script import read_script
from ops.record import SqlRecord
from ops.settings import Settings
from ops.wiring import Services, opened
from tests.kit.server_process import copied

pytestmark = pytest.mark.anyio


async def entries(register: Services) -> list[tuple[UUID, str]]:
    """The command and the event's name of every entry."""
    async with register.pool.connection() as db:
        rows = await (await db.execute("select entry from log order by position")).fetchall()
    read = [decode(entry) for (entry,) in rows]
    return [(entry.command_id, type(entry.data).__name__) for entry in read]


@pytest.fixture
async def loaded(demonstration: Path, tmp_path: Path) -> AsyncIterator[Services]:
    """A register that the demonstration was loaded into whole."""
    async with opened(Settings(data_dir=copied(demonstration, tmp_path / "demonstration"))) as register:
        yield register


class Interrupted(Exception):
    pass


async def test_it_shows_one_of_each(register: Services, loaded: Services) -> None:
    assert await loader.is_wanted(register)
    assert not await loader.is_wanted(loaded)
    found = Counter(name for _, name in await entries(loaded))
    script, region = read_script(), read("record.json", Record)
    proposals = [made for held in script.consultations for made in held.proposals]
    assert found["ProposalSubmitted"] == len(proposals) + len(region.proposals)
    assert found["CommentPosted"] == sum(len(made.comments) for made in proposals)
    answered = sum(made.answer is not None for made in proposals)
    assert found["ProposalAnswered"] == answered + len(region.proposals)
    assert found["ConsultationOpened"] == 2 + len(region.consultations)
    assert found["CommunityRegistered"] == 3
    once = ("ProposalModerated", "ProposalMerged")
    assert {name: found[name] for name in once} == dict.fromkeys(once, 1)
    assert found["BallotCast"] > 300
    assert found["BallotChanged"] > 5


async def test_the_region_goes_through_the_whole_cycle_of_a_plan(loaded: Services) -> None:
    found = Counter(name for _, name in await entries(loaded))
    content = read("plan.json", Plan)
    projects = [project for axis in content.axes for project in axis.projects]
    activities = [activity for project in projects for activity in project.activities]
    assert (len(content.axes), len(projects), len(activities)) == (4, 17, 69)
    carried = [activity for activity in activities if activity.course in UNFINISHED]
    assert found["ActivityPlanned"] == len(activities) + len(carried)
    assert found["ActivityCarriedOver"] == len(carried) > 10
    assert found["ActivityCompletionAssessed"] == len(activities)
    assert found["StageEntered"] == 9 + 1
    assert found["SessionAdjournedWithoutQuorum"] == found["SessionRecalled"] == 1
    assert found["SessionOpened"] == found["ResolutionAdopted"] == found["ResolutionPublished"] == 3
    assert found["OpinionAnswered"] == 3
    assert found["ProposalIncorporated"] == sum(
        made.project is not None for made in read("record.json", Record).proposals
    )
    once = ("MembershipAccepted", "PlanAdopted", "PlanAmended", "PlanEvaluated", "PlanClosed")
    assert {name: found[name] for name in once} == dict.fromkeys(once, 1)


async def test_an_interrupted_load_goes_on_and_records_nothing_twice(
    register: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute, left = SqlRecord.execute, 0

    async def failing(self: SqlRecord, *arguments: Any, **named: Any) -> Any:
        nonlocal left
        if left == 0:
            raise Interrupted
        left -= 1
        return await execute(self, *arguments, **named)

    monkeypatch.setattr(SqlRecord, "execute", failing)
    for after in (0, 1, 7, 60, 200, 350, 700, 1_100):
        left = after
        with pytest.raises(Interrupted):
            await loader.load(register)
        assert await loader.is_wanted(register)
    monkeypatch.undo()
    await loader.load(register)
    whole = await entries(register)
    await loader.load(register)
    assert await entries(register) == whole
    ids = [command for command, _ in whole]
    assert len(set(ids)) > 1_300
    assert ids == sorted(ids, key=ids.index)  # what a command comes to stands together, once


async def test_it_leaves_somebodys_record_alone(register: Services) -> None:
    await register.record.execute(community.Register("01.001", {"ar": "جماعة"}), by=System("operator"))
    assert not await loader.is_wanted(register)
