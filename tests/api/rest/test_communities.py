"""Communities over HTTP: what the platform says of them, the networks that they join, their bodies and who sits there."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from domain.communities.community import CommunityPlaced, communities, community_id
from domain.communities.membership import MembershipAccepted, MembershipEnded
from domain.communities.seat import MemberCapacityChanged, MemberLeft, MemberSeated
from domain.kernel import PLATFORM, Office
from tests.kit.api_over_http import CODE, Person, World, problem

pytestmark = pytest.mark.anyio

COMMUNITY, NETWORK = f"/communities/{CODE}", "ma.network"
MEMBERSHIPS, BODIES = f"{COMMUNITY}/memberships", f"{COMMUNITY}/bodies"
REASON = {"reason": {"fr": "À la demande du conseil"}}
SCAN = b"%PDF-1.7 a scan of the resolution"


async def network(api: World) -> Person:
    """Somebody of the staff of a network that is registered."""
    new = {"code": NETWORK, "name": {"ar": "الشبكة"}, "kind": "network"}
    assert (await (await api.operator()).post("/communities", new)).status_code == 201
    return await api.person("network", code=NETWORK)


async def application(api: World, by: Person) -> dict[str, Any]:
    """What an application says, its document sent before."""
    await api.catch_up()
    sent = await by.http.put("/api/v1/files", content=SCAN, headers={**by.bearer, "Content-Type": "application/pdf"})
    assert sent.status_code in {200, 201}, sent.text
    document = {
        "sha256": sent.json()["sha256"],
        "name": {"ar": "مقرر"},
        "media_type": "application/pdf",
        "size": len(SCAN),
    }
    return {"network": NETWORK, "document": document}


async def council(api: World, by: Person, seats: int = 2) -> str:
    new = {"kind": "council", "name": {"ar": "مجلس الجهة"}, "seats": seats, "until": "2027-09-07"}
    made = await by.post(BODIES, new)
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


def seat(capacity: str = "member", **more: Any) -> dict[str, Any]:
    said = {"name": "أمينة", "language": "ar", "gender": "female", "category": "elected", "since": "2021-09-08"}
    return {**said, "capacity": capacity, **more}


async def state(api: World, code: str = CODE) -> Any:
    id = community_id(code)
    return (await api.register.record.read([(communities, id)]))[id].state


async def test_the_platform_says_where_a_community_stands_and_whose_rules_hold(api: World) -> None:
    operator, administrator = await api.operator(), await api.person("administrator")
    above = {"code": "ma", "name": {"ar": "المغرب"}, "jurisdiction": "MA"}
    assert (await operator.post("/communities", above)).status_code == 201
    assert (await state(api, "ma")).jurisdiction == "MA"
    for part, said in (
        ("place", {"kind": "region", "parent": "ma"}),
        ("jurisdiction", {"jurisdiction": "MA"}),
        ("population", {"population": 2_294_665, "year": 2024}),
    ):
        problem(await administrator.put(f"{COMMUNITY}/{part}", said, if_match="*"), 403, "not-allowed")
        problem(await operator.put(f"{COMMUNITY}/{part}", said), 428, "precondition.missing")
        assert (await operator.put(f"{COMMUNITY}/{part}", said, if_match="*")).status_code == 200
    found = await state(api)
    assert (found.kind, found.parent, found.jurisdiction) == ("region", community_id("ma"), "MA")
    assert (found.population, found.year) == (2_294_665, 2024)
    (placed,) = [entry for _, entry in await api.entries() if isinstance(entry.data, CommunityPlaced)]
    assert isinstance(placed.actor, Office)
    assert placed.actor.community == PLATFORM
    for part, said, code in (
        ("place", {"kind": "Region", "parent": None}, "community.bad-kind"),
        ("place", {"kind": None, "parent": "nowhere"}, "community.parent-not-registered"),
        ("jurisdiction", {"jurisdiction": "M A"}, "community.bad-jurisdiction"),
        ("population", {"population": -1, "year": 2024}, "community.bad-population"),
    ):
        problem(await operator.put(f"{COMMUNITY}/{part}", said, if_match="*"), 422, code)


async def test_a_community_applies_and_the_network_accepts_and_ends(api: World) -> None:
    staff, focal_point = await network(api), await api.person("focal_point")
    asked = await application(api, focal_point)
    problem(await staff.post(MEMBERSHIPS, asked), 403, "not-allowed")
    problem(await focal_point.post(MEMBERSHIPS, {"network": NETWORK}), 409, "membership.not-resolved")
    problem(await focal_point.post(MEMBERSHIPS, {**asked, "network": CODE}), 422, "membership.not-a-network")
    applied = await focal_point.post(MEMBERSHIPS, asked)
    assert applied.status_code == 201, applied.text
    one = applied.headers["location"]
    assert one == f"/api/v1{MEMBERSHIPS}/{NETWORK}"
    problem(await focal_point.post(MEMBERSHIPS, asked), 409, "membership.already-applied")
    for by in (focal_point, await api.person("network"), await api.person("administrator")):
        problem(await by.post(f"{one}/acceptance", {}), 403, "not-allowed")
    then = {"occurred_at": "2023-06-01T10:00:00Z"}
    assert (await staff.post(f"{one}/acceptance", then)).status_code == 200
    problem(await staff.post(f"{one}/acceptance", {}), 409, "membership.not-applied-for")
    assert (await state(api)).is_member_of(community_id(NETWORK))
    problem(await staff.delete(one, REASON), 403, "not-allowed")
    problem(await focal_point.post(f"{one}/ending", REASON), 403, "not-allowed")
    assert (await staff.post(f"{one}/ending", REASON)).status_code == 200
    problem(await focal_point.delete(one, REASON), 409, "membership.not-a-member")
    assert (await focal_point.post(MEMBERSHIPS, asked)).status_code == 201
    assert (await focal_point.delete(one, REASON)).status_code == 200
    entries = {type(entry.data): entry for _, entry in await api.entries(community_id(CODE))}
    assert entries[MembershipAccepted].occurred_at == datetime(2023, 6, 1, 10, tzinfo=UTC)
    for event, where in ((MembershipAccepted, NETWORK), (MembershipEnded, CODE)):
        actor = entries[event].actor
        assert isinstance(actor, Office)
        assert actor.community == community_id(where)
        assert entries[event].community == community_id(CODE)


async def test_a_body_is_established_revised_renewed_and_dissolved(api: World) -> None:
    secretary, citizen = await api.person("secretary"), await api.person("citizen")
    problem(await citizen.post(BODIES, {"kind": "council", "name": {"fr": "x"}, "seats": 2}), 403, "not-allowed")
    one = await council(api, secretary)
    bureau = {"kind": "bureau", "name": {"fr": "Bureau"}, "seats": 1, "parent": one.rpartition("/")[2]}
    assert (await secretary.post(BODIES, bureau)).status_code == 201
    problem(await secretary.post(BODIES, {**bureau, "parent": str(UUID(int=7))}), 404, "body.unknown")
    problem(await secretary.post(BODIES, {**bureau, "seats": 0}), 422, "body.bad-seats")
    problem(await secretary.post(BODIES, {**bureau, "kind": "senate"}), 422, "request.invalid")
    revised = {"name": {"fr": "Conseil"}, "seats": 3}
    problem(await secretary.put(one, revised), 428, "precondition.missing")
    assert (await secretary.put(one, revised, if_match='"1"')).json()["version"] == 2
    assert (await secretary.put(f"{one}/term", {"until": None}, if_match='"2"')).json()["version"] == 3
    assert (await secretary.delete(one, {"on": "2026-01-10", **REASON})).status_code == 200
    problem(await secretary.put(one, revised, if_match="*"), 404, "body.unknown")


async def test_members_are_named_by_login_or_have_a_pseudonym_of_their_own(api: World) -> None:
    secretary, amina = await api.person("secretary"), await api.person()
    members = f"{await council(api, secretary)}/members"
    problem(await amina.post(members, seat(login=amina.login)), 403, "not-allowed")
    problem(await amina.post(members, seat(login="nobody@example.org")), 403, "not-allowed")
    problem(await secretary.post(members, seat(login="nobody@example.org")), 404, "account.unknown")
    seated = await secretary.post(members, seat("president", login=amina.login))
    assert (seated.status_code, seated.headers["location"]) == (201, members)
    problem(await secretary.post(members, seat(login=amina.login)), 409, "body.already-seated")
    problem(await secretary.post(members, seat("president")), 409, "body.already-presided")
    assert (await secretary.post(members, seat(), key="again")).status_code == 201
    assert (await secretary.post(members, seat(), key="again")).json()["repeated"] is True
    assert problem(await secretary.post(members, seat()), 409, "body.no-seat-left")["seats"] == 2
    known, unknown = [entry.data for _, entry in await api.entries() if isinstance(entry.data, MemberSeated)]
    assert known.member == api.ports.pseudonym(community_id(CODE), amina.account.person)
    assert unknown.member != known.member
    assert known.name.text is None  # the log holds no names


async def test_a_seat_becomes_another_and_ends(api: World) -> None:
    secretary = await api.person("secretary")
    members = f"{await council(api, secretary)}/members"
    await secretary.post(members, seat())
    (seated,) = [entry.data for _, entry in await api.entries() if isinstance(entry.data, MemberSeated)]
    one, presides = f"{members}/{seated.member}", {"capacity": "president", "since": "2024-03-01"}
    assert (await secretary.put(f"{one}/capacity", presides)).status_code == 200
    leaving = {"on": "2025-01-01", "reason": "Démission", "language": "fr"}
    problem(await secretary.delete(one, {**leaving, "on": "2024-02-29"}), 422, "body.bad-day")
    problem(await secretary.delete(one, {**leaving, "reason": " "}), 422, "text.empty")
    assert (await secretary.delete(one, leaving)).status_code == 200
    problem(await secretary.delete(one, leaving), 404, "body.not-seated")
    problem(await secretary.put(f"{one}/capacity", presides), 404, "body.not-seated")
    changed, left = [entry.data for _, entry in await api.entries() if "Member" in type(entry.data).__name__][-2:]
    assert changed == MemberCapacityChanged(seated.member, "president", "member", date(2024, 3, 1))
    assert isinstance(left, MemberLeft)
    assert left.on == date(2025, 1, 1)
