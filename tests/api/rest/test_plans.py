"""Plans over HTTP: drawn up, published, taken through stages that are ready, and no others."""

import asyncio
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.communities.community import Register, SetJurisdiction, community_id
from domain.communities.membership import AcceptMembership, ApplyForMembership, LeaveNetwork, MembershipEnded
from domain.documents import Document
from domain.kernel import Command
from domain.plans.plan_events import PlanSentBack, ProjectTakenUpElsewhere, StageEntered
from domain.record import Account
from tests.kit.api_over_http import CODE, OPERATOR, Person, World, problem

pytestmark = pytest.mark.anyio

NETWORK = "network:remacto"
PLANS = f"/communities/{CODE}/plans"
ABOUT = {"title": {"ar": "خدمات", "fr": "Services"}, "description": {}}
OPENING = {"kind": "openness", "title": {"ar": "برنامج", "fr": "Plan"}, "starts": "2026-11-01", "network": NETWORK}
WHY = {"reason": {"fr": "Le conseil demande autre chose"}}


async def run(api: World, command: Command, by: Any = OPERATOR) -> None:
    await api.register.record.execute(command, by=by)


@pytest.fixture
async def focal(api: World) -> Person:
    """The focal point of a community under Moroccan law, beside a network."""
    await run(api, SetJurisdiction(community_id(CODE), "MA"))
    await run(api, Register(NETWORK, {"fr": "Réseau"}, kind="network"))
    return await api.person("focal_point")


async def join(api: World, focal: Person) -> None:
    document = Document("ab" * 32, {"fr": "Délibération"}, "application/pdf", 12_000)
    network = community_id(NETWORK)
    await run(api, ApplyForMembership(community_id(CODE), network, None, document), Account(focal.account.person))
    staff = await api.person("network", code=NETWORK)
    await run(api, AcceptMembership(community_id(CODE), network), Account(staff.account.person))


async def opened(focal: Person, path: str = PLANS) -> str:
    made = await focal.post(path, OPENING)
    assert made.status_code == 201, made.text
    return made.headers["location"]


async def part(by: Person, path: str, body: Any = ABOUT) -> str:
    """The address of a part of a plan."""
    made = await by.post(path, body)
    assert made.status_code == 201, made.text
    return made.headers["location"]


async def drawn_up(focal: Person) -> tuple[str, str]:
    """A plan with an axis and a project, and the project's address."""
    plan = await opened(focal)
    axis = await part(focal, f"{plan}/axes")
    return plan, await part(focal, f"{axis}/projects", {**ABOUT, "principles": ["transparency"]})


async def test_a_plan_is_opened_and_drawn_up(api: World, focal: Person) -> None:
    plan = await opened(focal)
    axis = await part(focal, f"{plan}/axes")
    challenge = await part(focal, f"{axis}/challenges")
    committee = await api.person("committee")
    project = await part(
        committee, f"{axis}/projects", {**ABOUT, "challenges": [challenge.rpartition("/")[2]], "partners": [NETWORK]}
    )
    assert axis.startswith(f"{plan}/axes/")
    assert challenge.startswith(f"{plan}/challenges/")
    assert project.startswith(f"{plan}/projects/")
    revised = await committee.put(
        project, {**ABOUT, "axis": axis.rpartition("/")[2], "title": {"fr": "Guichet unique"}, "challenges": []}
    )
    assert revised.status_code == 200, revised.text
    assert (await committee.delete(challenge, WHY)).status_code == 200
    assert problem(await committee.delete(axis, WHY), 409, "plan.part-not-empty")
    assert (await committee.delete(project, WHY)).status_code == 200
    assert (await committee.delete(axis, WHY)).status_code == 200
    assert problem(await committee.delete(axis, WHY), 404, "axis.unknown")


async def test_the_same_key_draws_the_same_part_once(api: World, focal: Person) -> None:
    plan = await opened(focal)
    first, second = [await focal.post(f"{plan}/axes", ABOUT, key="an axis") for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert (first.json()["repeated"], second.json()["repeated"]) == (False, True)


async def test_a_stage_is_entered_when_it_is_ready_and_the_refusal_names_what_is_missing(
    api: World, focal: Person
) -> None:
    plan = await opened(focal)
    before = await api.entries()
    refused = await focal.post(f"{plan}/stage", {"stage": "preparation"})
    told = problem(refused, 409, "plan.stage-not-ready")
    assert "membership" in told["detail"]
    french = await focal.post(f"{plan}/stage", {"stage": "preparation"}, Accept_Language="fr")
    assert "adhésion" in french.json()["detail"]
    problem(await focal.post(f"{plan}/stage", {"stage": "adoption"}), 409, "plan.not-the-next-stage")
    problem(await focal.post(f"{plan}/stage", {"stage": "lunch"}), 422, "plan.unknown-stage")
    assert await api.entries() == before, "what is refused leaves nothing behind"
    await join(api, focal)
    assert (await focal.post(f"{plan}/stage", {"stage": "preparation"})).status_code == 200
    problem(await focal.post(f"{plan}/stage", {"stage": "co_creation"}), 409, "plan.stage-not-ready")
    await part(focal, f"{plan}/axes")
    assert (await focal.post(f"{plan}/stage", {"stage": "co_creation"})).status_code == 200
    back = await focal.post(f"{plan}/stage/return", {"stage": "preparation", **WHY})
    assert back.status_code == 200, back.text
    happened = [entry.data for _, entry in await api.entries(UUID(plan.rpartition("/")[2]))]
    assert [one for one in happened if isinstance(one, StageEntered | PlanSentBack)] == [
        StageEntered(None, "preparation"),
        StageEntered("preparation", "co_creation"),
        PlanSentBack("co_creation", "preparation", WHY["reason"]),
    ]


async def test_a_version_is_read_as_the_bytes_that_its_hash_is_of(api: World, focal: Person) -> None:
    plan, project = await drawn_up(focal)
    published = await focal.post(f"{plan}/versions")
    assert published.status_code == 201, published.text
    problem(await focal.post(f"{plan}/versions"), 409, "plan.nothing-new")
    assert (await focal.delete(project, WHY)).status_code == 200
    assert (await focal.post(f"{plan}/versions")).status_code == 201
    await api.catch_up()
    first, second = [await focal.get(f"{plan}/versions/{number}") for number in (1, 2)]
    for answer in (first, second):
        assert answer.status_code == 200, answer.text
        assert answer.headers["etag"] == f'"{sha256(answer.content).hexdigest()}"'
        assert "immutable" in answer.headers["cache-control"]
    assert [len(answer.json()["axes"][0]["projects"]) for answer in (first, second)] == [1, 0]
    unchanged = await api.http.get(f"{plan}/versions/1", headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    for missing in (f"{plan}/versions/3", f"{plan}/versions/0", f"/api/v1/plans/{uuid4()}/versions/1"):
        problem(await focal.get(missing), 404, "not-found")


async def test_who_was_told_of_a_position_finds_what_stands_there(api: World, focal: Person) -> None:
    """The read models are behind when it is asked for, and catch up meanwhile."""
    plan, _ = await drawn_up(focal)
    published = await focal.post(f"{plan}/versions")
    version, _ = await asyncio.gather(focal.get(f"{plan}/versions/1"), api.catch_up())
    assert version.status_code == 200, version.text
    revised = await focal.post(f"{plan}/axes", ABOUT)
    position = revised.headers["sijill-position"]
    assert int(position) == int(published.headers["sijill-position"]) + 1
    report, _ = await asyncio.gather(focal.get(f"{plan}/accountability?asOf={position}"), api.catch_up())
    assert (report.status_code, report.headers["sijill-position"]) == (200, position)
    later = await focal.get(f"{plan}/accountability?asOf={10**15}")  # beyond the record: as far as it is, which is said
    assert (later.status_code, later.headers["sijill-position"]) == (200, position)


async def test_what_is_attested_was_decided_before(api: World, focal: Person) -> None:
    plan, _ = await drawn_up(focal)
    await focal.post(f"{plan}/versions")
    said = {
        "number": 1,
        "document": await api.file(focal),
        "decided_on": "2023-10-09",
        "certainty": "verified",
        "session": {"fr": "Session d'octobre 2023"},
    }
    problem(await focal.post(f"{plan}/attestation", {**said, "number": 2}), 404, "plan.version-unknown")
    problem(await focal.post(f"{plan}/attestation", {**said, "decided_on": "2999-01-01"}), 409, "plan.decided-here")
    assert (await focal.post(f"{plan}/attestation", said)).status_code == 200
    problem(await focal.post(f"{plan}/attestation", said), 409, "plan.already-adopted")
    assert (await focal.post(f"{plan}/stage", {"stage": "implementation"})).status_code == 200


async def test_a_project_is_taken_up_by_another_community(api: World, focal: Person) -> None:
    plan, project = await drawn_up(focal)
    await run(api, Register("ma.draa", {"fr": "Drâa"}))
    await run(api, SetJurisdiction(community_id("ma.draa"), "MA"))
    other = await api.person("focal_point", code="ma.draa")
    theirs = await opened(other, "/communities/ma.draa/plans")
    axis = await part(other, f"{theirs}/axes")
    origin = {"plan": plan.rpartition("/")[2], "project": project.rpartition("/")[2]}
    await part(other, f"{axis}/projects", {**ABOUT, "taken_from": origin})
    _, last = (await api.entries(UUID(origin["plan"])))[-1]
    assert isinstance(last.data, ProjectTakenUpElsewhere)
    assert (last.data.community, last.community) == (community_id("ma.draa"), community_id(CODE))
    problem(await other.delete(project, WHY), 403, "not-allowed")
    read = (await focal.put(plan, {"title": OPENING["title"], "starts": "2026-12-01"}, if_match="*")).headers["etag"]
    for _ in range(3):  # each moved the plan's version, so that its own drafters could not edit it
        await part(other, f"{axis}/projects", {**ABOUT, "taken_from": origin})
    edited = await focal.put(plan, {"title": OPENING["title"], "starts": "2026-11-01"}, if_match=read)
    assert edited.status_code == 200, edited.text
    await api.catch_up()
    async with api.register.pool.connection() as db:
        taken_up = "select jsonb_array_length(taken_up) from project where id = %s order by since desc limit 1"
        assert await (await db.execute(taken_up, [origin["project"]])).fetchone() == (1,)
        version = "select version from plan where id = %s order by since desc limit 1"
        assert await (await db.execute(version, [origin["plan"]])).fetchone() == (edited.json()["version"],)


async def test_others_do_not_run_the_plan(api: World, focal: Person) -> None:
    plan, _ = await drawn_up(focal)
    before = await api.entries()
    for roles in ((), ("moderator",), ("citizen",), ("assessor",)):
        stranger = await api.person(*roles)  # type: ignore[arg-type]
        for path, body in ((f"{plan}/axes", ABOUT), (f"{plan}/versions", None), (f"{plan}/stage", {"stage": "x"})):
            problem(await stranger.post(path, body), 403, "not-allowed")
        problem(await stranger.post(PLANS, OPENING), 403, "not-allowed")
    assert [entry for _, entry in await api.entries() if entry.root == UUID(plan.rpartition("/")[2])] == [
        entry for _, entry in before if entry.root == UUID(plan.rpartition("/")[2])
    ]


async def test_what_is_asked_for_must_fit(api: World, focal: Person) -> None:
    plan, project = await drawn_up(focal)
    axis = f"{plan}/axes/{uuid4()}"
    problem(await focal.post(f"{axis}/projects", ABOUT), 404, "axis.unknown")
    problem(await focal.post(PLANS, {**OPENING, "kind": "Open!"}), 422, "plan.bad-kind")
    problem(await focal.post(PLANS, {**OPENING, "ends": "2020-01-01"}), 422, "plan.bad-term")
    problem(await focal.post(PLANS, {**OPENING, "network": CODE}), 422, "membership.not-a-network")
    problem(await focal.put(plan, {"title": OPENING["title"], "starts": "2026-11-01"}), 428, "precondition.missing")
    problem(
        await focal.put(plan, {"title": OPENING["title"], "starts": "2026-12-01"}, if_match='"1"'), 412, "version-moved"
    )
    problem(await focal.post(f"{plan}/closure", {}), 422, "plan.reason-needed")
    assert (await focal.post(f"{plan}/closure", WHY)).status_code == 200
    problem(await focal.delete(project, WHY), 409, "plan.closed")


async def test_a_draft_says_what_the_plan_said_when_it_was_published_however_many_work_on_it(
    api: World, focal: Person
) -> None:
    """Published in the same instant in which axes come, are renamed and go: each version's bytes still have its hash."""
    plan, _ = await drawn_up(focal)
    axes = [await part(focal, f"{plan}/axes") for _ in range(4)]
    asked = [focal.post(f"{plan}/versions") for _ in range(4)]
    asked += [focal.put(axis, {"title": {"fr": axis}, "description": {}}) for axis in axes]
    asked += [focal.delete(axis, WHY) for axis in axes[:2]]
    answers = await asyncio.gather(*asked)
    assert {answer.status_code for answer in answers} <= {200, 201, 404, 409}
    await api.catch_up()
    published = [answer for answer in answers[:4] if answer.status_code == 201]
    assert published
    for number in range(1, len(published) + 1):
        found = await focal.get(f"{plan}/versions/{number}")
        assert found.headers["etag"] == f'"{sha256(found.content).hexdigest()}"'


async def test_no_stage_is_entered_on_a_membership_that_has_ended(api: World, focal: Person) -> None:
    """Both are asked for at once: whichever comes first, the log never shows the stage after the end."""
    await join(api, focal)
    plans = [await opened(focal) for _ in range(4)]
    leaving = LeaveNetwork(community_id(CODE), community_id(NETWORK), {"fr": "Nous partons"})
    await asyncio.gather(
        *(focal.post(f"{plan}/stage", {"stage": "preparation"}) for plan in plans[:2]),
        run(api, leaving, Account(focal.account.person)),
        *(focal.post(f"{plan}/stage", {"stage": "preparation"}) for plan in plans[2:]),
    )
    happened = [entry.data for _, entry in await api.entries()]
    ended = next(place for place, event in enumerate(happened) if isinstance(event, MembershipEnded))
    assert not any(isinstance(event, StageEntered) for event in happened[ended:])
