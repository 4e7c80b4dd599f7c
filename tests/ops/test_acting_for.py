"""Who acts for whom, on the real log: an organisation through the representative that it named, an office for others,
and nobody else."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from domain.communities import community, office, organisation
from domain.kernel import Entry, Office, Organisation, Person, System
from domain.participation import ballot, consultation, proposal
from domain.record import Account, Outsider, Represented
from domain.refusal import NotAllowed
from domain.registry import decode
from domain.text import Sealed
from ops.wiring import Services

pytestmark = pytest.mark.anyio

OPERATOR = System("operator")
COMMUNITY, NEIGHBOUR = community.community_id("01.002"), community.community_id("01.003")


class Scene:
    """A community, its focal point, a citizen, and an organisation that the citizen represents; an open consultation."""

    def __init__(self, register: Services) -> None:
        self.register, self.execute = register, register.record.execute
        self.officer, self.citizen, self.other = Account(uuid4()), Account(uuid4()), Account(uuid4())
        self.consultation, self.users = uuid4(), uuid4()

    def known_as(self, account: Account, scope: UUID = COMMUNITY) -> UUID:
        return self.register.keyring.pseudonym(scope, account.person.bytes)

    async def set(self) -> "Scene":
        now = datetime.now(UTC)
        for code, scope in (("01.002", COMMUNITY), ("01.003", NEIGHBOUR)):
            await self.execute(community.Register(code, {"ar": "جماعة"}), by=OPERATOR)
            await self.execute(office.Grant(scope, self.known_as(self.officer, scope), "focal_point"), by=OPERATOR)
        await self.execute(
            consultation.Open(COMMUNITY, self.consultation, {"ar": "تشاور"}, {}, now, now + timedelta(days=1)),
            by=self.officer,
        )
        await self.partner(self.users, COMMUNITY)
        return self

    async def partner(self, made: UUID, scope: UUID) -> None:
        """An organisation of a community, represented by the citizen."""
        register = organisation.RegisterOrganisation(scope, made, {"ar": "جمعية"}, "association")
        await self.execute(register, by=self.officer)
        await self.represented_by(self.citizen, made, scope)

    async def represented_by(self, account: Account, made: UUID, scope: UUID = COMMUNITY) -> None:
        named = organisation.NameRepresentative(scope, made, self.known_as(account, scope), Sealed("ar", "أمينة"))
        await self.execute(named, by=self.officer)

    async def submit(
        self, by: Account, on_behalf_of: Represented | None, *, origin: proposal.Origin = "online"
    ) -> UUID:
        made = uuid4()
        command = proposal.Submit(self.consultation, made, Sealed("fr", "Une borne-fontaine"), origin=origin)
        await self.execute(command, by=by, on_behalf_of=on_behalf_of)
        return made

    def speaking(self, representative: Account) -> Organisation:
        return Organisation(self.users, self.known_as(representative))

    async def first(self, stream: UUID) -> Entry[object]:
        async with self.register.pool.connection() as db:
            cursor = await db.execute("select entry from log where stream = %s order by version limit 1", [stream])
            ((entry,),) = await cursor.fetchall()
        return decode(entry)


async def test_nobody_without_an_office_acts_for_somebody_else(register: Services) -> None:
    scene = await Scene(register).set()
    for whom in (scene.other, Outsider("a neighbour")):
        with pytest.raises(NotAllowed):
            await scene.submit(scene.citizen, whom)
    made = await scene.submit(scene.citizen, None)
    vote = ballot.Cast(scene.consultation, made, "agree")
    with pytest.raises(NotAllowed):
        await scene.execute(vote, by=scene.citizen, on_behalf_of=scene.other)


async def test_nobody_without_an_office_says_that_it_happened_at_another_time(register: Services) -> None:
    scene = await Scene(register).set()
    command = proposal.Submit(scene.consultation, uuid4(), Sealed("fr", "Une borne-fontaine"))
    with pytest.raises(NotAllowed):
        await scene.execute(command, by=scene.citizen, occurred_at=datetime.now(UTC) - timedelta(hours=1))


async def test_an_organisation_acts_itself_and_no_pseudonym_of_its_representative_is_tied_to_it(
    register: Services,
) -> None:
    scene = await Scene(register).set()
    made = await scene.submit(scene.citizen, scene.speaking(scene.citizen))
    entry = await scene.first(made)
    assert entry.actor == Organisation(scene.users, scene.known_as(scene.citizen))
    assert entry.on_behalf_of is None
    assert scene.known_as(scene.citizen, scene.consultation) != scene.known_as(scene.citizen)


async def test_it_acts_through_nobody_but_the_one_it_named_last(register: Services) -> None:
    scene = await Scene(register).set()
    with pytest.raises(organisation.NotRepresented):
        await scene.submit(scene.other, scene.speaking(scene.citizen))
    with pytest.raises(organisation.NotRepresented):
        await scene.submit(scene.other, scene.speaking(scene.other))
    made = await scene.submit(scene.citizen, scene.speaking(scene.citizen))
    await scene.represented_by(scene.other, scene.users)
    with pytest.raises(organisation.NotRepresented):
        await scene.submit(scene.citizen, scene.speaking(scene.citizen))
    withdraw = proposal.Withdraw(scene.consultation, made)
    await scene.execute(withdraw, by=scene.other, on_behalf_of=scene.speaking(scene.other))


async def test_an_organisation_votes_through_nobody(register: Services) -> None:
    scene = await Scene(register).set()
    made = await scene.submit(scene.citizen, None)
    vote = ballot.Cast(scene.consultation, made, "agree")
    with pytest.raises(NotAllowed):
        await scene.execute(vote, by=scene.citizen, on_behalf_of=scene.speaking(scene.citizen))


async def test_an_office_records_what_an_organisation_or_a_person_said(register: Services) -> None:
    scene = await Scene(register).set()
    made = await scene.submit(scene.officer, scene.speaking(scene.citizen), origin="meeting")
    entry = await scene.first(made)
    assert entry.actor == Office("focal_point", COMMUNITY, scene.known_as(scene.officer))
    assert entry.author == scene.speaking(scene.citizen)
    made = await scene.submit(scene.officer, Outsider("desk 3, slip 17"), origin="registry_desk")
    assert isinstance((await scene.first(made)).author, Person)


async def test_what_is_dissolved_or_another_community_s_speaks_no_more(register: Services) -> None:
    scene = await Scene(register).set()
    abroad = uuid4()
    await scene.partner(abroad, NEIGHBOUR)
    for unknown in (uuid4(), abroad):
        for scope in (COMMUNITY, NEIGHBOUR):
            with pytest.raises(organisation.NotRegistered):
                await scene.submit(scene.citizen, Organisation(unknown, scene.known_as(scene.citizen, scope)))
    dissolve = organisation.DissolveOrganisation(COMMUNITY, scene.users, Sealed("ar", "انحلت"))
    await scene.execute(dissolve, by=scene.officer)
    for by, origin in ((scene.citizen, "online"), (scene.officer, "meeting")):
        with pytest.raises(organisation.NotRegistered):
            await scene.submit(by, scene.speaking(scene.citizen), origin=origin)
