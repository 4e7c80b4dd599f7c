"""One kind of thing as a file, over HTTP."""

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from projections.export.export import kinds
from tests.kit.api_over_http import CODE, World, problem

pytestmark = pytest.mark.anyio

ANYBODY = {"Accept-Language": "en"}


async def test_every_kind_is_given_in_both_forms(api: World) -> None:
    await api.catch_up()
    for kind, about in kinds().items():
        tabled = await api.http.get(f"/api/v1/export/{kind}.csv")
        assert tabled.status_code == 200, tabled.text
        assert tabled.headers["content-type"] == "text/csv; charset=utf-8"
        assert next(csv.reader(io.StringIO(tabled.text))) == [column.name for column in about.columns]
        lines = await api.http.get(f"/api/v1/export/{kind}.jsonl")
        assert len(list(csv.reader(io.StringIO(tabled.text)))) - 1 == len(lines.text.splitlines())
    (community,) = map(json.loads, (await api.http.get("/api/v1/export/community.jsonl")).text.splitlines())
    assert community["code"] == CODE


async def test_as_of_a_position(api: World) -> None:
    await api.catch_up()
    now = await api.http.get("/api/v1/export/events.jsonl")
    position = int(now.headers["sijill-position"])
    assert len(now.text.splitlines()) == position + 1
    first = await api.http.get("/api/v1/export/events.jsonl?asOf=0")
    assert first.text == now.text.splitlines(keepends=True)[0]
    assert first.headers["sijill-position"] == "0"
    before = await api.http.get("/api/v1/export/community.csv?asOf=2001-01-01T00:00:00Z")
    assert len(before.text.splitlines()) == 1


async def test_the_dictionary(api: World) -> None:
    await api.catch_up()
    described = [json.loads(line) for line in (await api.http.get("/api/v1/export/dictionary.jsonl")).text.splitlines()]
    assert {one["file"] for one in described} == set(kinds())
    assert all(one["ar"] and one["fr"] and one["en"] for one in described)


@pytest.mark.parametrize(
    "path", ["account.csv", "events.csv", "events.xlsx", "proposal.ods", "proposal", "audit.jsonl", "x.csv"]
)
async def test_what_is_not_there(api: World, path: str) -> None:
    found = await api.http.get(f"/api/v1/export/{path}", headers=ANYBODY)
    problem(found, 404, "not-found")


async def test_a_moment_that_is_none(api: World) -> None:
    await api.catch_up()
    found = await api.http.get("/api/v1/export/proposal.csv?asOf=soon", headers=ANYBODY)
    problem(found, 422, "request.invalid")


async def test_no_parameter_is_described_twice(api: World) -> None:
    for path, methods in api.app.openapi()["paths"].items():
        for said in methods.values():
            named = [(one.get("name"), one.get("in")) for one in said.get("parameters", []) if "name" in one]
            assert len(named) == len(set(named)), path


async def test_sheets_and_tables_for_excel(api: World) -> None:
    sheet = await api.http.get("/api/v1/export/dictionary.xlsx", headers={"Accept-Language": "ar-MA"})
    assert sheet.headers["content-type"].endswith("spreadsheetml.sheet")
    read = load_workbook(io.BytesIO(sheet.content)).active
    assert read is not None
    assert read.sheet_view.rightToLeft
    assert read["A1"].value == "file"
    for language, start in (("ar-MA", "id;"), ("fr", "id;"), ("en", "id,")):
        table = await api.http.get("/api/v1/export/proposal.csv?for=excel", headers={"Accept-Language": language})
        assert table.content.startswith(f"\ufeff{start}".encode())
    assert (await api.http.get("/api/v1/export/events.xlsx")).status_code == 404
