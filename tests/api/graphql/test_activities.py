"""Activities over GraphQL: how they go, whether they are late at the moment that is read, what shows it, who said so."""

from typing import Any
from uuid import UUID

import pytest

from domain.documents import Document
from domain.plans.activity import RemoveActivity
from domain.plans.implementation import (
    AllocateBudget,
    AssessCompletion,
    AttachEvidence,
    ChangeStatus,
    MeasureIndicator,
    ReportProgress,
    ReportSpending,
    Reschedule,
)
from domain.plans.money import Money
from domain.plans.plan import ClosePlan
from domain.record import Account
from tests.kit.imported_plan import DAY, Planned, today

pytestmark = pytest.mark.anyio

NOTE = {"fr": "Procès-verbal", "ar": "محضر"}
REPORT = Document("cd" * 32, {"fr": "Réception"}, "application/pdf", 48_120)


@pytest.fixture
async def plan(scene: Any) -> Planned:
    return await Planned(scene.register, "01.001").opened()


def lateness(found: dict[str, Any]) -> tuple[bool, int]:
    return found["activity"]["overdue"], found["activity"]["daysOverdue"]


LATE = "query ($id: ID!, $at: Moment) { activity(id: $id, asOf: $at) { overdue daysOverdue promised status } }"


async def test_what_is_planned_is_there_with_all_that_is_said_of_it(scene: Any, client: Any, plan: Planned) -> None:
    wells = await plan.wells(today() + 30 * DAY)
    scene.catch_up()
    found = await client.ask(
        """query ($id: ID!) { activity(id: $id) {
            title(language: "fr") titles { language } responsible starts ends plannedStarts plannedEnds rescheduled
            status progress promised overdue budget { amount currency } spent { amount } completion { key } body { id }
            indicators { nodes { key name unit baseline target value measuredOn measurements { totalCount } } }
            evidence { totalCount } carriedFrom { id } carriedTo { id } community { code } version
        } }""",
        {"id": str(wells)},
    )
    ends = today() + 30 * DAY
    days = {"starts": str(ends - 90 * DAY), "ends": str(ends)}
    assert found["activity"] == {
        "title": "Creuser douze puits",
        "titles": [{"language": "ar"}, {"language": "fr"}],
        "responsible": "Service de l'eau",
        **days,
        **{f"planned{name.title()}": day for name, day in days.items()},
        "rescheduled": 0,
        "status": "PLANNED",
        "progress": 0,
        "promised": False,
        "overdue": False,
        "budget": {"amount": 12_000_000, "currency": "MAD"},
        "spent": None,
        "completion": None,
        "body": None,
        "indicators": {
            "nodes": [
                {
                    "key": "wells",
                    "name": "Puits creusés",
                    "unit": "puits",
                    "baseline": "0",
                    "target": "12",
                    "value": None,
                    "measuredOn": None,
                    "measurements": {"totalCount": 0},
                }
            ]
        },
        "evidence": {"totalCount": 0},
        "carriedFrom": None,
        "carriedTo": None,
        "community": {"code": "01.001"},
        "version": 2,
    }


async def test_what_was_reported_is_shown_and_what_it_was_before_as_of_then(
    scene: Any, client: Any, plan: Planned
) -> None:
    wells = await plan.wells(today() + 30 * DAY)
    before = await plan.attested()
    about = (plan.plan, wells)
    for command in (
        ChangeStatus(*about, "in_progress", NOTE, 20),
        ReportProgress(*about, 60, NOTE),
        Reschedule(*about, today() - 60 * DAY, today() + 90 * DAY, NOTE),
        AllocateBudget(*about, Money(15_000_000, "MAD"), NOTE),
        ReportSpending(*about, Money(2**40, "MAD"), today() - DAY),
        MeasureIndicator(*about, "wells", today() - DAY, "7.5"),
        MeasureIndicator(*about, "wells", today() - 9 * DAY, "2"),
        MeasureIndicator(*about, "wells", today() - 9 * DAY, "3"),
        AttachEvidence(*about, REPORT, NOTE),
    ):
        await plan.run(command)
    scene.catch_up()
    asking = """query ($id: ID!, $at: Moment) { activity(id: $id, asOf: $at) {
        status statusReason(language: "fr") progress progressNote(language: "ar") ends plannedEnds rescheduled
        rescheduleReason(language: "fr") budget { amount } budgetSource(language: "fr") spent { amount currency } spentOn
        indicators { nodes { value measuredOn measurements { nodes { measuredOn value } } } }
        evidence { nodes { document { sha256 name size address } note(language: "fr") } } reportedAt
    } }"""
    found = (await client.ask(asking, {"id": str(wells)}))["activity"]
    assert found.pop("reportedAt") is not None
    assert found == {
        "status": "IN_PROGRESS",
        "statusReason": "Procès-verbal",
        "progress": 60,
        "progressNote": "محضر",
        "ends": str(today() + 90 * DAY),
        "plannedEnds": str(today() + 30 * DAY),
        "rescheduled": 1,
        "rescheduleReason": "Procès-verbal",
        "budget": {"amount": 15_000_000},
        "budgetSource": "Procès-verbal",
        "spent": {"amount": 2**40, "currency": "MAD"},
        "spentOn": str(today() - DAY),
        "indicators": {
            "nodes": [
                {
                    "value": "7.5",
                    "measuredOn": str(today() - DAY),
                    "measurements": {
                        "nodes": [
                            {"measuredOn": str(today() - 9 * DAY), "value": "3"},
                            {"measuredOn": str(today() - DAY), "value": "7.5"},
                        ]
                    },
                }
            ]
        },
        "evidence": {
            "nodes": [
                {
                    "document": {
                        "sha256": REPORT.sha256,
                        "name": "Réception",
                        "size": 48_120,
                        "address": f"/api/v1/files/{REPORT.sha256}",
                    },
                    "note": "Procès-verbal",
                }
            ]
        },
    }
    then = (await client.ask(asking, {"id": str(wells), "at": before}))["activity"]
    assert (then["status"], then["progress"], then["spent"], then["reportedAt"]) == ("PLANNED", 0, None, None)
    assert then["indicators"]["nodes"][0]["measurements"]["nodes"] == then["evidence"]["nodes"] == []


async def test_late_is_what_was_promised_and_is_not_done_whatever_is_declared(
    scene: Any, client: Any, plan: Planned
) -> None:
    wells = await plan.wells(today() - 10 * DAY)
    draft = scene.catch_up()
    await plan.attested()
    scene.catch_up()
    asked = {"id": str(wells)}
    is_late, days = lateness(await client.ask(LATE, asked))
    assert is_late
    assert days in {10, 11}, "by the calendar of the commune, where the next day may have begun"
    assert lateness(await client.ask(LATE, {**asked, "at": draft})) == (False, 0), "nobody had promised it"
    done = {}
    for status, progress in (("delayed", 50), ("suspended", 50), ("completed", 100), ("cancelled", 50)):
        await plan.run(ChangeStatus(plan.plan, wells, status, NOTE, progress))  # type: ignore[arg-type]
        done[status] = scene.catch_up()
        assert lateness(await client.ask(LATE, asked))[0] == (status in {"delayed", "suspended"})
    assert lateness(await client.ask(LATE, {**asked, "at": done["suspended"]}))[0], "as of then it was"
    await plan.run(ChangeStatus(plan.plan, wells, "in_progress", NOTE, 50))
    await plan.run(Reschedule(plan.plan, wells, today() - 90 * DAY, today() + 90 * DAY, NOTE))
    scene.catch_up()
    assert lateness(await client.ask(LATE, asked)) == (False, 0)


async def test_lists_by_status_body_and_whether_overdue(scene: Any, client: Any, plan: Planned) -> None:
    late, later = await plan.activity("late", today() - 20 * DAY), await plan.activity("later", today() - 10 * DAY)
    done, ahead = await plan.activity("done", today() - 30 * DAY), await plan.activity("ahead", today() + 30 * DAY)
    gone = await plan.activity("gone", today() - 40 * DAY)
    await plan.run(RemoveActivity(plan.plan, gone, NOTE))
    await plan.attested()
    await plan.run(ChangeStatus(plan.plan, done, "completed", NOTE, 100))
    new = await plan.activity("not adopted yet", today() - 5 * DAY)
    open_still = scene.catch_up()

    async def listed(at: int | None = None, **more: Any) -> list[UUID]:
        asking = """query ($community: ID, $at: Moment, $overdue: Boolean, $status: [ActivityStatus!], $body: ID) {
            activities(community: $community, asOf: $at, overdue: $overdue, status: $status, body: $body) {
                totalCount nodes { id }
            } }"""
        given = {"community": str(plan.community), "at": at, **more}
        found = (await client.ask(asking, given))["activities"]
        assert found["totalCount"] == len(found["nodes"])
        return [UUID(node["id"]) for node in found["nodes"]]

    assert await listed() == [done, late, later, new, ahead]
    assert await listed(overdue=True) == [late, later]
    assert await listed(overdue=False) == [done, new, ahead]
    assert await listed(status=["COMPLETED"]) == [done]
    assert await listed(status=["PLANNED", "DELAYED"], overdue=True) == [late, later]
    assert await listed(body=str(plan.project)) == []
    assert await listed(community=None, overdue=True) == [late, later]
    await plan.run(ClosePlan(plan.plan, NOTE))
    scene.catch_up()
    assert await listed(overdue=True) == []
    assert await listed(open_still, overdue=True) == [late, later]


async def test_completion_is_said_in_the_words_of_its_rule_by_whom_and_on_what(
    scene: Any, client: Any, plan: Planned
) -> None:
    wells = await plan.wells(today() - DAY)
    await plan.attested()
    await plan.run(AttachEvidence(plan.plan, wells, REPORT, NOTE))
    assessing = AssessCompletion(plan.plan, wells, "substantial", {"fr": "Observatoire"}, [REPORT.sha256], NOTE)
    await plan.run(assessing, Account(scene.administrator.person))
    scene.catch_up()
    found = await client.ask(
        """query ($id: ID!) { activity(id: $id) { completion {
            key name(language: "fr") assessor reasons(language: "ar") assessedAt
            evidence { document { sha256 } } rule { set version subject certainty text(language: "en") }
        } } }""",
        {"id": str(wells)},
    )
    completion = found["activity"]["completion"]
    assert completion.pop("assessedAt")
    assert completion == {
        "key": "substantial",
        "name": "Substantiel",
        "assessor": "Observatoire",
        "reasons": "محضر",
        "evidence": [{"document": {"sha256": REPORT.sha256}}],
        "rule": {
            "set": "remacto",
            "version": 2,
            "subject": "plan.completion",
            "certainty": "REPORTED",
            "text": "Vocabulary of the Open Government Partnership's reviewers",
        },
    }


async def test_what_is_carried_over_is_linked_both_ways_and_no_longer_late(
    scene: Any, client: Any, plan: Planned
) -> None:
    wells = await plan.wells(today() - DAY)
    await plan.attested()
    following = await Planned(plan.register, "01.001").opened(previous=plan.plan)
    again = await following.activity("wells", today() + 300 * DAY, carried_from=wells)
    scene.catch_up()
    asking = "query ($id: ID!) { activity(id: $id) { overdue carriedFrom { id } carriedTo { id } } }"
    assert (await client.ask(asking, {"id": str(wells)}))["activity"] == {
        "overdue": False,
        "carriedFrom": None,
        "carriedTo": {"id": str(again)},
    }
    assert (await client.ask(asking, {"id": str(again)}))["activity"]["carriedFrom"] == {"id": str(wells)}


async def test_the_audit_trail_says_what_was_before(scene: Any, client: Any, plan: Planned) -> None:
    wells = await plan.wells(today() + DAY)
    await plan.attested()
    await plan.run(ChangeStatus(plan.plan, wells, "delayed", NOTE, 20), Account(scene.administrator.person))
    scene.catch_up()
    found = await client.ask(
        """query ($id: ID!) { activity(id: $id) { audit(first: 1) { nodes {
            event actor { role } changes { field before { text } after { text } }
        } } } }""",
        {"id": str(wells)},
    )
    (entry,) = found["activity"]["audit"]["nodes"]
    assert entry["event"] == "plans.ActivityStatusChanged"
    assert entry["actor"] == {"role": "ADMINISTRATOR"}
    changes = {
        change["field"]: [side and side["text"] for side in (change["before"], change["after"])]
        for change in entry["changes"]
    }
    assert changes["status"] == ["planned", "delayed"]
    assert changes["progress"] == ["0", "20"]


async def test_it_leads_to_its_plan_and_its_project_and_they_to_it(scene: Any, client: Any, plan: Planned) -> None:
    wells = await plan.wells(today() - 10 * DAY)
    await plan.attested()
    scene.catch_up()
    found = await client.ask(
        """query ($id: ID!, $code: String!) {
            activity(id: $id) {
                plan { id activities(overdue: true) { nodes { id } } }
                project { id activities(status: [PLANNED]) { nodes { id } } }
                proposals { totalCount }
            }
            community(code: $code) { activities(overdue: true) { nodes { id } } }
        }""",
        {"id": str(wells), "code": "01.001"},
    )
    itself = {"nodes": [{"id": str(wells)}]}
    assert found["activity"] == {
        "plan": {"id": str(plan.plan), "activities": itself},
        "project": {"id": str(plan.project), "activities": itself},
        "proposals": {"totalCount": 0},
    }
    assert found["community"] == {"activities": itself}
