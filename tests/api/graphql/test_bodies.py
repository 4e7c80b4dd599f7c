"""Networks and their members, bodies and who sits in them, parity by the rule; as of any moment."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.body import DissolveBody, EstablishBody, RenewTerm
from domain.communities.community import CountPopulation, Register, SetJurisdiction, community_id
from domain.communities.membership import AcceptMembership, ApplyForMembership, LeaveNetwork
from domain.communities.office import Grant, Revoke
from domain.communities.seat import Capacity, ChangeCapacity, Gender, SeatMember, Unseat
from domain.documents import Document
from domain.record import Account
from domain.text import Sealed
from tests.kit.consultation_scene import OPERATOR

pytestmark = pytest.mark.anyio

NETWORK = community_id("ma.network")
SCAN = Document("ab" * 32, {"ar": "مقرر", "fr": "Délibération"}, "application/pdf", 9_000)
ELECTED = date(2021, 9, 8)


@pytest.fixture
async def joined(scene: Any) -> int:
    """The last position before the commune leaves the network that it had joined."""
    await scene.run(Register("ma.network", {"ar": "الشبكة", "fr": "Réseau"}, kind="network"), OPERATOR)
    staff = Account(uuid4())
    await scene.run(Grant(NETWORK, scene.pseudonym(NETWORK, staff), "network"), OPERATOR)
    await scene.run(ApplyForMembership(scene.community, NETWORK, document=SCAN), scene.administrator)
    await scene.run(AcceptMembership(scene.community, NETWORK), staff)
    before: int = scene.catch_up()
    await scene.run(LeaveNetwork(scene.community, NETWORK, {"fr": "Faute de moyens"}), scene.administrator)
    scene.catch_up()
    return before


class Council:
    """A council of three, and who sits there by name."""

    def __init__(self, scene: Any) -> None:
        self.scene, self.id, self.members = scene, uuid4(), dict[str, UUID]()

    async def run(self, command: Any) -> None:
        await self.scene.run(command, self.scene.administrator)

    async def establish(self, seats: int = 3) -> "Council":
        name = {"ar": "مجلس الجماعة", "fr": "Conseil communal"}
        await self.run(EstablishBody(self.scene.community, self.id, "council", name, seats, date(2027, 9, 7)))
        return self

    async def seat(self, name: str, gender: Gender, capacity: Capacity = "member", since: date = ELECTED) -> None:
        self.members[name] = id = uuid4()
        words = Sealed("fr", name)
        await self.run(SeatMember(self.scene.community, self.id, id, words, gender, capacity, "elected", since))

    async def change(self, name: str, capacity: Capacity, since: date) -> None:
        await self.run(ChangeCapacity(self.scene.community, self.id, self.members[name], capacity, since))

    async def unseat(self, name: str, on: date) -> None:
        reason = Sealed("fr", "Démission")
        await self.run(Unseat(self.scene.community, self.id, self.members[name], on, reason))


@pytest.fixture
async def council(scene: Any) -> Council:
    council = await Council(scene).establish()
    await council.seat("Amina", "female", "president")
    await council.seat("Badr", "male", since=date(2022, 1, 1))
    scene.catch_up()
    return council


async def test_a_membership_from_both_sides(client: Any, joined: int) -> None:
    one = """standing appliedAt acceptedAt endedAt reason document { name mediaType size address } resolution { id }
        network { code kindName } community { code }"""
    query = f"""query ($at: Moment) {{
        community(code: "01.001", asOf: $at) {{ memberships {{ totalCount nodes {{ id {one} }} }} }}
        network: community(code: "ma.network", asOf: $at) {{ kind members(standing: [ACCEPTED]) {{ nodes {{ id }} }} }}
    }}"""
    then = await client.ask(query, {"at": joined})
    (membership,) = then["community"]["memberships"]["nodes"]
    assert then["network"] == {"kind": "network", "members": {"nodes": [{"id": membership["id"]}]}}
    assert (membership["standing"], membership["endedAt"], membership["reason"]) == ("ACCEPTED", None, None)
    assert membership["appliedAt"] <= membership["acceptedAt"]
    assert (membership["network"]["code"], membership["community"]["code"]) == ("ma.network", "01.001")
    assert membership["document"] == {
        "name": "مقرر",
        "mediaType": "application/pdf",
        "size": 9_000,
        "address": f"/api/v1/files/{SCAN.sha256}",
    }
    now = await client.ask(query)
    (membership,) = now["community"]["memberships"]["nodes"]
    assert (membership["standing"], membership["reason"]) == ("ENDED", "Faute de moyens")
    assert now["network"]["members"]["nodes"] == []
    found = await client.ask("query ($id: ID!) { node(id: $id) { __typename } }", {"id": membership["id"]})
    assert found["node"] == {"__typename": "Membership"}


async def test_what_a_community_is_is_told_in_the_readers_language(client: Any, joined: int) -> None:
    query = '{ community(code: "ma.network") { kindName name } }'
    for language, name in (("fr", "réseau"), ("ar", "الشبكة"), ("en", "network")):
        assert (await client.ask(query, accept_language=language))["community"]["kindName"] == name


async def test_whose_rules_hold_how_many_live_there_and_who_the_focal_points_are(client: Any, scene: Any) -> None:
    query = """query ($at: Moment) { community(code: "01.001", asOf: $at) {
        jurisdiction population populationYear focalPoints } }"""
    holder, other = (scene.pseudonym(scene.community, account) for account in scene.citizens[:2])
    await scene.run(SetJurisdiction(scene.community, "MA"), OPERATOR)
    await scene.run(CountPopulation(scene.community, 494_252, 2024), OPERATOR)
    for one in (holder, other):
        await scene.run(Grant(scene.community, one, "focal_point"), OPERATOR)
    before = scene.catch_up()
    await scene.run(Revoke(scene.community, holder, "focal_point"), OPERATOR)
    await scene.run(SetJurisdiction(scene.community, None), OPERATOR)
    scene.catch_up()
    said = {"population": 494_252, "populationYear": 2024}
    assert (await client.ask(query, {"at": before}))["community"] == {
        **said,
        "jurisdiction": "MA",
        "focalPoints": [str(holder), str(other)],
    }
    assert (await client.ask(query))["community"] == {**said, "jurisdiction": None, "focalPoints": [str(other)]}


async def test_who_sits_in_a_body_in_which_capacity_and_who_did(client: Any, scene: Any, council: Council) -> None:
    query = """query ($id: ID!, $at: Moment, $former: Boolean) { body(id: $id, asOf: $at) {
        kind name seats termEnds inTerm members(former: $former) { totalCount nodes {
            member name gender capacity category seatedOn heldFrom leftOn reason body { name } } } } }"""
    before = scene.catch_up()
    await council.change("Badr", "vice_president", date(2023, 5, 1))
    await council.unseat("Amina", date(2024, 3, 1))
    scene.catch_up()

    async def asked(**more: Any) -> Any:
        return (await client.ask(query, {"id": str(council.id), **more}, accept_language="fr"))["body"]

    then = await asked(at=before, former=False)
    assert (then["kind"], then["name"], then["seats"]) == ("COUNCIL", "Conseil communal", 3)
    assert (then["termEnds"], then["inTerm"]) == ("2027-09-07", True)
    amina, badr = then["members"]["nodes"]
    assert amina == {
        "member": str(council.members["Amina"]),
        "name": "Amina",
        "gender": "FEMALE",
        "capacity": "PRESIDENT",
        "category": "ELECTED",
        "seatedOn": "2021-09-08",
        "heldFrom": "2021-09-08",
        "leftOn": None,
        "reason": None,
        "body": {"name": "Conseil communal"},
    }
    (badr,) = (await asked(former=False))["members"]["nodes"]
    assert (badr["capacity"], badr["seatedOn"], badr["heldFrom"]) == ("VICE_PRESIDENT", "2022-01-01", "2023-05-01")
    (amina,) = (await asked(former=True))["members"]["nodes"]
    assert (amina["name"], amina["leftOn"], amina["reason"]) == ("Amina", "2024-03-01", "Démission")
    assert (await asked(former=None))["members"]["totalCount"] == 2


async def test_parity_is_counted_and_judged_by_the_rule_that_holds(client: Any, scene: Any, council: Council) -> None:
    query = """query ($id: ID!, $at: Moment) { body(id: $id, asOf: $at) { parity {
        female male undisclosed reached rule { set subject value certainty } } } }"""
    no_law = scene.catch_up()
    await scene.run(SetJurisdiction(scene.community, "neutral"), OPERATOR)
    even = scene.catch_up()
    await council.unseat("Amina", date(2024, 3, 1))
    await council.seat("Driss", "undisclosed")
    scene.catch_up()

    async def parity(at: int | None = None) -> Any:
        return (await client.ask(query, {"id": str(council.id), "at": at}))["body"]["parity"]

    counted = {"female": 1, "male": 1, "undisclosed": 0}
    assert await parity(no_law) == {**counted, "reached": None, "rule": None}
    found = await parity(even)
    assert {name: found[name] for name in counted} == counted
    assert found["reached"] is True
    assert (found["rule"]["set"], found["rule"]["subject"]) == ("neutral", "body.parity")
    now = await parity()
    assert (now["female"], now["male"], now["undisclosed"], now["reached"]) == (0, 1, 1, False)


async def test_bodies_of_a_community_and_their_parts(client: Any, scene: Any, council: Council) -> None:
    query = """query ($kind: [BodyKind!], $dissolved: Boolean!) { community(code: "01.001") {
        bodies(kind: $kind, dissolved: $dissolved) { nodes { name parent { name } parts { nodes { name } } reason } } } }"""
    bureau = uuid4()
    await council.run(EstablishBody(scene.community, bureau, "bureau", {"fr": "Bureau"}, 2, None, council.id))
    scene.catch_up()

    async def asked(kind: list[str] | None = None, *, dissolved: bool = False) -> Any:
        return (await client.ask(query, {"kind": kind, "dissolved": dissolved}, accept_language="fr"))["community"]

    found = {one["name"]: one for one in (await asked())["bodies"]["nodes"]}
    assert found["Conseil communal"]["parts"]["nodes"] == [{"name": "Bureau"}]
    assert found["Bureau"]["parent"] == {"name": "Conseil communal"}
    (one,) = (await asked(["BUREAU"]))["bodies"]["nodes"]
    assert one["name"] == "Bureau"
    await council.run(DissolveBody(scene.community, bureau, date(2026, 1, 10), {"fr": "Renouvelé"}))
    scene.catch_up()
    assert (await asked(["BUREAU"]))["bodies"]["nodes"] == []
    (one,) = (await asked(["BUREAU"], dissolved=True))["bodies"]["nodes"]
    assert one["reason"] == "Renouvelé"
    found = {one["name"]: one for one in (await asked())["bodies"]["nodes"]}
    assert found["Conseil communal"]["parts"]["nodes"] == []


async def test_a_term_that_is_over_says_so(client: Any, scene: Any, council: Council) -> None:
    query = "query ($id: ID!, $at: Moment) { body(id: $id, asOf: $at) { inTerm termEnds } }"
    before = scene.catch_up()
    await council.run(RenewTerm(scene.community, council.id, date(2022, 9, 7)))
    scene.catch_up()
    asked = {"id": str(council.id)}
    assert (await client.ask(query, asked))["body"] == {"inTerm": False, "termEnds": "2022-09-07"}
    assert (await client.ask(query, {**asked, "at": before}))["body"] == {"inTerm": True, "termEnds": "2027-09-07"}


async def test_the_trail_of_a_body_names_the_members_that_it_is_about(
    client: Any, scene: Any, council: Council
) -> None:
    query = """query ($id: ID!, $events: [String!]) { body(id: $id) { audit(events: $events, order: OLDEST) { nodes {
        event changes { field before { text } after { text erased } } } } } }"""
    await council.change("Badr", "vice_president", date(2023, 5, 1))
    await council.run(DissolveBody(scene.community, council.id, date(2026, 1, 10), {"fr": "Fin"}))
    scene.catch_up()
    found = (await client.ask(query, {"id": str(council.id)}))["body"]["audit"]["nodes"]
    assert [one["event"].split(".")[1] for one in found] == [
        "BodyEstablished",
        "MemberSeated",
        "MemberSeated",
        "MemberCapacityChanged",
        "BodyDissolved",
    ]
    changed = {one["field"]: one for one in found[3]["changes"]}
    assert (changed["capacity"]["before"]["text"], changed["capacity"]["after"]["text"]) == ("member", "vice_president")
    dissolved = {one["field"]: one["after"]["text"] for one in found[4]["changes"]}
    assert dissolved == {"on": "2026-01-10", "reason.fr": "Fin"}
