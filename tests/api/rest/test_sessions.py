"""Sessions and resolutions over HTTP: the whole course of one, and what is refused on the way."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.community import community_id
from domain.decisions.numbering import NumberGiven
from domain.decisions.resolution_events import ResolutionAdopted, ResolutionRejected, VoteRecorded
from domain.decisions.subjects import Joining
from domain.kernel import Office
from tests.kit.api_over_http import Person, World, problem
from tests.kit.recorded_council import CODE, DAY, OCTOBER, REGION, Council

pytestmark = pytest.mark.anyio

COMMUNITY = f"/communities/{CODE}"
HOUR = timedelta(hours=1)
TEXT = {"title": {"ar": "مقرر", "fr": "Délibération"}, "text": {"fr": "Le conseil approuve."}}


@pytest.fixture
async def council(api: World) -> Council:
    return await Council(api.register).set()


class Keeper:
    """The secretary or the president over HTTP: each thing is recorded as having happened at a moment of October."""

    def __init__(self, person: Person) -> None:
        self.person, self.at = person, OCTOBER

    async def __call__(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        said = {**(body or {}), "occurred_at": self.at.isoformat()}
        return await self.person.send(method, path, said, **more)


@pytest.fixture
async def secretary(api: World, council: Council) -> Keeper:
    return Keeper(await api.person("secretary", code=CODE))


@pytest.fixture
async def president(api: World, council: Council) -> Keeper:
    return Keeper(await api.person("president", code=CODE))


async def convened(keeper: Keeper, council: Council) -> str:
    keeper.at = OCTOBER - 10 * DAY
    new = {
        "body": str(council.body),
        "kind": "ordinary",
        "title": {"ar": "دورة أكتوبر", "fr": "Session d'octobre"},
        "starts": OCTOBER.isoformat(),
        "agenda": [{"key": "plan", "title": {"fr": "Programme d'action"}}],
    }
    made = await keeper("POST", f"{COMMUNITY}/sessions", new)
    assert made.status_code == 201, made.text
    keeper.at = OCTOBER
    return str(made.headers["location"])


def there(council: Council, number: int) -> dict[str, Any]:
    present = [str(member) for member in council.members[:number]]
    return {"present": present, "presiding": present[0]}


async def test_a_session_from_its_first_call_without_quorum_to_its_minutes(
    api: World, council: Council, secretary: Keeper, president: Keeper
) -> None:
    session = await convened(secretary, council)

    early = problem(await secretary("POST", f"{session}/opening", there(council, 5)), 409, "session.no-quorum")
    assert (early["present"], early["in_office"], early["needed"]) == (5, 11, 6)
    few, late = {"present": there(council, 5)["present"]}, {"starts": (OCTOBER + 6 * DAY).isoformat()}
    assert (await secretary("POST", f"{session}/adjournment", few)).status_code == 200
    days = problem(await secretary("POST", f"{session}/recall", late), 409, "session.outside-the-days")
    assert (days["first"], days["last"]) == ("2025-10-09", "2025-10-11")
    again = OCTOBER + 4 * DAY
    assert (await secretary("POST", f"{session}/recall", {"starts": again.isoformat()})).status_code == 200
    secretary.at = again
    assert (await secretary("POST", f"{session}/opening", there(council, 6))).status_code == 200

    made = await secretary("POST", f"{session}/resolutions", {"item": "plan", **TEXT})
    assert made.status_code == 201, made.text
    one = made.headers["location"]
    vote = f"{one}/votes/{council.members[0]}"
    problem(await secretary("PUT", vote, {"choice": "for"}), 409, "resolution.no-vote-under-way")
    assert (await secretary("POST", f"{one}/vote", {})).status_code == 200
    absent = f"{one}/votes/{council.members[6]}"
    problem(await secretary("PUT", absent, {"choice": "for"}), 409, "resolution.not-present")
    problem(await secretary("PUT", vote, {"choice": "perhaps"}), 422, "request.invalid")
    for member, choice in zip(council.members, ["for", "for", "for", "against", "against", "against"], strict=False):
        assert (await secretary("PUT", f"{one}/votes/{member}", {"choice": choice})).json()["events"] == 1
    problem(await secretary("DELETE", f"{session}/present/{council.members[0]}", {}), 409, "session.presides")
    for number in (6, 7):
        assert (await secretary("PUT", f"{session}/present/{council.members[number]}", {})).status_code == 200
        assert (await secretary("PUT", absent, {"choice": "abstain"})).status_code == 200
    assert (await secretary("DELETE", f"{session}/present/{council.members[7]}", {})).status_code == 200
    problem(await secretary("POST", f"{session}/closing", {}), 409, "session.vote-under-way")
    problem(await secretary("POST", f"{one}/vote/closing", {}), 409, "session.not-confirmed")
    president.at = again
    assert (await president("POST", f"{session}/confirmation", {})).status_code == 200
    assert (await secretary("POST", f"{one}/vote/closing", {})).status_code == 200
    problem(await secretary("PUT", vote, {"choice": "against"}), 409, "resolution.no-vote-under-way")

    problem(await secretary("POST", f"{one}/publication", {}), 409, "resolution.not-signed")
    problem(await secretary("POST", f"{one}/signature", {}), 403, "not-allowed")
    assert (await president("POST", f"{one}/signature", {})).status_code == 200
    paper = await api.file(secretary.person)
    assert (await secretary("POST", f"{one}/publication", {"document": paper})).status_code == 200

    closed = await secretary("POST", f"{session}/closing", {})
    minutes = {"document": paper, "summary": {"fr": "Un point"}}
    problem(await secretary("PUT", f"{session}/minutes", minutes), 428, "precondition.missing")
    kept = await secretary("PUT", f"{session}/minutes", minutes, If_Match=f'"{closed.json()["version"]}"')
    assert kept.status_code == 200, kept.text
    problem(await secretary("POST", f"{session}/resolutions", {"item": "plan", **TEXT}), 409, "resolution.session-over")

    entries = [entry for _, entry in await api.entries() if str(entry.root) in session]
    (adopted,) = [entry for entry in entries if isinstance(entry.data, ResolutionAdopted)]
    assert (adopted.data.votes_for, adopted.data.votes_against, adopted.data.abstentions) == (3, 3, 1)
    assert adopted.data.by_president
    numbered = (adopted.data.year, adopted.data.number, adopted.data.rule.set, adopted.occurred_at)
    assert numbered == (2025, 1, "ma-regions", again)
    assert all(entry.community == REGION and isinstance(entry.actor, Office) for entry in entries)
    assert all(entry.occurred_at < entry.recorded_at for entry in entries)


async def test_another_member_presides_and_the_first_one_leaves(
    api: World, council: Council, secretary: Keeper
) -> None:
    await council.convene()
    await council.open()
    session = f"/sessions/{council.session}"
    first, second = council.members[:2]
    assert (await secretary("PUT", f"{session}/presiding", {"member": str(second)})).status_code == 200
    assert (await secretary("DELETE", f"{session}/present/{first}", {})).status_code == 200
    problem(await secretary("PUT", f"{session}/presiding", {"member": str(first)}), 409, "session.not-there")
    resolution = await council.table()
    for member, choice in ((second, "against"), (council.members[2], "for")):
        path = f"{session}/resolutions/{resolution}/votes/{member}"
        assert (await secretary("PUT", path, {"choice": choice})).status_code == 200
    await council.confirm()
    assert (await secretary("POST", f"{session}/resolutions/{resolution}/vote/closing", {})).status_code == 200
    outcome = [entry.data for _, entry in await api.entries() if entry.stream == resolution][-1]
    assert isinstance(outcome, ResolutionRejected)
    assert outcome.by_president


async def test_an_office_of_another_community_keeps_no_session_here(
    api: World, council: Council, secretary: Keeper
) -> None:
    await council.convene()
    before = len(await api.entries())
    stranger = Keeper(await api.person("secretary", "president"))
    session = f"/sessions/{council.session}"
    for method, path, body in (
        ("POST", f"{session}/opening", there(council, 11)),
        ("POST", f"{session}/resolutions", {"item": "plan", **TEXT}),
        ("POST", f"{session}/closing", {}),
    ):
        problem(await stranger(method, path, body), 403, "not-allowed")
    problem(await secretary("POST", f"/sessions/{uuid4()}/opening", there(council, 11)), 403, "not-allowed")
    assert len(await api.entries()) == before + 2  # the stranger's two offices


async def test_what_was_not_published_is_not_laid_before_the_council(
    api: World, council: Council, secretary: Keeper
) -> None:
    await council.convene()
    before = len(await api.entries())
    nothing = {"kind": "plan_version", "plan": str(uuid4()), "number": 1, "sha256": "ab" * 32}
    asked = {"item": "plan", **TEXT, "subject": nothing}
    problem(await secretary("POST", f"/sessions/{council.session}/resolutions", asked), 404, "plan.unknown")
    network = {"item": "plan", **TEXT, "subject": {"kind": "joining", "network": str(REGION)}}
    problem(
        await secretary("POST", f"/sessions/{council.session}/resolutions", network), 422, "membership.not-a-network"
    )
    assert len(await api.entries()) == before


async def test_a_community_applies_to_a_network_by_the_resolution_that_its_council_has_adopted(
    api: World, council: Council
) -> None:
    new = {"code": "ma.network", "name": {"ar": "الشبكة"}, "kind": "network"}
    assert (await (await api.operator()).post("/communities", new)).status_code == 201
    await council.convene()
    await council.open()
    joining = Joining(community_id("ma.network"))
    rejected, adopted = await council.decide("---", joining), await council.decide("+++", joining)
    focal_point = await api.person("focal_point", code=CODE)
    asked = {"network": "ma.network", "resolution": str(rejected)}
    problem(await focal_point.post(f"{COMMUNITY}/memberships", asked), 409, "membership.not-resolved")
    applied = await focal_point.post(f"{COMMUNITY}/memberships", {**asked, "resolution": str(adopted)})
    assert applied.status_code in {200, 201}, applied.text


async def test_votes_that_are_recorded_at_once_all_count_or_are_refused(
    api: World, council: Council, secretary: Keeper
) -> None:
    """Eleven votes and the closing of the vote, all at the same moment: what counts is what the log has before the closing."""
    await council.convene()
    await council.open()
    resolution = await council.table()
    one = f"/sessions/{council.session}/resolutions/{resolution}"
    await council.confirm()
    votes = [secretary("PUT", f"{one}/votes/{member}", {"choice": "for"}) for member in council.members]
    answers = await asyncio.gather(*votes[:6], secretary("POST", f"{one}/vote/closing", {}), *votes[6:])
    closing = answers.pop(6)
    if closing.status_code != 200:  # votes were recorded that the president had not confirmed
        problem(closing, 409, "session.not-confirmed")
        await council.confirm()
        assert (await secretary("POST", f"{one}/vote/closing", {})).status_code == 200
    counted = [answer for answer in answers if answer.status_code == 200]
    for answer in answers:
        if answer.status_code != 200:
            problem(answer, 409, "resolution.no-vote-under-way")
    entries = [entry for _, entry in await api.entries() if entry.stream == resolution]
    cast = [entry.data.member for entry in entries if isinstance(entry.data, VoteRecorded)]
    outcome = entries[-1].data
    assert isinstance(outcome, ResolutionAdopted if cast else ResolutionRejected)
    assert outcome.votes_for == len(cast) == len(set(cast)) == len(counted)


async def test_resolutions_that_are_adopted_at_once_have_numbers_without_a_gap(
    api: World, council: Council, secretary: Keeper
) -> None:
    await council.convene()
    await council.open()
    drafts = [await council.table() for _ in range(5)]
    for number, draft in enumerate(drafts):
        await council.vote(draft, "+" if number != 3 else "-")
    await council.confirm()
    closings = (f"/sessions/{council.session}/resolutions/{draft}/vote/closing" for draft in drafts)
    answers = await asyncio.gather(*(secretary("POST", path, {}) for path in closings))
    assert [answer.status_code for answer in answers] == [200] * 5
    numbers = [entry.data for _, entry in await api.entries(council.body) if isinstance(entry.data, NumberGiven)]
    assert [given.number for given in numbers] == [1, 2, 3, 4]
    assert {given.resolution for given in numbers} == {draft for place, draft in enumerate(drafts) if place != 3}
    await council.close()


async def test_a_request_that_is_repeated_is_told_what_came_of_it(
    api: World, council: Council, secretary: Keeper
) -> None:
    await council.convene()
    path, body = f"/sessions/{council.session}/opening", there(council, 7)
    first = await secretary("POST", path, body, key="opening")
    second = await secretary("POST", path, body, key="opening")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json()["position"] == second.json()["position"]
    assert second.json()["repeated"]
    assert UUID(first.json()["id"]) == council.session
    problem(await secretary("POST", path, body), 409, "session.not-to-be-opened")
