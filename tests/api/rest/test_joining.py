"""A council resolves to join a network, and applies by that resolution: across contexts, over HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.communities.community import community_id
from domain.communities.membership import MembershipAppliedFor
from tests.kit.api_over_http import Person, World, problem
from tests.kit.recorded_council import CODE, OCTOBER, Council

pytestmark = pytest.mark.anyio

COMMUNITY, NETWORK = f"/communities/{CODE}", "ma.network"
MEMBERSHIPS = f"{COMMUNITY}/memberships"
TEXT = {"title": {"fr": "Adhésion"}, "text": {"fr": "Le conseil adhère au réseau."}}


@pytest.fixture
async def council(api: World) -> Council:
    return await Council(api.register).set()


async def sent(person: Person, method: str, path: str, body: dict[str, Any] | None = None, days: int = 0) -> str:
    """Records something of the October session, so many days off; gives its address."""
    at = OCTOBER + timedelta(days=days)
    answer = await person.send(method, path, {**(body or {}), "occurred_at": at.isoformat()})
    assert answer.status_code in {200, 201}, answer.text
    return str(answer.headers.get("location"))


async def opened(secretary: Person, council: Council) -> str:
    new = {
        "body": str(council.body),
        "kind": "ordinary",
        "title": {"fr": "Session d'octobre"},
        "starts": OCTOBER.isoformat(),
        "agenda": [{"key": "network", "title": {"fr": "Adhésion au réseau"}}],
    }
    session = await sent(secretary, "POST", f"{COMMUNITY}/sessions", new, days=-10)
    present = [str(member) for member in council.members]
    await sent(secretary, "POST", f"{session}/opening", {"present": present, "presiding": present[0]})
    return session


async def resolved(secretary: Person, council: Council, session: str, choice: str, network: str = NETWORK) -> str:
    """The id of a resolution to join a network, voted on."""
    subject = {"kind": "joining", "network": str(community_id(network))}
    tabled = {"item": "network", **TEXT, "subject": subject}
    one = await sent(secretary, "POST", f"{session}/resolutions", tabled)
    await sent(secretary, "POST", f"{one}/vote")
    for member in council.members:
        await sent(secretary, "PUT", f"{one}/votes/{member}", {"choice": choice})
    await council.confirm(UUID(session.rpartition("/")[2]))
    await sent(secretary, "POST", f"{one}/vote/closing")
    return one.rpartition("/")[2]


async def test_a_council_joins_by_the_resolution_that_it_has_adopted(api: World, council: Council) -> None:
    operator = await api.operator()
    for code in (NETWORK, "another.network"):
        new = {"code": code, "name": {"ar": "شبكة"}, "kind": "network"}
        assert (await operator.post("/communities", new)).status_code == 201
    secretary, focal_point = await api.person("secretary", code=CODE), await api.person("focal_point", code=CODE)
    session = await opened(secretary, council)
    refused = await resolved(secretary, council, session, "against")
    elsewhere = await resolved(secretary, council, session, "for", "another.network")
    for resolution in (refused, elsewhere, str(council.body)):
        asked = {"network": NETWORK, "resolution": resolution}
        problem(await focal_point.post(MEMBERSHIPS, asked), 409, "membership.not-resolved")
    adopted = await resolved(secretary, council, session, "for")
    asked = {"network": NETWORK, "resolution": adopted}
    neighbour = await api.person("focal_point")
    problem(await neighbour.post("/communities/ma.oriental/memberships", asked), 409, "membership.not-resolved")
    applied = await focal_point.post(MEMBERSHIPS, asked)
    assert applied.status_code == 201, applied.text
    staff = await api.person("network", code=NETWORK)
    assert (await staff.post(f"{applied.headers['location']}/acceptance", {})).status_code == 200
    (entry,) = [entry for _, entry in await api.entries() if isinstance(entry.data, MembershipAppliedFor)]
    assert str(entry.data.resolution) == adopted
    assert entry.community == community_id(CODE)
