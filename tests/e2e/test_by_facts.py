"""The demonstration asked by the facts, over HTTP: its plan of 2022 to 2027 was recorded on the day of the test."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.kit.server_process import Served

LATE = """query ($at: Instant!) { plans(occurredAsOf: $at) { nodes {
    progress { activities overdue } activities(overdue: true) { totalCount } } } }"""
OPEN = """query ($at: Instant!) { consultations(occurredAsOf: $at) { nodes { opens open } } }"""
PLAN = """query ($id: ID!, $at: Instant!) { plan(id: $id, occurredAsOf: $at) { drafts } }"""


@pytest.fixture
def http(demo_site: Served) -> Any:
    with httpx.Client(base_url=demo_site.url, timeout=60) as client:
        yield client


def ask(http: httpx.Client, query: str, **variables: Any) -> dict[str, Any]:
    answer: dict[str, Any] = http.post("/graphql", json={"query": query, "variables": variables}).json()
    return answer


def plan_of(http: httpx.Client) -> str:
    """The plan of the region that was carried out."""
    found = ask(http, "{ plans { nodes { id closed } } }")["data"]["plans"]["nodes"]
    (id,) = [plan["id"] for plan in found if plan["closed"]]
    return str(id)


def test_no_activity_was_late_in_the_summer_of_2024(http: httpx.Client) -> None:
    found = ask(http, LATE, at="2024-07-01T00:00:00+01:00")
    assert "errors" not in found, found
    (plan,) = found["data"]["plans"]["nodes"]
    assert (plan["progress"]["activities"], plan["progress"]["overdue"]) == (69, 0)
    assert plan["activities"]["totalCount"] == 0


def test_a_consultation_of_2022_was_open_then(http: httpx.Client) -> None:
    now = ask(http, "{ consultations { nodes { opens closes open } } }")["data"]["consultations"]["nodes"]
    past = [one for one in now if one["closes"] and one["closes"] < "2024"]
    assert past
    for one in past:
        assert one["open"] is False
        during = (datetime.fromisoformat(one["opens"]) + timedelta(days=1)).isoformat()
        then = ask(http, OPEN, at=during)["data"]["consultations"]["nodes"]
        assert {it["opens"]: it["open"] for it in then}[one["opens"]] is True


def test_before_its_beginning_a_plan_says_when_it_begins(http: httpx.Client) -> None:
    plan = plan_of(http)
    found = ask(http, PLAN, id=plan, at="2019-01-01T00:00:00Z")
    assert found["data"] == {"plan": None}
    (error,) = found["errors"]
    assert error["extensions"]["code"] == "moment.before-beginning"
    assert error["extensions"]["begins"].startswith("2022-")
    assert error["extensions"]["position"] > 0
    report = f"/api/v1/plans/{plan}/accountability"
    answer = http.get(report, params={"at": "2019-01-01", "by": "fact"}, headers={"accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json() == error["extensions"] | {"begins": answer.json()["begins"]}
    for path in (f"/plans/{plan}", f"/plans/{plan}/accountability", f"/plans/{plan}/timeline"):
        page = http.get(path, params={"at": "2019-01-01", "by": "fact", "lang": "en"}, headers={"accept": "text/html"})
        assert page.status_code == 200
        assert "It begins on" in page.text
        assert "2022" in page.text
        page = http.get(path, params={"at": "2019-01-01", "by": "entry", "lang": "en"})
        assert (page.status_code, "It begins on" in page.text) == (200, True)


def test_the_report_of_a_day_by_the_facts(http: httpx.Client) -> None:
    report = f"/api/v1/plans/{plan_of(http)}/accountability"
    answer = http.get(report, params={"at": "2024-07-01", "by": "fact", "format": "json"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["totals"]["promised"] == 69
    assert body["as_of"]["day"] == "2024-07-01"
    assert body["as_of"]["instant"] == "2024-07-01T22:59:59.999999Z"
    activities = [one for axis in body["axes"] for project in axis["projects"] for one in project["activities"]]
    assert not any(one["overdue"] for one in activities)
    assert body["enteredLater"] is True
    assert body["enteredLaterCount"] > 0


def test_what_was_entered_later_is_counted_beside_the_answer(http: httpx.Client) -> None:
    plan = plan_of(http)
    entries = [entry for entry in log_of(http) if entry["root"] == plan]
    newest, later = "", 0
    for entry in entries:
        later += entry["occurred_at"] < newest
        newest = max(newest, entry["occurred_at"])
    assert later > 0
    found = ask(http, PLAN, id=plan, at=datetime.now(UTC).isoformat())
    assert found["extensions"] == {"enteredLater": True, "enteredLaterCount": later}
    assert "extensions" not in ask(http, "query ($id: ID!) { plan(id: $id) { drafts } }", id=plan)


def log_of(http: httpx.Client, **query: str) -> list[dict[str, Any]]:
    lines = http.get("/api/v1/export/events.jsonl", params=query)
    assert lines.status_code == 200, lines.text
    return [httpx.Response(200, text=line).json() for line in lines.text.splitlines()]


def test_exports_by_the_facts(http: httpx.Client) -> None:
    then = http.get("/api/v1/export/activity.jsonl", params={"at": "2024-07-01", "by": "fact"})
    assert then.status_code == 200, then.text
    rows = [httpx.Response(200, text=line).json() for line in then.text.splitlines()]
    assert len(rows) == 69
    assert all(row["since"] < 2**53 for row in rows)
    assert all(entry["occurred_at"] < "2024-07-01T23" for entry in log_of(http, at="2024-07-01", by="fact"))


def test_the_future_is_refused_by_both_clocks(http: httpx.Client) -> None:
    plan = plan_of(http)
    ahead = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    for argument, type in (("occurredAsOf", "Instant"), ("asOf", "Moment")):
        query = f"query ($id: ID!, $at: {type}!) {{ plan(id: $id, {argument}: $at) {{ drafts }} }}"
        assert ask(http, query, id=plan, at=ahead)["errors"][0]["extensions"]["code"] == "moment.ahead"
    for by in ("fact", "entry"):
        for path in (f"/api/v1/plans/{plan}/accountability", "/api/v1/export/plan.csv", f"/plans/{plan}"):
            answer = http.get(path, params={"at": ahead[:10], "by": by})
            assert answer.status_code in (400, 422), path
    today = http.get(f"/plans/{plan}", params={"at": datetime.now(UTC).date().isoformat(), "by": "fact"})
    assert today.status_code == 200


@pytest.mark.parametrize("wrong", [{"at": "2024-02-30"}, {"at": "2024-01-01", "by": "both"}, {"at": "x", "asOf": "3"}])
def test_what_is_no_moment_is_refused(http: httpx.Client, wrong: dict[str, str]) -> None:
    answer = http.get("/api/v1/export/plan.csv", params=wrong)
    assert (answer.status_code, answer.json()["code"]) == (422, "request.invalid")


def test_a_community_was_there_before_it_was_registered(http: httpx.Client) -> None:
    query = """query ($at: Instant!) { community(code: "demo-region", occurredAsOf: $at) { code jurisdiction plans { totalCount }
        bodies { nodes { name } } } }"""
    then = ask(http, query, at="2021-01-01T00:00:00Z")["data"]["community"]
    assert (then["code"], then["plans"]["totalCount"], then["bodies"]["nodes"]) == ("demo-region", 0, [])
    later = ask(http, query, at="2023-06-01T00:00:00Z")["data"]["community"]
    assert later["plans"]["totalCount"] == 1
    assert later["bodies"]["nodes"]
    page = http.get("/communities/demo-region", params={"at": "2021-01-01", "by": "fact"})
    assert page.status_code == 200


TRAILS = """query ($id: ID!, $at: Instant!) { plan(id: $id, occurredAsOf: $at) {
    timeline(first: 200, order: OLDEST) { totalCount nodes { occurredAt position } } }
    audit(subject: $id, occurredAsOf: $at, first: 200) { totalCount nodes { occurredAt position } } }"""


def test_the_trail_of_a_day_has_what_had_happened(http: httpx.Client) -> None:
    plan, day = plan_of(http), "2023-06-01T00:00:00+00:00"
    found = ask(http, TRAILS, id=plan, at=day)
    assert "errors" not in found, found
    trail, timeline = found["data"]["audit"], found["data"]["plan"]["timeline"]
    for one in (trail, timeline):
        assert len(one["nodes"]) == min(one["totalCount"], 200) > 10
        assert all(node["occurredAt"] <= day for node in one["nodes"])
    of_plan = [one for one in log_of(http) if plan in (one["root"], one["stream"]) and one["occurred_at"] <= day]
    assert trail["totalCount"] >= len(of_plan)


def test_pages_of_a_past_day_say_nothing_of_later_days(http: httpx.Client) -> None:
    found = ask(http, "{ consultations { nodes { id closes } } }")["data"]["consultations"]["nodes"]
    past = next(one["id"] for one in found if one["closes"] and one["closes"] < "2023")
    for query in ("", "?at=2023-06-01&by=fact"):
        page = http.get(f"/consultations/{past}{query}", headers={"accept": "text/html", "accept-language": "en"}).text
        (closed,) = re.findall(r'Closed on[^<]*<time datetime="(\d{4})', page)
        assert closed == "2022"


def test_a_trail_by_the_facts_is_whole_page_by_page(http: httpx.Client) -> None:
    plan, day = plan_of(http), "2023-03-01"
    wanted = {
        position
        for position, one in enumerate(log_of(http))
        if plan in (one["root"], one["stream"]) and one["occurred_at"] < "2023-03-01T23:00:00Z"
    }
    for path in (f"/trail/{plan}", f"/plans/{plan}/timeline"):
        address, shown = f"{path}?at={day}&by=fact", set[int]()
        while address:
            page = http.get(address, headers={"accept": "text/html", "accept-language": "en"}).text
            shown |= {int(number) for number in re.findall(r'id="at(\d+)"', page)}
            further = re.search(r'<a rel="next" href="([^"]+)"', page)
            address = further[1].replace("&amp;", "&") if further else ""
            assert not address or "by=fact" in address
        assert wanted <= shown, path


def test_differences_are_read_by_the_record(http: httpx.Client) -> None:
    plan = plan_of(http)
    assert http.get(f"/plans/{plan}/changes", params={"at": "2024-07-01", "by": "fact"}).status_code == 400
    assert (
        "by=fact"
        not in re.findall(r'href="([^"]+/changes[^"]*)"', http.get(f"/plans/{plan}?at=2024-07-01&by=fact").text)[0]
    )
    query = "query ($id: ID!, $at: Instant!) { plan(id: $id, occurredAsOf: $at) { changes(from: 0) { parts { id } } } }"
    found = ask(http, query, id=plan, at="2024-07-01T00:00:00Z")
    assert found["errors"][0]["extensions"]["code"] == "moment.bad"
    assert http.get("/trail", params={"at": "2024-07-01", "by": "fact"}).status_code == 400
