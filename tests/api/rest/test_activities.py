"""Activities over HTTP, as those in office plan them, report on them and assess them; and what they are refused."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from domain.communities.community import community_id
from domain.plans.activity_events import ActivityCompletionAssessed, ActivityEvidenceAttached, ActivityPlanned
from tests.kit.api_over_http import CODE, Person, World, problem
from tests.kit.imported_plan import DAY, Planned, today

pytestmark = pytest.mark.anyio

WHY = {"fr": "La nappe est basse", "ar": "الفرشة عميقة"}
WHAT: dict[str, Any] = {
    "title": {"fr": "Creuser des puits"},
    "description": {},
    "responsible": {"fr": "Service de l'eau"},
    "starts": str(today() - 90 * DAY),
    "ends": str(today() + 30 * DAY),
    "budget": {"amount": 1_000, "currency": "MAD"},
}
WELLS = {"key": "wells", "name": {"fr": "Puits"}, "unit": {"fr": "puits"}, "baseline": None, "target": "12"}


@pytest.fixture
async def plan(api: World) -> Planned:
    return await Planned(api.register, CODE).opened()


async def planned(by: Person, plan: Planned, **more: Any) -> httpx.Response:
    asked = {"project": str(plan.project), **WHAT, "indicators": [WELLS], **more}
    return await by.post(f"/plans/{plan.plan}/activities", asked)


async def test_an_activity_s_whole_way(api: World, plan: Planned) -> None:
    focal_point, assessor = await api.person("focal_point"), await api.person("assessor")
    made = await planned(focal_point, plan)
    assert made.status_code == 201, made.text
    one = made.headers["location"]
    assert one == f"/api/v1/plans/{plan.plan}/activities/{made.json()['id']}"
    revised = await focal_point.put(one, {**WHAT, "description": {"fr": "Douze"}}, If_Match=made.headers["etag"])
    assert revised.status_code == 200, revised.text
    problem(await focal_point.put(f"{one}/status", status("delayed"), If_Match="*"), 409, "activity.not-adopted")
    await plan.attested()

    document = await api.file(focal_point)
    for method, path, body in (
        ("PUT", "status", status("in_progress")),
        ("POST", "progress", {"progress": 60, "note": WHY}),
        ("PUT", "dates", {"starts": WHAT["starts"], "ends": str(today() + 90 * DAY), "reason": WHY}),
        ("PUT", f"indicators/wells/measurements/{today() - DAY}", {"value": "7.5"}),
        ("PUT", "budget", {"budget": {"amount": 2_000, "currency": "MAD"}, "source": WHY}),
        ("POST", "spending", {"spent": {"amount": 900, "currency": "MAD"}, "on": str(today() - DAY)}),
        ("POST", "evidence", {"document": document, "note": WHY}),
    ):
        done = await focal_point.send(method, f"{one}/{path}", body, If_Match="*")
        assert (done.status_code, done.json()["events"]) == (200, 1), done.text
    assessing = {"completion": "limited", "assessor": WHY, "evidence": [document["sha256"]], "reasons": WHY}
    assert (await assessor.put(f"{one}/completion", assessing, If_Match="*")).status_code == 200
    entries = [entry for _, entry in await api.entries(plan.plan) if entry.stream == UUID(made.json()["id"])]
    assert isinstance(entries[0].data, ActivityPlanned)
    assert isinstance(entries[-2].data, ActivityEvidenceAttached)
    last = entries[-1]
    assert isinstance(last.data, ActivityCompletionAssessed)
    assert (last.actor.role, last.community, last.root) == ("assessor", community_id(CODE), plan.plan)


def status(name: str, **more: Any) -> dict[str, Any]:
    return {"status": name, "progress": 20, "reason": WHY, **more}


async def test_who_reports_what_happened_before_says_when(api: World, plan: Planned) -> None:
    wells = await plan.wells(today() + DAY)
    await plan.attested()
    focal_point = await api.person("focal_point")
    then = "2026-01-05T10:00:00Z"
    one = f"/plans/{plan.plan}/activities/{wells}/status"
    assert (await focal_point.put(one, status("delayed", occurred_at=then), If_Match="*")).status_code == 200
    _, entry = (await api.entries(plan.plan))[-1]
    assert entry.occurred_at.isoformat() == "2026-01-05T10:00:00+00:00"
    ahead = status("in_progress", occurred_at="2999-01-01T00:00:00Z")
    problem(await focal_point.put(one, ahead, If_Match="*"), 422, "moment.ahead")


async def test_only_those_in_office_there_do_any_of_it(api: World, plan: Planned) -> None:
    wells = await plan.wells(today() + DAY)
    await plan.attested()
    one = f"/plans/{plan.plan}/activities/{wells}"
    await (await api.operator()).post("/communities", {"code": "ma.ailleurs", "name": {"fr": "Ailleurs"}})
    for by in (
        await api.person(),
        await api.person("citizen"),
        await api.person("assessor"),
        await api.person("focal_point", code="ma.ailleurs"),
    ):
        problem(await planned(by, plan), 403, "not-allowed")
        problem(await by.put(f"{one}/status", status("delayed"), If_Match="*"), 403, "not-allowed")
        problem(await by.delete(one, {"reason": WHY}), 403, "not-allowed")


async def test_what_is_refused_says_why_and_leaves_nothing(api: World, plan: Planned) -> None:
    wells = await plan.wells(today() + DAY)
    await plan.attested()
    focal_point = await api.person("focal_point")
    one = f"/plans/{plan.plan}/activities/{wells}"
    before = len(await api.entries())
    completion = {"completion": "limited", "assessor": WHY, "evidence": [], "reasons": WHY}
    for method, path, body, code, name in (
        ("PUT", "/status", status("finished"), 422, "request.invalid"),
        ("PUT", "/status", status("completed"), 422, "activity.bad-progress"),
        ("POST", "/progress", {"progress": 101, "note": WHY}, 422, "activity.bad-progress"),
        ("PUT", "/dates", {"starts": "2026-02-01", "ends": "2026-01-01", "reason": WHY}, 422, "activity.bad-dates"),
        ("PUT", "/indicators/pumps/measurements/2026-01-01", {"value": "1"}, 404, "activity.indicator-unknown"),
        ("PUT", "/indicators/wells/measurements/2999-01-01", {"value": "1"}, 422, "activity.bad-day"),
        ("PUT", "/indicators/wells/measurements/yesterday", {"value": "1"}, 404, "not-found"),
        ("PUT", "/indicators/wells/measurements/2026-01-01", {"value": "many"}, 422, "activity.bad-number"),
        ("PUT", "/budget", {"budget": {"amount": -1, "currency": "MAD"}, "source": WHY}, 422, "money.bad-sum"),
        ("PUT", "/completion", completion, 422, "activity.evidence-needed"),
        ("PUT", "/completion", {**completion, "completion": "done"}, 422, "activity.bad-completion"),
        ("DELETE", "", {"reason": WHY}, 409, "activity.under-way"),
    ):
        problem(await focal_point.send(method, one + path, body, If_Match="*"), code, name)
    unknown = f"/plans/{plan.plan}/activities/{plan.project}/status"
    problem(await focal_point.put(unknown, status("delayed"), If_Match="*"), 404, "activity.unknown")
    problem(await focal_point.put(f"{one}/status", status("delayed"), If_Match='"1"'), 412, "version-moved")
    problem(await focal_point.put(f"{one}/status", status("delayed")), 428, "precondition.missing")
    assert len(await api.entries()) == before


async def test_evidence_must_have_been_sent(api: World, plan: Planned) -> None:
    wells = await plan.wells(today() + DAY)
    await plan.attested()
    focal_point = await api.person("focal_point")
    document = await api.file(focal_point)
    attaching = {"document": {**document, "sha256": "ef" * 32}, "note": WHY}
    one = f"/plans/{plan.plan}/activities/{wells}/evidence"
    problem(await focal_point.post(one, attaching), 422, "file.not-there")
    assert (await focal_point.post(one, {"document": document, "note": WHY})).status_code == 200
    problem(await focal_point.post(one, {"document": document, "note": WHY}), 409, "activity.already-attached")
