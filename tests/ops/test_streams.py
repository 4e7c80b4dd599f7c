"""What streams have come to: remembered under the noun that was asked for, whatever ids a caller mixes up."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.communities import community, office
from domain.kernel import System
from domain.participation import ballot, comment, consultation, proposal
from domain.participation.consultation import consultations
from domain.participation.proposal import proposals
from domain.participation.proposal_state import Unknown as NoProposal
from domain.read_set import StreamState
from domain.record import Account
from domain.text import Sealed
from ops.streams import Streams
from ops.wiring import Services

pytestmark = pytest.mark.anyio

OPERATOR = System("operator")
COMMUNITY = community.community_id("01.004")
WORDS = Sealed("fr", "Des bancs à l'ombre")


class Scene:
    def __init__(self, register: Services) -> None:
        self.register, self.execute = register, register.record.execute
        self.officer, self.citizen = Account(uuid4()), Account(uuid4())
        self.consultation, self.proposal = uuid4(), uuid4()

    async def set(self) -> "Scene":
        now = datetime.now(UTC)
        holder = self.register.keyring.pseudonym(COMMUNITY, self.officer.person.bytes)
        await self.execute(community.Register("01.004", {"ar": "جماعة"}), by=OPERATOR)
        await self.execute(office.Grant(COMMUNITY, holder, "focal_point"), by=OPERATOR)
        window = (now, now + timedelta(days=1))
        opening = consultation.Open(COMMUNITY, self.consultation, {"ar": "تشاور"}, {}, *window)
        await self.execute(opening, by=self.officer)
        await self.execute(proposal.Submit(self.consultation, self.proposal, WORDS), by=self.citizen)
        return self


@pytest.mark.parametrize("forgetful", [True, False])
async def test_an_id_of_another_noun_is_unknown_and_spoils_nothing(register: Services, forgetful: bool) -> None:
    scene = await Scene(register).set()
    record = register.record
    if forgetful:
        record.streams.forget()
    for mixed_up, refusal in (
        (comment.Edit(scene.consultation, scene.proposal, WORDS), comment.Unknown),
        (comment.Edit(scene.consultation, scene.consultation, WORDS), comment.Unknown),
        (ballot.Cast(scene.consultation, scene.consultation, "agree"), NoProposal),
        (ballot.Cast(scene.proposal, scene.proposal, "agree"), consultation.Unknown),
        (proposal.Amend(scene.consultation, scene.consultation, WORDS), NoProposal),
    ):
        with pytest.raises(refusal):
            await record.execute(mixed_up, by=scene.citizen)
    cast = await record.execute(ballot.Cast(scene.consultation, scene.proposal, "agree"), by=scene.citizen)
    assert cast.version == 1


async def test_readers_of_one_stream_each_get_it_by_their_own_rules(register: Services) -> None:
    scene = await Scene(register).set()
    streams = Streams(register.application.recorder.read_streams, register.application.mapper)
    as_one, as_other = await asyncio.gather(
        streams.read([(consultations, scene.consultation)]), streams.read([(proposals, scene.consultation)])
    )
    assert next(iter(as_one.values())).state.community == COMMUNITY
    assert next(iter(as_other.values())) == StreamState(1, proposals.initial)


async def test_a_reader_who_goes_away_takes_nobody_s_answer_with_it(register: Services) -> None:
    scene = await Scene(register).set()
    streams = Streams(register.application.recorder.read_streams, register.application.mapper)
    asked = [asyncio.create_task(streams.read([(consultations, scene.consultation)])) for _ in range(2)]
    await asyncio.sleep(0)
    asked[0].cancel()
    gone, stayed = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(gone, asyncio.CancelledError)
    assert isinstance(stayed, dict)
