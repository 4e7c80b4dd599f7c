"""Commands on the real log: who may, what comes of a repetition, what is kept of words."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from domain.communities import community, office
from domain.kernel import System
from domain.participation import ballot, consultation, meeting, proposal
from domain.participation.allowance import UsedUp
from domain.record import Account, KeyReused
from domain.refusal import NotAllowed
from domain.text import Sealed
from domain.words import TooLongInAll
from ops import record
from ops.store.committer import Pending, Verdict, stale
from ops.wiring import Services

pytestmark = pytest.mark.anyio

OPERATOR = System("operator")
CODE = "01.001"
COMMUNITY = community.community_id(CODE)


class Scene:
    """A community with an administrator, an open consultation and one proposal."""

    def __init__(self, register: Services) -> None:
        self.register, self.execute = register, register.record.execute
        self.administrator, self.citizen = Account(uuid4()), Account(uuid4())
        self.consultation, self.proposal = uuid4(), uuid4()

    async def set(self, *, limit: int | None = None) -> "Scene":
        now = datetime.now(UTC)
        holder = self.register.keyring.pseudonym(COMMUNITY, self.administrator.person.bytes)
        await self.execute(community.Register(CODE, {"ar": "جماعة"}), by=OPERATOR)
        await self.execute(office.Grant(COMMUNITY, holder, "administrator"), by=OPERATOR)
        opening = consultation.Open(
            COMMUNITY, self.consultation, {"ar": "تشاور"}, {}, now, now + timedelta(days=1), ballots_per_person=limit
        )
        await self.execute(opening, by=self.administrator)
        await self.submit(self.proposal)
        return self

    async def submit(self, proposal_id: UUID) -> None:
        words = Sealed("fr", "Des arbres devant l'école")
        await self.execute(proposal.Submit(self.consultation, proposal_id, words), by=self.citizen)


async def test_only_who_holds_the_office_may(register: Services) -> None:
    scene = await Scene(register).set()
    with pytest.raises(NotAllowed):
        await scene.execute(consultation.Close(scene.consultation), by=scene.citizen)
    closed = await scene.execute(consultation.Close(scene.consultation), by=scene.administrator)
    assert closed.version == 2


async def test_the_same_command_again_gives_the_stored_outcome(register: Services) -> None:
    scene = await Scene(register).set()
    key = uuid4()
    cast = ballot.Cast(scene.consultation, scene.proposal, "agree")
    first = await scene.execute(cast, by=scene.citizen, command_id=key)
    again = await scene.execute(cast, by=scene.citizen, command_id=key)
    assert again.repeated
    assert again.position == first.position
    other = ballot.Cast(scene.consultation, scene.proposal, "disagree")
    with pytest.raises(KeyReused):
        await scene.execute(other, by=scene.citizen, command_id=key)


async def test_an_allowance_is_used_up_and_given_back(register: Services) -> None:
    scene = await Scene(register).set(limit=1)
    second = uuid4()
    await scene.submit(second)
    await scene.execute(ballot.Cast(scene.consultation, scene.proposal, "agree"), by=scene.citizen)
    with pytest.raises(UsedUp):
        await scene.execute(ballot.Cast(scene.consultation, second, "agree"), by=scene.citizen)
    await scene.execute(ballot.Withdraw(scene.consultation, scene.proposal), by=scene.citizen)
    await scene.execute(ballot.Cast(scene.consultation, second, "agree"), by=scene.citizen)


async def test_words_are_kept_sealed_and_open_again(register: Services) -> None:
    scene = await Scene(register).set()
    async with register.pool.connection() as db:
        cursor = await db.execute("select convert_from(entry, 'UTF8') from log where stream = %s", [scene.proposal])
        ((entry,),) = await cursor.fetchall()
        cursor = await db.execute("select event, field from opening")
        ((event, field),) = await cursor.fetchall()
    assert "arbres" not in entry
    assert await register.vault.open([(event, field)]) == {(event, field): "Des arbres devant l'école"}


async def test_what_is_more_than_the_log_takes_at_once_is_refused_whatever_noun_let_it_pass(register: Services) -> None:
    scene = await Scene(register).set()
    long = {f"a{letter}": "ط" * 2_000 for letter in "abcdefghijklmnopqrst"}
    scheduled = meeting.Schedule(
        COMMUNITY,
        uuid4(),
        "forum",
        {"ar": "ملتقى"},
        datetime.now(UTC),
        datetime.now(UTC) + timedelta(days=1),
        {"ar": "هنا"},
    )
    await scene.execute(scheduled, by=scene.administrator)
    with pytest.raises(TooLongInAll):
        await scene.execute(meeting.Cancel(scheduled.meeting, long), by=scene.administrator)


async def test_the_application_cannot_rewrite_the_log(register: Services) -> None:
    await Scene(register).set()
    for statement in ("update log set version = 9", "delete from log", "truncate log", "insert into log values (9)"):
        async with register.pool.connection() as db:
            with pytest.raises(Exception, match="permission denied"):
                await db.execute(statement)


async def test_a_command_that_the_log_never_takes_ends(register: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a database whose clock is wrong: every append is found to be too late."""

    async def never(pending: Pending) -> list[Verdict]:
        return [stale(append) for append in pending.decide()]

    scene = await Scene(register).set()
    monkeypatch.setattr(record, "RETRY_SECONDS", 0.1)
    monkeypatch.setattr(register.application.recorder, "submit", never)
    with pytest.raises(record.NotAppended):
        await scene.execute(ballot.Cast(scene.consultation, scene.proposal, "agree"), by=scene.citizen)


async def test_a_full_disk_is_said(register: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands waited for a minute, and the server said that it was ready."""

    async def full(pending: Pending) -> list[Verdict]:
        raise psycopg.errors.DiskFull

    scene = await Scene(register).set()
    assert await register.record.fault() is None
    monkeypatch.setattr(record, "RETRY_SECONDS", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(register.application.recorder, "submit", full)
        with pytest.raises(psycopg.errors.DiskFull):
            await scene.execute(ballot.Cast(scene.consultation, scene.proposal, "agree"), by=scene.citizen)
    assert "disk of the database is full" in str(await register.record.fault())
    await scene.execute(ballot.Cast(scene.consultation, scene.proposal, "agree"), by=scene.citizen)
    assert await register.record.fault() is None
