"""The pages on a plan and its community, on the demonstration: whole in every language, and saying what the record says."""

import re
from typing import Any

import httpx
import pytest

from ops.demo.telling import id_of
from tests.kit.page_reading import Reading

PLAN, NEXT = id_of("region/plan"), id_of("region/next plan")
CODE = "demo-region"
PATHS = [
    f"/communities/{CODE}",
    f"/plans/{PLAN}",
    f"/plans/{NEXT}",
    f"/plans/{PLAN}/accountability",
    f"/plans/{PLAN}/timeline",
    f"/plans/{PLAN}/changes",
    f"/plans/{PLAN}/changes?versions=1,2",
]


def whole(client: httpx.Client) -> Any:
    return client.get(f"/api/v1/plans/{PLAN}/accountability").json()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_is_whole_in_every_language(client: httpx.Client, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    page = Reading(answer.text)
    (html,) = page.each("html")
    assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert len(page.each("h1")) == len(page.each("main")) == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.each("script") == page.each("style") == []
    assert not any("style" in attributes for _, attributes in page.tags)
    assert "None" not in page.said
    # Every table can be read aloud: it says what it is of, and each cell has its heads.
    assert len(page.each("table")) == len(page.each("caption"))
    assert all(one.get("scope") in {"col", "row"} for one in page.each("th"))


@pytest.mark.parametrize("asked", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_page_fails_at_the_ends_of_the_calendar(client: httpx.Client, asked: str) -> None:
    for path in ("/", "/waiting", "/trail", f"/communities/{CODE}", f"/plans/{PLAN}", f"/plans/{PLAN}/accountability"):
        answer = client.get(path, params={"asOf": asked})
        assert answer.status_code < 500, path


def test_the_front_page_leads_to_plans_and_each_page_to_the_others(client: httpx.Client) -> None:
    def links(path: str) -> set[str]:
        return {str(one["href"]) for one in Reading(client.get(path).text).each("a")}

    assert {f"/plans/{NEXT}", f"/communities/{CODE}"} <= links("/")
    assert f"/plans/{PLAN}" in links(f"/communities/{CODE}")
    tabs = {f"/plans/{PLAN}{tab}" for tab in ("", "/accountability", "/timeline", "/changes")}
    for path in tabs:
        assert tabs <= links(path)
    places: dict[str, set[str]] = {}
    for link in links(f"/plans/{PLAN}"):
        if link.startswith("/") and link != "/graphql":
            path, _, place = link.partition("#")
            places.setdefault(path, set()).update({place} - {""})
    for path, named in places.items():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert named <= set(re.findall(r' id="([^"]+)"', answer.text)), path


def test_the_report_shows_every_activity_of_the_plan_with_what_was_promised(client: httpx.Client) -> None:
    report = whole(client)
    page = Reading(client.get(f"/plans/{PLAN}/accountability?lang=fr").text)
    activities = [one for axis in report["axes"] for project in axis["projects"] for one in project["activities"]]
    assert len(activities) == 69
    assert {f"t{one['id']}" for one in activities} <= {one.get("id") for one in page.each("tr")}
    assert all(" ".join(one["title"]["fr"].split()) in page.said for one in activities)
    decision = report["adoption"]["decision"]
    assert f"Pour {decision['votes_for']} · Contre {decision['votes_against']}" in page.said
    assert f"{decision['present']} présents sur {decision['in_office']}" in page.said


def test_the_report_as_of_a_moment_differs_and_says_so(client: httpx.Client) -> None:
    timeline = client.get(f"/plans/{PLAN}/timeline").text
    first = int(re.findall(r'id="at(\d+)"', timeline)[0])
    early = Reading(client.get(f"/plans/{PLAN}/accountability?asOf={first}&lang=fr").text)
    assert "C'est un projet" in early.said
    assert "à la position" in early.said
    assert "It begins on" in client.get(f"/plans/{PLAN}?asOf={first - 1}&lang=en").text
    for path in (f"/plans/{PLAN}", f"/plans/{PLAN}/timeline", f"/plans/{PLAN}/changes", f"/communities/{CODE}"):
        assert client.get(path, params={"asOf": "yesterday"}).status_code == 400


def test_the_timeline_goes_on_page_by_page_to_the_last_event(client: httpx.Client) -> None:
    asked = {"query": "query ($id: ID!) { plan(id: $id) { timeline { totalCount } } }", "variables": {"id": str(PLAN)}}
    total = client.post("/graphql", json=asked).json()["data"]["plan"]["timeline"]["totalCount"]
    seen: list[int] = []
    path = f"/plans/{PLAN}/timeline?lang=ar"
    while path:
        text = client.get(path).text
        seen += [int(found) for found in re.findall(r'id="at(\d+)"', text)]
        more = [one["href"] for one in Reading(text).each("a") if one.get("rel") == "next"]
        path = str(more[0]) if more else ""
    assert len(seen) == total
    assert seen == sorted(set(seen))


def test_what_differs_between_versions_is_on_the_page(client: httpx.Client) -> None:
    asked = {
        "query": """query ($id: ID!) { plan(id: $id) { changes(versions: [2, 3]) {
            parts { id title(language: "fr") } } } }""",
        "variables": {"id": str(PLAN)},
    }
    parts = client.post("/graphql", json=asked).json()["data"]["plan"]["changes"]["parts"]
    page = Reading(client.get(f"/plans/{PLAN}/changes?versions=2,3&lang=fr").text)
    assert parts
    assert {one["id"].partition("-")[2] for one in page.each("article")} == {part["id"] for part in parts}  # type: ignore[union-attr]
    assert client.get(f"/plans/{PLAN}/changes?versions=2,9").status_code == 400
    assert client.get(f"/plans/{PLAN}/changes?versions=2").status_code == 400


def test_there_is_nothing_at_the_address_of_no_plan(client: httpx.Client) -> None:
    for path in ("/plans/x", f"/plans/{id_of('no plan')}", f"/plans/{id_of('no plan')}/timeline", "/communities/none"):
        assert client.get(path).status_code == 404
        assert client.get(path + "/changes").status_code == 404
