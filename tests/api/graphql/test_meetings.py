"""Meetings as GraphQL shows them: when and where, who came, what was recommended; as of any moment."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.documents import Document
from domain.participation import meeting
from domain.participation.attendance import Attendance
from tests.kit.planning_scene import Planning

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC).replace(microsecond=0)
HALL = {"fr": "Salle des fêtes", "ar": "القاعة"}
MINUTES = Document("ab" * 32, {"fr": "Compte rendu"}, "application/pdf", 12_000)
PAGE = """query ($community: ID!, $kind: [MeetingKind!], $held: Boolean) {
    meetings(community: $community, kind: $kind, held: $held) { totalCount nodes { id } } }"""


async def schedule(scene: Any, kind: Any = "workshop", *, hours: int = -3, plan: UUID | None = None) -> UUID:
    made = uuid4()
    starts = NOW + timedelta(hours=hours)
    where = ({"fr": "Atelier", "ar": "ورشة"}, starts, starts + timedelta(hours=2), HALL, None, plan)
    await scene.run(meeting.Schedule(scene.community, made, kind, *where), scene.administrator)
    return made


async def test_a_meeting_s_whole_course_is_read_as_of_each_moment(client: Any, scene: Any) -> None:
    made = await schedule(scene)
    planned = scene.catch_up()
    for command in (
        meeting.Move(made, NOW - timedelta(hours=2), NOW, None, "https://meet.example/room"),
        meeting.Hold(made),
        meeting.RecordAttendance(made, [Attendance("civil_society", "female", 31), Attendance("elected", "male", 29)]),
        meeting.Recommend(made, uuid4(), {"fr": "Publier un budget simplifié"}),
        meeting.Recommend(made, uuid4(), {"fr": "Ouvrir les commissions"}),
        meeting.PublishMinutes(made, MINUTES, {"fr": "Deux recommandations"}),
    ):
        await scene.run(command, scene.administrator)
    now = scene.catch_up()
    query = """query ($id: ID!, $at: Moment) { meeting(id: $id, asOf: $at) {
        community { code } kind title(language: "fr") starts place(language: "fr") remote held cancelled
        attendance { category gender count } attended
        recommendations { totalCount nodes { text meeting { id } } }
        minutes { sha256 address } summary version audit { totalCount } } }"""
    before = (await client.ask(query, {"id": str(made), "at": planned}))["meeting"]
    assert before == {
        "community": {"code": "01.001"},
        "kind": "WORKSHOP",
        "title": "Atelier",
        "starts": (NOW - timedelta(hours=3)).isoformat(),
        "place": "Salle des fêtes",
        "remote": None,
        "held": False,
        "cancelled": False,
        "attendance": None,
        "attended": None,
        "recommendations": {"totalCount": 0, "nodes": []},
        "minutes": None,
        "summary": None,
        "version": 1,
        "audit": {"totalCount": 1},
    }
    after = (await client.ask(query, {"id": str(made), "at": now}))["meeting"]
    assert (after["place"], after["remote"]) == (None, "https://meet.example/room")
    assert after["held"] is True
    assert after["attendance"] == [
        {"category": "CIVIL_SOCIETY", "gender": "FEMALE", "count": 31},
        {"category": "ELECTED", "gender": "MALE", "count": 29},
    ]
    assert after["attended"] == 60
    assert [one["text"] for one in after["recommendations"]["nodes"]] == [
        "Publier un budget simplifié",
        "Ouvrir les commissions",
    ]
    assert after["minutes"] == {"sha256": "ab" * 32, "address": f"/api/v1/files/{'ab' * 32}"}
    assert (after["summary"], after["version"], after["audit"]["totalCount"]) == ("Deux recommandations", 7, 7)


async def test_meetings_are_listed_by_community_kind_and_whether_they_were_held(client: Any, scene: Any) -> None:
    forum, workshop, off = await schedule(scene, "forum", hours=-9), await schedule(scene), await schedule(scene)
    await scene.run(meeting.Hold(forum), scene.administrator)
    await scene.run(meeting.Cancel(off, {"fr": "Grève"}), scene.administrator)
    scene.catch_up()
    asked = {"community": str(scene.community)}
    everything = (await client.ask(PAGE, asked))["meetings"]
    assert everything["totalCount"] == 3
    assert everything["nodes"][-1] == {"id": str(forum)}
    for filters, expected in (
        ({"kind": ["FORUM"]}, {forum}),
        ({"held": False}, {workshop, off}),
        ({"kind": ["FORUM"], "held": False}, set()),
    ):
        found = (await client.ask(PAGE, asked | filters))["meetings"]["nodes"]
        assert {UUID(one["id"]) for one in found} == expected
    cancelled = await client.ask(
        "query ($id: ID!) { node(id: $id) { ... on Meeting { cancelled cancellationReason } } }", {"id": str(off)}
    )
    assert cancelled["node"] == {"cancelled": True, "cancellationReason": "Grève"}
    below = await client.ask('{ community(code: "01.001") { meetings { totalCount } } }')
    assert below["community"]["meetings"]["totalCount"] == 3


async def test_a_consultation_says_which_version_it_is_on(client: Any, scene: Any) -> None:
    await Planning(scene).begin()
    scene.catch_up()
    query = "query ($id: ID!) { consultation(id: $id) { number } }"
    assert (await client.ask(query, {"id": str(scene.consultation)}))["consultation"] == {"number": None}
