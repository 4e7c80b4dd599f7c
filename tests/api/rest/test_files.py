"""Files over HTTP: sent by those in office, kept once, named by commands, and shown as soon as the record names them."""

import asyncio
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import httpx
import msgspec
import pytest

from api.app import create_app
from api.rest import files
from api.rest.files import TAKEN
from tests.kit.api_over_http import CODE, Person, World, problem

pytestmark = pytest.mark.anyio

MINUTES = b"%PDF-1.7 minutes of a workshop"
ADDRESS = sha256(MINUTES).hexdigest()


async def put(by: Person, content: Any, media_type: str = "application/pdf", **headers: str) -> httpx.Response:
    sent = {**by.bearer, "Content-Type": media_type, **headers}
    return await by.http.put("/api/v1/files", content=content, headers=sent)


async def officer(api: World, role: Any = "focal_point") -> Person:
    found = await api.person(role)
    await api.catch_up()
    return found


async def named(api: World, by: Person, document: dict[str, Any]) -> httpx.Response:
    """A meeting whose minutes are a document."""
    meeting = await by.post(
        f"/communities/{CODE}/meetings",
        {
            "kind": "workshop",
            "title": {"fr": "Atelier"},
            "starts": "2026-01-01T09:00:00Z",
            "ends": "2026-01-01T12:00:00Z",
            "place": {"fr": "Siège"},
        },
    )
    assert meeting.status_code == 201, meeting.text
    held = await by.post(f"{meeting.headers['location']}/holding", None)
    assert held.status_code == 200, held.text
    minutes = {"document": document, "summary": {"fr": "Douze propositions"}}
    return await by.put(f"{meeting.headers['location']}/minutes", minutes, If_Match="*")


async def test_a_file_is_kept_once_and_says_how_it_is_named(api: World) -> None:
    by = await officer(api)
    first, again = await put(by, MINUTES), await put(by, MINUTES)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == {"sha256": ADDRESS, "size": len(MINUTES), "media_type": "application/pdf"}
    assert first.headers["location"] == again.headers["location"] == f"/api/v1/files/{ADDRESS}"
    assert [file.name for file in api.register.files.local()] == [ADDRESS]


async def test_only_somebody_in_office_keeps_files(api: World) -> None:
    citizen, somebody = await officer(api, "citizen"), await api.person()
    for person in (citizen, somebody):
        problem(await put(person, MINUTES), 403, "not-allowed")
    problem(await api.http.put("/api/v1/files", content=MINUTES), 401, "not-logged-in")
    assert (await put(await officer(api, "assessor"), MINUTES)).status_code == 201


async def test_what_a_browser_would_run_is_not_taken(api: World) -> None:
    by = await officer(api)
    for media_type in ("text/html", "image/svg+xml", "application/javascript", "", "application/xhtml+xml"):
        problem(await put(by, MINUTES, media_type), 422, "file.not-taken")
    assert (await put(by, MINUTES, "Application/PDF; charset=binary")).status_code == 201
    assert not TAKEN & {"text/html", "image/svg+xml", "application/xml", "text/xml"}


async def test_too_much_and_nothing_are_refused_and_leave_nothing(api: World, monkeypatch: pytest.MonkeyPatch) -> None:
    by = await officer(api)
    monkeypatch.setattr(files, "MOST_BYTES", 1_000)

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b"x" * 100

    problem(await put(by, b"x" * 1_001), 413, "request.too-large")
    problem(await put(by, unannounced()), 413, "request.too-large")
    problem(await put(by, b""), 422, "file.empty")
    assert (await put(by, b"x" * 1_000)).status_code == 201
    assert len(list(api.register.files.local())) == 1


async def test_who_sends_too_slowly_is_not_waited_for(api: World) -> None:
    by = await officer(api)
    never = asyncio.Event()

    async def dribbling() -> AsyncIterator[bytes]:
        yield b"x"
        await never.wait()

    context = api.app.state.context
    api.app.state.context = msgspec.structs.replace(context, limits=type(context.limits)(body_seconds=0.05))
    problem(await put(by, dribbling()), 408, "request.too-slow")
    assert list(api.register.files.local()) == []


async def test_what_the_record_names_is_shown_to_everybody_and_nothing_else(api: World) -> None:
    by = await officer(api)
    document = await api.file(by, MINUTES)
    problem(await api.http.get(f"/api/v1/files/{ADDRESS}"), 404, "not-found")
    assert (await named(api, by, document)).status_code == 200
    await api.catch_up()
    found = await api.http.get(f"/api/v1/files/{ADDRESS}", headers={"Accept-Language": "fr"})
    assert (found.status_code, found.content) == (200, MINUTES)
    assert found.headers["content-type"] == "application/pdf"
    assert found.headers["content-length"] == str(len(MINUTES))
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-disposition"] == "inline; filename*=UTF-8''Compte%20rendu"
    assert "default-src 'none'" in found.headers["content-security-policy"]
    tag = {"If-None-Match": found.headers["etag"]}
    assert (await api.http.get(f"/api/v1/files/{ADDRESS}", headers=tag)).status_code == 304
    for wrong in (ADDRESS.upper(), "..%2F..%2Fmaster.key", "00" * 32, "%00"):
        problem(await api.http.get(f"/api/v1/files/{wrong}"), 404, "not-found")


async def test_what_is_not_a_picture_is_to_be_saved_whatever_it_is_said_to_be(api: World) -> None:
    by = await officer(api)
    for content, said, served in (
        (b"<script>1</script>", "text/html", "application/octet-stream"),
        (b"a,b", "text/csv", "text/csv; charset=utf-8"),
    ):
        document = {**await api.file(by, content), "media_type": said}
        assert (await named(api, by, document)).status_code == 200
        await api.catch_up()
        found = await api.http.get(f"/api/v1/files/{sha256(content).hexdigest()}")
        assert found.headers["content-disposition"].startswith("attachment")
        assert found.headers["content-type"] == served


async def test_no_command_names_a_file_that_is_not_here_or_has_another_size(api: World) -> None:
    by = await officer(api)
    document = await api.file(by, MINUTES)
    problem(await named(api, by, {**document, "sha256": "00" * 32}), 422, "file.not-there")
    assert problem(await named(api, by, {**document, "size": 1}), 422, "file.other-size")["size"] == len(MINUTES)


def test_every_command_that_names_files_says_so() -> None:
    app = create_app(lambda: pytest.fail("nothing is opened to be described"))
    described = str(app.openapi()["paths"]["/api/v1/meetings/{meeting}/minutes"])
    assert "file.not-there" in described
