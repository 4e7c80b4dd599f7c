"""Meetings over HTTP: scheduled, moved, held; who came, what was recommended, the minutes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.participation.attendance import Attendance
from domain.participation.meeting import MeetingAttendanceRecorded, MeetingMinutesPublished
from tests.kit.api_over_http import CODE, World, problem

pytestmark = pytest.mark.anyio

NOW = datetime.now(UTC)
WHEN = {"starts": (NOW - timedelta(hours=3)).isoformat(), "ends": (NOW - timedelta(hours=1)).isoformat()}
WHERE = {"place": {"ar": "قاعة الجماعة", "fr": "Salle de la commune"}}
MEETING = {"kind": "workshop", "title": {"ar": "ورشة", "fr": "Atelier"}, **WHEN, **WHERE}
MEETINGS = f"/communities/{CODE}/meetings"
CAME = [
    {"category": "civil_society", "gender": "female", "count": 31},
    {"category": "elected", "gender": "male", "count": 29},
]


async def test_a_meeting_from_its_schedule_to_its_minutes(api: World) -> None:
    focal = await api.person("focal_point")
    made = await focal.post(MEETINGS, MEETING)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    meeting = made.headers["location"]
    assert meeting == f"/api/v1/meetings/{made.json()['id']}"
    moved = {**WHEN, "remote": "https://meet.example/openness"}
    problem(await focal.put(f"{meeting}/schedule", moved), 428, "precondition.missing")
    assert (await focal.put(f"{meeting}/schedule", moved, if_match='"1"')).json()["version"] == 2
    problem(await focal.put(f"{meeting}/schedule", moved, if_match='"1"'), 412, "version-moved")
    problem(await focal.put(f"{meeting}/attendance", {"attendance": CAME}), 409, "meeting.not-held")
    assert (await focal.post(f"{meeting}/holding")).status_code == 200
    assert (await focal.put(f"{meeting}/attendance", {"attendance": CAME})).status_code == 200
    advice = await focal.post(f"{meeting}/recommendations", {"text": {"fr": "Publier un budget simplifié"}})
    assert advice.status_code == 201
    assert advice.headers["location"].startswith(f"{meeting}/recommendations/")
    document = await api.file(focal)
    minutes = {"document": document, "summary": {"fr": "60 personnes"}}
    published = await focal.put(f"{meeting}/minutes", minutes, if_match='"5"')
    assert published.status_code == 200, published.text
    events = [entry.data for _, entry in await api.entries(UUID(made.json()["id"]))]
    counted = next(event for event in events if isinstance(event, MeetingAttendanceRecorded))
    assert counted.attendance == [Attendance("civil_society", "female", 31), Attendance("elected", "male", 29)]
    assert isinstance(events[-1], MeetingMinutesPublished)
    assert events[-1].document.sha256 == document["sha256"]


async def test_what_a_meeting_is_refused(api: World) -> None:
    focal, somebody = await api.person("focal_point"), await api.person("moderator")
    problem(await somebody.post(MEETINGS, MEETING), 403, "not-allowed")
    before = len(await api.entries())
    for change, code in (
        ({"ends": WHEN["starts"]}, "meeting.bad-time"),
        ({"place": None}, "meeting.bad-place"),
        ({"remote": "ftp://meet.example"}, "meeting.bad-place"),
        ({"title": {}}, "text.empty"),
        ({"kind": "party"}, "request.invalid"),
    ):
        problem(await focal.post(MEETINGS, {**MEETING, **change}), 422, code)
    problem(await focal.post(MEETINGS, {**MEETING, "plan": str(uuid4())}), 404, "plan.unknown")
    for path, body in (("holding", None), ("cancellation", {"reason": {"fr": "Grève"}})):
        problem(await focal.post(f"/meetings/{uuid4()}/{path}", body), 403, "not-allowed")
    assert len(await api.entries()) == before, "what is refused leaves nothing behind"
    meeting = (await focal.post(MEETINGS, MEETING)).headers["location"]
    later: Any = {**MEETING, "starts": (NOW + timedelta(hours=1)).isoformat(), "ends": "2099-01-01T00:00:00Z"}
    future = (await focal.post(MEETINGS, later)).headers["location"]
    problem(await focal.post(f"{future}/holding"), 409, "meeting.not-yet")
    assert (await focal.post(f"{meeting}/holding")).status_code == 200
    problem(await focal.post(f"{meeting}/cancellation", {"reason": {"fr": "Grève"}}), 409, "meeting.already-held")
    twice = {"attendance": [CAME[0], CAME[0]]}
    problem(await focal.put(f"{meeting}/attendance", twice), 422, "meeting.bad-attendance")
    assert (await focal.post(f"{future}/cancellation", {"reason": {"fr": "Grève"}})).status_code == 200
    problem(await focal.post(f"{future}/holding"), 409, "meeting.cancelled")
