"""A council's session entered after its day, over HTTP: what one account alone cannot make of it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from domain.communities.community import Register, community_id
from ops.settings import Settings
from tests.kit.api_over_http import Person, World, problem
from tests.kit.recorded_council import CODE, OPERATOR, Council

pytestmark = pytest.mark.anyio

NAME = {"ar": "دورة", "fr": "Session"}
SHOWN = """query ($session: ID!, $resolution: ID!, $at: Moment!) {
  session(id: $session, asOf: $at) {
    stage convenedAt convenedRecordedAt enteredAfterDays enteredLate
    calls { metAt metRecordedAt enteredAfterDays enteredLate } confirmations { role holderOf { code } }
  }
  resolution(id: $resolution, asOf: $at) { stage number votedAt votedRecordedAt enteredAfterDays enteredLate }
  waiting(first: 9, asOf: $at) { nodes { kind role thing { id } } }
}"""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the shipped rules alone: thirty days."""
    return msgspec.structs.replace(settings, rules=())


class Chamber:
    """A session as its keepers enter it, each thing as having happened at its moment."""

    def __init__(self, world: World, council: Council, secretary: Person, at: datetime) -> None:
        self.world, self.council, self.secretary, self.at = world, council, secretary, at
        self.path = self.resolution = ""

    async def says(self, method: str, path: str, body: Any = None, by: Person | None = None, days: int = 0) -> Any:
        at = self.at - timedelta(days=days)
        return await (by or self.secretary).send(method, path, {**(body or {}), "occurred_at": at.isoformat()})

    async def convenes(self) -> Any:
        starts = self.at.isoformat()
        agenda = [{"key": "1", "title": NAME}]
        body = {"body": str(self.council.body), "kind": "ordinary", "title": NAME, "starts": starts, "agenda": agenda}
        made = await self.says("POST", f"/communities/{CODE}/sessions", body, days=17)
        self.path = made.headers.get("location", "")
        return made

    async def votes(self) -> None:
        """Five members come, and all vote for a resolution."""
        present = [str(member) for member in self.council.members[:6]]
        opened = await self.says("POST", f"{self.path}/opening", {"present": present, "presiding": present[0]})
        assert opened.status_code == 200, opened.text
        made = await self.says("POST", f"{self.path}/resolutions", {"item": "1", "title": NAME, "text": NAME})
        self.resolution = made.headers["location"]
        assert (await self.says("POST", f"{self.resolution}/vote")).status_code == 200
        for member in present:
            vote = await self.says("PUT", f"{self.resolution}/votes/{member}", {"choice": "for"})
            assert vote.status_code == 200, vote.text

    async def closes(self) -> Any:
        return await self.says("POST", f"{self.resolution}/vote/closing")

    async def shown(self) -> Any:
        await self.world.catch_up()
        ids = {
            name: path.rpartition("/")[2] for name, path in (("session", self.path), ("resolution", self.resolution))
        }
        ids["at"] = str((await self.world.entries())[-1][0])
        answer = await self.world.http.post("/graphql", json={"query": SHOWN, "variables": ids})
        assert "errors" not in answer.json(), answer.text
        return answer.json()["data"]


async def chamber(api: World, at: datetime, *roles: Any) -> Chamber:
    """A council whose sessions may be at any time, and somebody who keeps them."""
    council = await Council(api.register).set("neutral")
    return Chamber(api, council, await api.person(*roles, code=CODE), at)


YESTERDAY = datetime.now(UTC) - timedelta(days=1)


async def test_a_session_of_2019_that_one_secretary_enters_today_is_refused(api: World) -> None:
    """With a council of invented members who sit since long ago: GraphQL said that it had adopted resolution number 1 in 2019."""
    made = await chamber(api, datetime(2019, 10, 7, 9, tzinfo=UTC), "secretary")
    problem(await made.convenes(), 409, "session.entered-too-late")


async def test_a_session_of_yesterday_is_computed_only_once_another_person_has_confirmed_it(api: World) -> None:
    made = await chamber(api, YESTERDAY, "secretary", "president")
    assert (await made.convenes()).status_code == 201
    await made.votes()
    problem(await made.closes(), 409, "session.not-confirmed")
    problem(await made.secretary.post(f"{made.path}/confirmation", {}), 409, "session.own-record")

    shown = await made.shown()
    assert shown["resolution"]["stage"] == "VOTING"
    assert shown["session"]["calls"][0] | {"metAt": 0, "metRecordedAt": 0} == {
        "metAt": 0, "metRecordedAt": 0, "enteredAfterDays": 1, "enteredLate": False,
    }  # fmt: skip
    waits = [one for one in shown["waiting"]["nodes"] if one["kind"] == "SESSION_CONFIRMATION"]
    assert [(one["role"], one["thing"]["id"]) for one in waits] == [("PRESIDENT", made.path.rpartition("/")[2])]

    president = await api.person("president", code=CODE)
    assert (await president.post(f"{made.path}/confirmation", {})).status_code == 200
    assert (await made.closes()).status_code == 200
    shown = await made.shown()
    assert shown["resolution"]["stage"] == "ADOPTED"
    assert shown["resolution"]["votedAt"] < shown["resolution"]["votedRecordedAt"]
    assert (shown["resolution"]["enteredAfterDays"], shown["resolution"]["enteredLate"]) == (1, False)
    assert shown["session"]["confirmations"] == [{"role": "PRESIDENT", "holderOf": {"code": CODE}}]
    assert not [one for one in shown["waiting"]["nodes"] if one["kind"] == "SESSION_CONFIRMATION"]


async def test_an_auditor_of_the_authority_confirms_it_who_is_another_person(api: World) -> None:
    made = await chamber(api, YESTERDAY, "secretary")
    wilaya = Register("wilaya", {"fr": "Wilaya"}, kind="authority", jurisdiction="neutral")
    await api.register.record.execute(wilaya, by=OPERATOR, command_id=uuid4())
    await made.convenes()
    await made.votes()
    confirmation = {"authority": "wilaya"}
    problem(await made.secretary.post(f"{made.path}/confirmation", confirmation), 403, "not-allowed")
    await api.appoint(made.secretary, "auditor", community_id("wilaya"))
    problem(await made.secretary.post(f"{made.path}/confirmation", confirmation), 409, "session.own-record")
    auditor = await api.person("auditor", code="wilaya")
    assert (await auditor.post(f"{made.path}/confirmation", confirmation)).status_code == 200
    assert (await made.closes()).status_code == 200


async def test_pages_say_beside_its_date_when_it_was_recorded(api: World) -> None:
    made = await chamber(api, YESTERDAY, "secretary")
    await made.convenes()
    await made.votes()
    await api.catch_up()
    page = await api.http.get(f"/trail/{made.path.rpartition('/')[2]}?lang=en")
    assert "days between this and its recording: 1" in page.text
    assert (
        "recorded later than the rules allow" not in page.text.split("days between this and its recording: 1")[1][:80]
    )
