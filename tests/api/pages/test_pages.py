"""The pages of a running server: what they say, in which language, at which moment; and that they hold to their promises."""

import re
from uuid import uuid4

import httpx
import pytest

from ops.demo.loader import id_of
from ops.demo.script import read_script
from tests.kit.page_reading import Reading
from tests.kit.server_process import command, new_citizen

OPEN, CLOSED = id_of("consultation", "openness-plan"), id_of("consultation", "garden")
SCRIPT = read_script()
PATHS = [
    "/",
    f"/consultations/{OPEN}",
    f"/consultations/{CLOSED}",
    f"/proposals/{id_of('proposal', SCRIPT.consultations[1].proposals[0].key)}",
    "/trail",
    f"/trail/{OPEN}",
    "/docs",
    "/rules",
    "/waiting",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page_is_whole_in_every_language(client: httpx.Client, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": f"{language};q=0.9"})
    assert answer.status_code == 200
    assert answer.headers["content-language"] == language
    page = Reading(answer.text)
    (html,) = page.each("html")
    assert (html["lang"], html["dir"]) == (language, "rtl" if language == "ar" else "ltr")
    assert len(page.each("h1")) == len(page.each("main")) == 1
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert page.each("script") == page.each("style") == page.each("img") == []
    assert not any("style" in attributes for _, attributes in page.tags)
    addresses = [one.get("href") or "" for name in ("a", "link") for one in page.each(name)]
    assert [one for one in addresses if not one.startswith(("/", "#", "data:image/svg+xml"))] == []
    assert client.head(path).status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_arabic_is_for_those_who_ask_for_nothing_else_and_a_choice_goes_before_the_browser(
    client: httpx.Client,
) -> None:
    assert client.get("/", headers={"Accept-Language": "de, x"}).headers["content-language"] == "ar"
    chosen = client.get("/?lang=fr", headers={"Accept-Language": "en"})
    assert chosen.headers["content-language"] == "fr"
    assert "/trail?lang=fr" in chosen.text
    assert client.get("/?lang=<script>", headers={"Accept-Language": "en"}).headers["content-language"] == "en"


def test_the_front_page_says_what_is_open_and_leads_on(client: httpx.Client) -> None:
    page = Reading(client.get("/?lang=fr").text)
    held = SCRIPT.consultations[0]
    assert held.title["fr"] in page.said
    assert "Commune de démonstration" in page.said
    assert "Clôture le" in page.said
    assert "(Africa/Casablanca)" in page.said
    links = {one["href"] for one in page.each("a")}
    assert {"/graphql", "/docs?lang=fr", "/trail?lang=fr", f"/consultations/{OPEN}?lang=fr"} <= links
    for path in links - {"/graphql", "#content"}:
        assert client.get(str(path)).status_code == 200


def test_the_documentation_names_every_command(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    page = Reading(client.get("/docs?lang=en").text)
    assert [path for path in described["paths"] if path not in page.text] == []


def test_a_consultation_shows_proposals_answers_and_comments(client: httpx.Client) -> None:
    page = Reading(client.get(f"/consultations/{OPEN}?lang=ar").text)
    for made in SCRIPT.consultations[0].proposals:
        if made.hidden:
            assert made.title not in page.said
            assert made.body not in page.said
            assert made.hidden.reason in page.said
            continue
        assert made.title in page.said
        assert made.body in page.said
        assert all(said.body in page.said for said in made.comments)
        if made.answer:
            assert made.answer.reasons in page.said
    tagged = {(one.get("lang"), one.get("dir")) for one in page.each("span")}
    assert {("ar", "rtl"), ("fr", "ltr"), ("zgh", "ltr")} <= tagged
    closed = Reading(client.get(f"/consultations/{CLOSED}?lang=fr").text)
    assert SCRIPT.consultations[1].report is not None
    assert SCRIPT.consultations[1].report["fr"] in closed.said


def test_the_past_can_be_shown_and_brings_nothing_hidden_back(client: httpx.Client) -> None:
    hidden = next(made for made in SCRIPT.consultations[0].proposals if made.hidden)
    trail = client.get(f"/trail/{id_of('proposal', hidden.key)}?lang=en").text
    positions = [int(found) for found in re.findall(r'id="at(\d+)"', trail)]
    assert positions == sorted(positions, reverse=True)
    submitted, moderated = positions[-1], positions[0]
    before = Reading(client.get(f"/consultations/{OPEN}?asOf={moderated - 1}&lang=fr").text)
    assert hidden.body not in before.said
    assert "à la position" in before.said
    first = Reading(client.get(f"/consultations/{OPEN}?asOf={submitted}&lang=fr").text)
    assert SCRIPT.consultations[0].proposals[0].title in first.said
    assert "Contre" not in first.said  # nobody had voted yet
    assert client.get(f"/consultations/{OPEN}?asOf=0").status_code == 200
    assert "It begins on" in client.get(f"/consultations/{OPEN}?asOf=2000-01-01T00:00Z&lang=en").text
    assert client.get(f"/consultations/{OPEN}?asOf=2999-01-01").status_code == 400


@pytest.mark.parametrize("asked", ["yesterday", "-1", "1e9", "9999-99-99", "٣", "0001-01-01T00:00+23:59", "9" * 30])
def test_a_moment_that_is_none_is_told(client: httpx.Client, asked: str) -> None:
    for path in ("/trail", f"/consultations/{OPEN}"):
        answer = client.get(path, params={"asOf": asked, "lang": "en"})
        assert answer.status_code == 400
        assert "A moment is a position" in answer.text


def test_a_new_ballot_is_on_the_page_and_in_the_trail(client: httpx.Client) -> None:
    token = new_citizen(client)
    proposal = id_of("proposal", "school-road")
    path = f"/consultations/{OPEN}/proposals/{proposal}"
    command(client, "POST", f"{path}/ballot", {"choice": "agree"}, token)
    said = {"body": "<script>alert('é')</script> & \u202e plus", "language": "fr", "stance": "against"}
    cast = command(client, "POST", f"{path}/comments", said, token)
    assert cast.status_code == 201, cast.text
    changed = command(client, "PUT", f"{path}/ballot", {"choice": "disagree"}, token)
    position = changed.json()["position"]
    while client.get("/readyz").json()["lag"]:
        pass
    page = client.get(f"/consultations/{OPEN}?lang=fr").text
    assert "&lt;script&gt;alert(&#39;é&#39;)&lt;/script&gt; &amp;" in page
    assert "<script" not in page
    trail = Reading(client.get(f"/trail/{proposal}?lang=en").text)
    assert f"{position} Ballot changed" in trail.said
    assert "agree → disagree" in trail.said
    assert "alert" not in trail.said


def test_the_trail_goes_back_page_by_page_to_the_first_entry(client: httpx.Client) -> None:
    seen: list[int] = []
    path = "/trail?lang=en"
    while path:
        text = client.get(path).text
        seen += [int(found) for found in re.findall(r'id="at(\d+)"', text)]
        older = [one["href"] for one in Reading(text).each("a") if one.get("rel") == "next"]
        path = str(older[0]) if older else ""
    assert seen == list(range(seen[0], -1, -1))


def test_errors_are_pages_for_browsers_and_problems_for_programs(client: httpx.Client) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": "fr"}
    for path in ("/nowhere", f"/consultations/{uuid4()}", "/consultations/x", f"/trail/{uuid4()}", "/trail/x"):
        page = client.get(path, headers=browser)
        assert page.status_code == 404
        assert "Il n&#39;y a rien à cette adresse" in page.text
        problem = client.get(path, headers={"Accept-Language": "fr"})
        assert problem.headers["content-type"] == "application/problem+json"
    program = client.get("/api/v1/nowhere", headers=browser)
    assert program.headers["content-type"] == "application/problem+json"


def test_styles_may_be_kept_and_pages_may_not(client: httpx.Client) -> None:
    answer = client.get("/")
    (style,) = [one["href"] for one in Reading(answer.text).each("link") if one["rel"] == "stylesheet"]
    assert "immutable" in client.get(str(style)).headers["cache-control"]
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["vary"] == "Accept-Language"
